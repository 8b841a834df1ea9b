-- Who may talk to us: a registered agency, the operations it may call, and the certificates its
-- messages are signed with. Two certificates may hold at a time, so that a key rolls over without
-- a gap; a retired one is kept, because what it once signed must stay provable. key_id is the
-- SHA-256 of the public key: a key may have several certificates, but one owner, since a message is
-- known again by the key that signed it.
CREATE TABLE agencies (
    code        text        PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9-]{1,62}$'),
    title       text        NOT NULL CHECK (title <> ''),
    operations  text[]      NOT NULL,
    added_at    timestamptz NOT NULL
);

CREATE TABLE agency_certificates (
    fingerprint bytea       PRIMARY KEY CHECK (length(fingerprint) = 32),
    agency      text        NOT NULL REFERENCES agencies (code),
    key_id      bytea       NOT NULL CHECK (length(key_id) = 32),
    certificate bytea       NOT NULL,
    added_at    timestamptz NOT NULL,
    retired_at  timestamptz
);

CREATE INDEX agency_certificates_agency ON agency_certificates (agency);
CREATE INDEX agency_certificates_key ON agency_certificates (key_id);
