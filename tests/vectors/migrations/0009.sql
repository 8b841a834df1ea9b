-- Rows as they may stand after migration 0009; made up.
UPDATE contract_feed SET position = 1, contracts = 1;
INSERT INTO contract_statements (source, source_id, revision, digest, body, said_at)
VALUES ('tax_authority', '100', 1, decode(repeat('41', 32), 'hex'), '{}', '2026-11-22 12:00+03:30'),
       ('budget_organization', 'B-7', 1, decode(repeat('42', 32), 'hex'), '{}', '2026-11-22 12:01+03:30');
INSERT INTO contracts (ocid, version, position) VALUES ('ocds-peyvnd-1', 1, 1);
INSERT INTO contract_entries (source, source_id, revision, digest, ocid, counting, candidates, crn, near_assigner)
VALUES ('tax_authority', '100', 1, decode(repeat('41', 32), 'hex'), 'ocds-peyvnd-1', 1, NULL, '100', -7),
       ('budget_organization', 'B-7', 1, decode(repeat('42', 32), 'hex'), NULL, NULL, '[]', NULL, NULL);
INSERT INTO contract_versions (position, ocid, version, body, changed_at)
VALUES (1, 'ocds-peyvnd-1', 1, '{}', '2026-11-22 12:00+03:30');
INSERT INTO contract_readers (consumer, position, read_at) VALUES ('notaries', 1, '2026-11-22 12:02+03:30');
INSERT INTO contract_pulls (source, cursor, due_at, pulled_at)
VALUES ('budget_organization', '7:next', '2026-11-22 12:10+03:30', '2026-11-22 12:01+03:30');
