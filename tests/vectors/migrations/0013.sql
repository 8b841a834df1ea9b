-- Rows as they may stand after migration 0013; made up.
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-000000000131', 'choice', NULL, 'entry', decode(repeat('57', 32), 'hex'),
        decode(repeat('58', 32), 'hex'), '{}', '2026-11-22 14:00+03:30');
INSERT INTO contract_choices (id, source, source_id, revision, ocid, is_new, chosen_at, chosen_by, reason)
VALUES ('00000000-0000-4000-8000-000000000131', 'budget_organization', 'B-7', 1, 'ocds-peyvnd-1', false,
        '2026-11-22 14:00+03:30', 'A. Officer', 'by letter 12/34');
