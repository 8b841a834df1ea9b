-- What a register told is counted in the order in which it was committed: whoever writes holds the row
-- of contract_feed, and takes the number meanwhile. So what is new since a number is found by it, and
-- the intake keeps no hashes.
ALTER TABLE contract_statements ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;

CREATE INDEX contract_statements_seq ON contract_statements (source, seq);

-- The tree of hashes of each register's contracts, as of its statement seq.
CREATE TABLE contract_trees (
    source text   PRIMARY KEY CHECK (source <> ''),
    seq    bigint NOT NULL CHECK (seq >= 0)
);

-- The nodes that hold a contract, by the digits of their places. A bucket, four digits, has the ids and
-- revisions of its contracts in order, a line each, and their digests, 32 octets each.
CREATE TABLE contract_nodes (
    source  text  NOT NULL REFERENCES contract_trees,
    prefix  text  NOT NULL CHECK (prefix ~ '^[0-9a-f]{1,4}$'),
    hash    bytea NOT NULL CHECK (length(hash) = 32),
    leaves  text,
    digests bytea,
    PRIMARY KEY (source, prefix),
    CHECK ((length(prefix) = 4) = (leaves IS NOT NULL)),
    CHECK ((leaves IS NULL) = (digests IS NULL))
);

-- The roots that were told of a register, each once: what a walk begins from, or is said to have begun
-- from.
CREATE TABLE contract_roots (
    source  text        NOT NULL,
    whole   bytea       NOT NULL CHECK (length(whole) = 32),
    hashes  bytea       NOT NULL CHECK (length(hashes) = 16 * 32),
    told_at timestamptz NOT NULL,
    PRIMARY KEY (source, whole)
);

CREATE TRIGGER contract_roots_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contract_roots
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What came of each reconciliation; the evidence's document says it whole. walk is what was asked and
-- answered, as JSON in zlib (RFC 1950), from which the differences follow; NULL where it was too long
-- or another one's.
CREATE TABLE contract_reconciliations (
    id         uuid        PRIMARY KEY REFERENCES evidence (document_id),
    source     text        NOT NULL CHECK (source <> ''),
    started_by text        NOT NULL CHECK (started_by <> ''),
    ended_at   timestamptz NOT NULL,
    walk       bytea
);

CREATE INDEX contract_reconciliations_ended_at ON contract_reconciliations (ended_at);

CREATE TRIGGER contract_reconciliations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_reconciliations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE evidence DROP CONSTRAINT evidence_kind_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_kind_check
    CHECK (kind IN ('receipt', 'certificate', 'status', 'key', 'policy', 'disclosure', 'reconciliation'));
ALTER TABLE evidence DROP CONSTRAINT evidence_case_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_case_check
    CHECK ((kind IN ('key', 'policy', 'disclosure', 'reconciliation')) = (case_id IS NULL));
