-- Rows as they may stand after migration 0018; made up.
INSERT INTO contract_rounds (source, due_at, ended_at, agreed, failures, failure)
VALUES ('tax_authority', '2026-11-23 02:00+03:30', '2026-11-22 02:01+03:30', true, 0, NULL),
       ('assigner', '2026-11-22 04:00+03:30', NULL, NULL, 3, 'timeout');
