-- Rows as they may stand after migration 0002; made up.
INSERT INTO cases (id, consumer, message_id, duty, request, request_digest, received_at, due_on,
                   state, standing, turns, attempts, next_attempt_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'notaries', 'urn:uuid:1', 'article37', '\x3c',
        decode(repeat('0b', 32), 'hex'), '2026-11-22 09:01+03:30', '2026-12-07', 'answered', NULL,
        1, 1, NULL);
INSERT INTO answers (case_id, turn, outcome, body, dossier, answered_at)
VALUES ('00000000-0000-4000-8000-000000000001', 1, 'GRANTED', '\x3c', '\x7b', '2026-11-22 09:02+03:30');
INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until)
VALUES ('1405-0000001', '00000000-0000-4000-8000-000000000001', 'article37', '\x3c',
        decode(repeat('0c', 32), 'hex'), '2026-11-22 09:02+03:30', '2026-12-22 09:02+03:30');
