-- Rows as they may stand after migration 0015; made up.
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-000000000151', 'paper-forms', NULL, 'entry', decode(repeat('59', 32), 'hex'),
        decode(repeat('5a', 32), 'hex'), '{}', '2026-11-22 15:00+03:30');
INSERT INTO paper_form_minutes (id, number, part, day, province, branch, signed_by, lines, forms, said_by, key,
                                request_digest, recorded_at)
VALUES ('00000000-0000-4000-8000-000000000151', '12/7', 1, '2020-12-10', '07', '0210', '{branch-head}', 2, 600,
        'sso-services', 'one', decode(repeat('5b', 32), 'hex'), '2026-11-22 15:00+03:30');
INSERT INTO paper_forms (minute, line, act, series, first_number, last_number)
VALUES ('00000000-0000-4000-8000-000000000151', 1, 'delivered', 'AB', 1, 500),
       ('00000000-0000-4000-8000-000000000151', 2, 'unused-returned', 'AB', 401, 500);
