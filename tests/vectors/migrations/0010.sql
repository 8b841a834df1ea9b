-- Rows as they may stand after migration 0010; made up.
INSERT INTO coefficient_tables (version, body, kept_at)
VALUES (repeat('a1', 32), 'fine = "1/10"', '2026-11-22 12:00+03:30');
INSERT INTO contract_files (ocid, contract_row, branch, contractor_workshop, contractor_branch,
                            assigner_workshop, assigner_branch, acts, status, attend_at)
VALUES ('ocds-peyvnd-1', '14050001', '0210', '9900000001', '0210', '9900000002', '0210', 2, '01',
        '2026-11-23 12:00+03:30');
INSERT INTO contract_file_acts (ocid, number, kind, body, said_by, key, request_digest, said_at)
VALUES ('ocds-peyvnd-1', 1, 'row-allocated', '{}', 'notaries', 'key-1', decode(repeat('61', 32), 'hex'),
        '2026-11-22 12:00+03:30'),
       ('ocds-peyvnd-1', 2, 'undertaken', '{}', 'peyvand', NULL, NULL, '2026-11-22 12:01+03:30');
INSERT INTO undertakings (workshop, branch, first_day, last_day, ocid, act)
VALUES ('9900000001', '0210', '2026-03-21', '2027-03-20', 'ocds-peyvnd-1', 2);
INSERT INTO workshop_notices (id, ocid, act, party, workshop, branch, kind, body, made_at, next_attempt_at)
VALUES ('00000000-0000-4000-8000-000000000110', 'ocds-peyvnd-1', 1, 'contractor', '9900000001', '0210',
        'row-allocated', 'متن', '2026-11-22 12:00+03:30', '2026-11-22 12:00+03:30');
