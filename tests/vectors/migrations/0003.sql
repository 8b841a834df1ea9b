-- Rows as they may stand after migration 0003; made up.
INSERT INTO evidence (receipt_id, case_id, entry, leaf_hash, salt, receipt, recorded_at)
VALUES ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-000000000001', '\x70',
        decode(repeat('0d', 32), 'hex'), decode(repeat('0e', 32), 'hex'), '\x3c', '2026-11-22 09:02+03:30');
INSERT INTO cases (id, consumer, message_id, duty, request, request_digest, received_at, due_on,
                   state, standing, turns, attempts, next_attempt_at)
VALUES ('00000000-0000-4000-8000-000000000002', 'notaries', 'urn:uuid:2', 'article37', '\x3c',
        decode(repeat('0b', 32), 'hex'), '2026-11-22 09:03+03:30', '2026-12-07', 'answered', NULL,
        1, 1, NULL);
INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until)
VALUES ('1405-0000002', '00000000-0000-4000-8000-000000000002', 'article37',
        convert_to('<Certificate>گواهی<ds:X509Certificate>AAECAw==</ds:X509Certificate></Certificate>', 'UTF8'),
        decode(repeat('0c', 32), 'hex'), '2026-11-22 09:04+03:30', '2026-12-22 09:04+03:30');
