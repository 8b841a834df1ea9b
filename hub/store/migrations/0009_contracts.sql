-- The shared contracts database. A register's statements are kept as they came, every revision of
-- them; the joined contract is made of the newest statement of each register, and every version of it
-- is kept too.
--
-- Who writes holds the one row of contract_feed from beginning to end: positions are given in the
-- order of commitment, without a gap, and no reader ever sees a later one before an earlier.
CREATE TABLE contract_feed (
    position  bigint NOT NULL CHECK (position >= 0),
    contracts bigint NOT NULL CHECK (contracts >= 0)
);

CREATE UNIQUE INDEX contract_feed_one ON contract_feed ((true));

INSERT INTO contract_feed (position, contracts) VALUES (0, 0);

-- What each register says of what; body is the statement in canonical JSON, digest its SHA-256.
CREATE TABLE contract_statements (
    source    text        NOT NULL CHECK (source <> ''),
    source_id text        NOT NULL CHECK (source_id <> ''),
    revision  integer     NOT NULL CHECK (revision > 0),
    digest    bytea       NOT NULL CHECK (length(digest) = 32),
    body      text        NOT NULL,
    said_at   timestamptz NOT NULL,
    PRIMARY KEY (source, source_id, revision)
);

CREATE TRIGGER contract_statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A contract by the hub's own name for it, and the newest version of it.
CREATE TABLE contracts (
    ocid     text    PRIMARY KEY CHECK (ocid <> ''),
    version  integer NOT NULL CHECK (version > 0),
    position bigint  NOT NULL CHECK (position > 0)
);

-- Each register's entry: the newest revision said of it, the contract it is of, and the revision that
-- counts there. While an operator has to choose, candidates has what he chooses between, and what
-- counted before goes on to count. What the contract is found by is that of the counting revision:
-- keys, and where to look for one that is alike, hashes of its number with either party.
CREATE TABLE contract_entries (
    source          text    NOT NULL,
    source_id       text    NOT NULL,
    revision        integer NOT NULL,
    digest          bytea   NOT NULL CHECK (length(digest) = 32),
    ocid            text    REFERENCES contracts (ocid),
    counting        integer CHECK (counting <= revision),
    candidates      jsonb,
    crn             text,
    budget_code     text,
    contract_row    text,
    near_assigner   bigint,
    near_contractor bigint,
    PRIMARY KEY (source, source_id),
    FOREIGN KEY (source, source_id, revision) REFERENCES contract_statements,
    CHECK ((ocid IS NULL) = (counting IS NULL)),
    CHECK (candidates IS NOT NULL OR counting = revision)
);

CREATE INDEX contract_entries_ocid ON contract_entries (ocid);
CREATE INDEX contract_entries_crn ON contract_entries (crn) WHERE crn IS NOT NULL;
CREATE INDEX contract_entries_budget_code ON contract_entries (budget_code) WHERE budget_code IS NOT NULL;
CREATE INDEX contract_entries_row ON contract_entries (contract_row) WHERE contract_row IS NOT NULL;
CREATE INDEX contract_entries_near_assigner ON contract_entries (near_assigner);
CREATE INDEX contract_entries_near_contractor ON contract_entries (near_contractor);
CREATE INDEX contract_entries_waiting ON contract_entries (source, source_id) WHERE candidates IS NOT NULL;

-- Every version of every contract, in the order of the change feed.
CREATE TABLE contract_versions (
    position   bigint      PRIMARY KEY CHECK (position > 0),
    ocid       text        NOT NULL REFERENCES contracts (ocid),
    version    integer     NOT NULL CHECK (version > 0),
    body       text        NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (ocid, version)
);

CREATE TRIGGER contract_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far a consumer has followed the feed, by his own word.
CREATE TABLE contract_readers (
    consumer text        PRIMARY KEY REFERENCES agencies (code),
    position bigint      NOT NULL CHECK (position >= 0),
    read_at  timestamptz NOT NULL
);

-- How far a register has been pulled, by its own cursor (none at the beginning); when it is to be asked
-- next, how often in a row its page has failed, and with which code.
CREATE TABLE contract_pulls (
    source    text        PRIMARY KEY CHECK (source <> ''),
    cursor    text,
    due_at    timestamptz NOT NULL,
    pulled_at timestamptz,
    failures  integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failure   text,
    CHECK ((failures = 0) = (failure IS NULL))
);
