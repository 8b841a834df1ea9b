-- Rows as they may stand after migration 0012; made up.
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-000000000121', 'disclosure', NULL, 'entry', decode(repeat('61', 32), 'hex'),
        decode(repeat('62', 32), 'hex'), '<Receipt/>', '2026-11-22 14:00+03:30');
INSERT INTO disclosures (document_id, subject, provider, agreement, consumer, task_kind, task, purpose, outcome,
                         reason, asked, told, withheld, as_of, asked_at)
VALUES ('00000000-0000-4000-8000-000000000121', 'positions:1-1000', 'shared_contracts', sha256('{}'), 'notaries',
        'use_case', 'contract-feed', 'contract-feed', 'told', NULL, '{}', '{"contract.number": "whole"}', '{}',
        '2026-11-22 13:59+03:30', '2026-11-22 14:00+03:30');
