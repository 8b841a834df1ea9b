-- The keys that certificates are signed with, each from the moment a process was told of it, so that
-- it is published before its turn comes. A row is one certificate of a key, named by its SHA-256, with
-- its issuers behind it; key_id is the SHA-256 of the public key, which several certificates may share.
CREATE TABLE signing_keys (
    fingerprint   bytea       PRIMARY KEY CHECK (length(fingerprint) = 32),
    key_id        bytea       NOT NULL CHECK (length(key_id) = 32),
    certificates  bytea[]     NOT NULL CHECK (cardinality(certificates) > 0),
    registered_at timestamptz NOT NULL
);

CREATE INDEX signing_keys_key ON signing_keys (key_id);

CREATE TRIGGER signing_keys_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON signing_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What became of a key: that it signs no more, or since when it may have been in other hands. Acts are
-- only ever added, each with its evidence; the last one of its kind is what is published.
CREATE TABLE key_acts (
    seq          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL UNIQUE REFERENCES evidence (document_id),
    fingerprint  bytea       NOT NULL REFERENCES signing_keys (fingerprint),
    event        text        NOT NULL CHECK (event IN ('retired', 'compromised')),
    effective_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    reason       text        NOT NULL CHECK (reason <> ''),
    recorded_by  text        NOT NULL CHECK (recorded_by <> ''),
    CHECK (effective_at <= recorded_at)
);

CREATE INDEX key_acts_key ON key_acts (fingerprint);

CREATE TRIGGER key_acts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON key_acts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An act on a key belongs to no case; every other leaf does.
ALTER TABLE evidence ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE evidence DROP CONSTRAINT evidence_kind_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_kind_check
    CHECK (kind IN ('receipt', 'certificate', 'status', 'key'));
ALTER TABLE evidence ADD CONSTRAINT evidence_case_check CHECK ((kind = 'key') = (case_id IS NULL));
