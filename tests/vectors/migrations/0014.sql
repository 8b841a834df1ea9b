-- Rows as they may stand after migration 0014; made up.
INSERT INTO workshop_notices (id, ocid, act, party, workshop, branch, kind, body, made_at, attempts, failure)
VALUES ('00000000-0000-4000-8000-000000000140', 'ocds-peyvnd-1', 1, 'assigner', '9900000002', '0210',
        'row-allocated', 'متن', '2026-11-22 12:00+03:30', 1, 'no-account');
INSERT INTO workshop_notice_resends (notice, failure, attempts, sent_at, sent_by)
VALUES ('00000000-0000-4000-8000-000000000140', 'not-signed', 300, '2026-11-22 13:00+03:30', 'A. Officer');
