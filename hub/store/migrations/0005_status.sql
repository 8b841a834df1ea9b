-- What became of a certificate after it was issued. An act says which state it brings, when it takes
-- effect, when it was recorded, why and by whom; acts are only ever added, and what a certificate is
-- at an instant, as known at another, follows from them. No act stands without its evidence.
ALTER TABLE evidence RENAME COLUMN receipt_id TO document_id;
ALTER TABLE evidence RENAME COLUMN receipt TO document;
ALTER TABLE evidence RENAME CONSTRAINT evidence_receipt_id_key TO evidence_document_id_key;
ALTER TABLE evidence ADD COLUMN kind text NOT NULL DEFAULT 'receipt'
    CHECK (kind IN ('receipt', 'certificate', 'status'));
ALTER TABLE evidence ALTER COLUMN kind DROP DEFAULT;

-- signer is the SHA-256 of the certificate a document was signed with, so that all that one key
-- signed can be found; it is null only where an old document does not show its signer. A certificate
-- that replaces another names it; a case has one that replaces none, and each has one successor.
ALTER TABLE certificates ADD COLUMN signer bytea CHECK (length(signer) = 32);
ALTER TABLE certificates ADD COLUMN supersedes text REFERENCES certificates (number);
ALTER TABLE certificates ADD CHECK (supersedes <> number);
ALTER TABLE certificates DROP CONSTRAINT certificates_case_id_key;
CREATE UNIQUE INDEX certificates_original ON certificates (case_id) WHERE supersedes IS NULL;
CREATE UNIQUE INDEX certificates_successor ON certificates (supersedes) WHERE supersedes IS NOT NULL;

ALTER TABLE certificates DISABLE TRIGGER certificates_append_only;
UPDATE certificates
SET signer = sha256(decode(
    substring(encode(document, 'escape') FROM '<ds:X509Certificate>([A-Za-z0-9+/=]+)<'), 'base64'));
ALTER TABLE certificates ENABLE TRIGGER certificates_append_only;

CREATE TABLE status_acts (
    seq           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            uuid        NOT NULL UNIQUE REFERENCES evidence (document_id),
    number        text        NOT NULL REFERENCES certificates (number),
    state         text        NOT NULL CHECK (state IN ('issued', 'suspended', 'superseded', 'revoked')),
    effective_at  timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    reason        text        NOT NULL CHECK (reason <> ''),
    note          text        NOT NULL CHECK (note <> ''),
    recorded_by   text        NOT NULL CHECK (recorded_by <> ''),
    superseded_by text        REFERENCES certificates (number),
    CHECK ((state = 'superseded') = (superseded_by IS NOT NULL)),
    CHECK (superseded_by <> number),
    UNIQUE (number, recorded_at)
);

CREATE TRIGGER status_acts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON status_acts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The status lists that were published, byte for byte, in the hub's running order without a gap; acts
-- is how many acts each knew of.
CREATE TABLE status_lists (
    sequence    bigint      PRIMARY KEY CHECK (sequence > 0),
    document    bytea       NOT NULL,
    digest      bytea       NOT NULL CHECK (length(digest) = 32),
    acts        bigint      NOT NULL CHECK (acts >= 0),
    issued_at   timestamptz NOT NULL,
    next_update timestamptz NOT NULL CHECK (next_update > issued_at)
);

CREATE TRIGGER status_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON status_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
