-- Rows as they may stand after migration 0016; made up.
INSERT INTO operators (code, title, branches, passphrase, one_time_until, added_at, locked_at, attempts,
                       attempts_since)
VALUES ('tehran-two', 'کارشناس پیمان شعبهٔ دو', '{0210,0211}', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
        NULL, '2026-11-22 09:00+03:30', NULL, 1, '2026-11-22 09:30+03:30'),
       ('head-office', 'ادارهٔ کل درآمد', NULL, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
        '2026-11-29 09:00+03:30', '2026-11-22 09:00+03:30', '2026-11-22 10:00+03:30', 0, NULL);
INSERT INTO operator_sessions (digest, operator, begun_at, seen_at)
VALUES (decode(repeat('61', 32), 'hex'), 'tehran-two', '2026-11-22 09:31+03:30', '2026-11-22 09:40+03:30');
INSERT INTO operator_views (operator, page, ocid, at)
VALUES ('tehran-two', 'home', NULL, '2026-11-22 09:31+03:30'),
       ('tehran-two', 'contract', 'ocds-peyvnd-1', '2026-11-22 09:40+03:30');
