-- Rows as they may stand after migration 0011; made up.
INSERT INTO contract_trees (source, seq) VALUES ('tax_authority', 1);
INSERT INTO contract_nodes (source, prefix, hash, leaves, digests)
VALUES ('tax_authority', 'a', decode(repeat('51', 32), 'hex'), NULL, NULL),
       ('tax_authority', 'ad57', decode(repeat('52', 32), 'hex'), '100 1', decode(repeat('41', 32), 'hex'));
INSERT INTO contract_roots (source, whole, hashes, told_at)
VALUES ('tax_authority', decode(repeat('53', 32), 'hex'), decode(repeat('54', 512), 'hex'), '2026-11-22 13:00+03:30');
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-000000000111', 'reconciliation', NULL, 'entry', decode(repeat('55', 32), 'hex'),
        decode(repeat('56', 32), 'hex'), '{}', '2026-11-22 13:01+03:30');
INSERT INTO contract_reconciliations (id, source, started_by, ended_at, walk)
VALUES ('00000000-0000-4000-8000-000000000111', 'tax_authority', 'hub', '2026-11-22 13:01+03:30', NULL);
