-- The Article 38 files of contracts, and what they stand on.

-- What a certificate may exist only once for, such as one calculation of one contract; none where that
-- is no matter of it. One issued anew has none of its own.
ALTER TABLE certificates ADD COLUMN issued_once text UNIQUE CHECK (issued_once <> '');

-- The text of every table of coefficients that has been in force: what was fixed by one is calculated
-- by the same one, whatever is in force by then.
CREATE TABLE coefficient_tables (
    version text        PRIMARY KEY CHECK (version ~ '^[0-9a-f]{64}$'),
    body    text        NOT NULL,
    kept_at timestamptz NOT NULL
);

CREATE TRIGGER coefficient_tables_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON coefficient_tables FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A contract's file and what it is found by; everything here follows from its acts. Who writes an act
-- holds the row. attend_at is when the hub has something to do of itself; none while it waits for others.
CREATE TABLE contract_files (
    ocid                text        PRIMARY KEY REFERENCES contracts (ocid),
    contract_row        text        NOT NULL,
    branch              text        NOT NULL,
    contractor_workshop text        NOT NULL,
    contractor_branch   text        NOT NULL,
    assigner_workshop   text        NOT NULL,
    assigner_branch     text        NOT NULL,
    acts                integer     NOT NULL CHECK (acts > 0),
    status              text        NOT NULL CHECK (status ~ '^(0[1-9]|1[0-7])$'),
    attend_at           timestamptz,
    UNIQUE (contract_row, branch)
);

CREATE INDEX contract_files_attend ON contract_files (attend_at) WHERE attend_at IS NOT NULL;
CREATE INDEX contract_files_contractor ON contract_files (contractor_workshop, contractor_branch);
CREATE INDEX contract_files_assigner ON contract_files (assigner_workshop, assigner_branch);
CREATE INDEX contract_files_status ON contract_files (status, ocid);
CREATE INDEX contract_files_branch ON contract_files (branch, ocid);

-- What happened to a file, in order; body is the act in canonical JSON. Who tells an act gives it a key
-- of his own, under which it is never taken twice; the hub's own acts have none. request_digest is the
-- SHA-256 of what was told under the key.
CREATE TABLE contract_file_acts (
    ocid           text        NOT NULL REFERENCES contract_files (ocid),
    number         integer     NOT NULL CHECK (number > 0),
    kind           text        NOT NULL CHECK (kind <> ''),
    body           text        NOT NULL,
    said_by        text        NOT NULL CHECK (said_by <> ''),
    key            text,
    request_digest bytea       CHECK (length(request_digest) = 32),
    said_at        timestamptz NOT NULL,
    PRIMARY KEY (ocid, number),
    CHECK ((key IS NULL) = (request_digest IS NULL))
);

CREATE UNIQUE INDEX contract_file_acts_clearance ON contract_file_acts ((body::jsonb ->> 'number'))
    WHERE kind = 'clearance-issued';
CREATE INDEX certificates_issued_once_at ON certificates (issued_at) WHERE issued_once IS NOT NULL;
CREATE UNIQUE INDEX contract_file_acts_key ON contract_file_acts (said_by, key) WHERE key IS NOT NULL;

CREATE TRIGGER contract_file_acts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_file_acts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- For which fiscal periods a contractor has given his undertaking: each is taken once, whatever contract
-- it was taken for.
CREATE TABLE undertakings (
    workshop  text    NOT NULL,
    branch    text    NOT NULL,
    first_day date    NOT NULL,
    last_day  date    NOT NULL CHECK (last_day >= first_day),
    ocid      text    NOT NULL,
    act       integer NOT NULL,
    PRIMARY KEY (workshop, branch, first_day, last_day),
    FOREIGN KEY (ocid, act) REFERENCES contract_file_acts (ocid, number)
);

CREATE TRIGGER undertakings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON undertakings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the parties of a file are told under their workshop numbers, because of which act; brought to the
-- organization's service of electronic notification until it takes it.
CREATE TABLE workshop_notices (
    id              uuid        PRIMARY KEY,
    ocid            text        NOT NULL,
    act             integer     NOT NULL,
    party           text        NOT NULL CHECK (party IN ('contractor', 'assigner')),
    workshop        text        NOT NULL,
    branch          text        NOT NULL,
    kind            text        NOT NULL CHECK (kind <> ''),
    body            text        NOT NULL,
    made_at         timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at timestamptz,
    failure         text,
    delivered_at    timestamptz,
    acknowledgement bytea       CHECK (length(acknowledgement) = 32),
    FOREIGN KEY (ocid, act) REFERENCES contract_file_acts (ocid, number),
    UNIQUE (ocid, act, party),
    CHECK ((delivered_at IS NULL) = (acknowledgement IS NULL)),
    CHECK (delivered_at IS NULL OR next_attempt_at IS NULL)
);

CREATE INDEX workshop_notices_delivered ON workshop_notices (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX workshop_notices_due ON workshop_notices (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
