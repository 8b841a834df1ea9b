-- Rows as they may stand after migration 0001; made up.
INSERT INTO agencies (code, title, operations, added_at)
VALUES ('notaries', 'سامانه ثبت الکترونیک اسناد', ARRAY['InquireDebt', 'GetAnswer'], '2026-11-22 09:00+03:30');
INSERT INTO agency_certificates (fingerprint, agency, key_id, certificate, added_at, retired_at)
VALUES (decode(repeat('0a', 32), 'hex'), 'notaries', decode(repeat('0f', 32), 'hex'), '\x3082', '2026-11-22 09:00+03:30', NULL);
