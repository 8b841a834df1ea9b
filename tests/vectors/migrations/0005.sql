-- Rows as they may stand after migration 0005; made up.
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-0000000000e2', 'status', '00000000-0000-4000-8000-000000000001', '\x70',
        decode(repeat('0d', 32), 'hex'), decode(repeat('0e', 32), 'hex'), '\x7b', '2026-11-23 09:02+03:30');
INSERT INTO status_acts (id, number, state, effective_at, recorded_at, reason, note, recorded_by, superseded_by)
VALUES ('00000000-0000-4000-8000-0000000000e2', '1405-0000001', 'revoked', '2026-11-22 09:03+03:30',
        '2026-11-23 09:02+03:30', 'issued-in-error', 'آزمون', 'operator', NULL);
INSERT INTO status_lists (sequence, document, digest, acts, issued_at, next_update)
VALUES (1, '\x3c', decode(repeat('0f', 32), 'hex'), 1, '2026-11-23 09:05+03:30', '2026-11-24 09:05+03:30');
