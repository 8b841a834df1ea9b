-- Rows as they may stand after migration 0006; made up.
INSERT INTO signing_keys (fingerprint, key_id, certificates, registered_at)
VALUES (decode(repeat('1a', 32), 'hex'), decode(repeat('1b', 32), 'hex'), ARRAY['\x3082', '\x3083']::bytea[],
        '2026-11-22 09:00+03:30');
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-0000000000e3', 'key', NULL, '\x70', decode(repeat('1d', 32), 'hex'),
        decode(repeat('1e', 32), 'hex'), '\x7b', '2026-11-24 09:02+03:30');
INSERT INTO key_acts (id, fingerprint, event, effective_at, recorded_at, reason, recorded_by)
VALUES ('00000000-0000-4000-8000-0000000000e3', decode(repeat('1a', 32), 'hex'), 'compromised',
        '2026-11-23 09:02+03:30', '2026-11-24 09:02+03:30', 'آزمون', 'operator');
