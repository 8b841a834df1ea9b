-- Rows as they may stand after migration 0007; made up.
INSERT INTO deliveries (id, receiver, case_id, kind, state, attempts, failure, enqueued_at, next_attempt_at,
                        delivered_at, acknowledgement)
VALUES ('00000000-0000-4000-8000-0000000000e1', 'notaries', '00000000-0000-4000-8000-000000000001', 'answer',
        'delivered', 2, NULL, '2026-11-22 09:02+03:30', NULL, '2026-11-22 09:03+03:30',
        decode(repeat('2a', 32), 'hex')),
       ('00000000-0000-4000-8000-0000000000e2', 'notaries', '00000000-0000-4000-8000-000000000001', 'status',
        'dead', 1, 'no-such-record', '2026-11-23 09:02+03:30', NULL, NULL, NULL);
INSERT INTO delivery_resends (delivery, failure, attempts, sent_at, sent_by)
VALUES ('00000000-0000-4000-8000-0000000000e2', 'no-such-record', 1, '2026-11-24 09:02+03:30', 'operator');
