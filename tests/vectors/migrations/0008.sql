-- Rows as they may stand after migration 0008; made up.
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES ('00000000-0000-4000-8000-0000000000f1', 'policy', NULL, 'entry', decode(repeat('31', 32), 'hex'),
        decode(repeat('32', 32), 'hex'), '{}', '2026-11-22 09:00+03:30'),
       ('00000000-0000-4000-8000-0000000000f2', 'disclosure', NULL, 'entry', decode(repeat('33', 32), 'hex'),
        decode(repeat('34', 32), 'hex'), '<Receipt/>', '2026-11-22 09:01+03:30');
INSERT INTO policies (version, id, agreements, passports, loaded_at, loaded_by)
VALUES (1, '00000000-0000-4000-8000-0000000000f1', '{"a.toml": ""}', '{}', '2026-11-22 09:00+03:30', 'operator');
INSERT INTO agreements (digest, canonical) VALUES (sha256('{}'), '{}');
INSERT INTO quota_counts (words, span, starts_at, used)
VALUES ('notaries use_case:article37', 'minute', '2026-11-22 09:01+03:30', 3);
INSERT INTO disclosures (document_id, subject, provider, agreement, consumer, task_kind, task, purpose, outcome,
                         reason, asked, told, withheld, as_of, asked_at)
VALUES ('00000000-0000-4000-8000-0000000000f2', 'national-id:9980000009', 'civil_registry', sha256('{}'), 'notaries',
        'service', 'registration', 'account-registration', 'told', NULL, '{}', '{"person.alive": "yes-no"}',
        '{person.birth_date}', '2026-11-22 09:01+03:30', '2026-11-22 09:01+03:30'),
       ('00000000-0000-4000-8000-0000000000f2', 'national-id:9980000009', 'mobile_ownership', NULL, 'notaries',
        'service', 'registration', 'account-registration', 'refused', 'agreement.none', '{}', '{}', '{}', NULL,
        '2026-11-22 09:01+03:30');
