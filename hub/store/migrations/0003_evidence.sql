-- The evidence: one row for every answer given, written in the transaction of the answer itself.
-- leaf_hash is the RFC 6962 hash of the leaf (SHA-256 over 0x00 and the entry), and the entry holds
-- a salted hash of the receipt, never personal data, so the rows can become a public log as they
-- stand. Their place in that log is given later, by a sequencer: seq is only the order of arrival.
CREATE TABLE evidence (
    seq         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    receipt_id  uuid        NOT NULL UNIQUE,
    case_id     uuid        NOT NULL REFERENCES cases (id),
    entry       bytea       NOT NULL,
    leaf_hash   bytea       NOT NULL CHECK (length(leaf_hash) = 32),
    salt        bytea       NOT NULL CHECK (length(salt) = 32),
    receipt     bytea       NOT NULL,
    recorded_at timestamptz NOT NULL
);

CREATE INDEX evidence_case ON evidence (case_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON answers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER certificates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
