-- Registers an agency, or renews its title.
-- name: put_agency
INSERT INTO agencies (code, title, added_at)
VALUES (%(code)s, %(title)s, %(now)s)
ON CONFLICT (code) DO UPDATE SET title = excluded.title;

-- Adds a certificate to an agency. A certificate or a key that is another agency's stays with its
-- owner: no row comes back.
-- name: add_certificate
INSERT INTO agency_certificates (fingerprint, agency, key_id, certificate, added_at)
SELECT %(fingerprint)s, %(agency)s, %(key_id)s, %(certificate)s, %(now)s
WHERE NOT EXISTS (
    SELECT 1 FROM agency_certificates WHERE key_id = %(key_id)s AND agency <> %(agency)s
)
ON CONFLICT (fingerprint) DO UPDATE SET retired_at = NULL
WHERE agency_certificates.agency = excluded.agency
RETURNING agency;

-- Retires every certificate of an agency but one, from an instant on.
-- name: retire_others
UPDATE agency_certificates
SET retired_at = %(at)s
WHERE agency = %(agency)s AND fingerprint <> %(fingerprint)s
  AND (retired_at IS NULL OR retired_at > %(at)s);

-- Every agency, and how many of its certificates hold.
-- name: list_agencies
SELECT code, title, added_at,
       (SELECT count(*) FROM agency_certificates
        WHERE agency = code AND (retired_at IS NULL OR retired_at > %(now)s)) AS certificates
FROM agencies
ORDER BY code;

-- The certificates that hold, with whose they are.
-- name: certificates_in_force
SELECT fingerprint, certificate, agency, retired_at
FROM agency_certificates
WHERE retired_at IS NULL OR retired_at > %(now)s;
