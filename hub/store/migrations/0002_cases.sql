-- A case is a durable inquiry with a legal clock, and its own place in the worker's queue: whoever
-- may have to look at it again is told by next_attempt_at, from the moment it is opened, so that a
-- process that dies half-way leaves nothing behind that nobody would find. standing names the
-- reasons an open case was last left with; turns counts the answers given on it.
CREATE TABLE cases (
    id              uuid        PRIMARY KEY,
    consumer        text        NOT NULL REFERENCES agencies (code),
    message_id      text        NOT NULL,
    duty            text        NOT NULL,
    request         bytea       NOT NULL,
    request_digest  bytea       NOT NULL CHECK (length(request_digest) = 32),
    received_at     timestamptz NOT NULL,
    due_on          date        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('received', 'pending', 'answered')),
    standing        text,
    turns           integer     NOT NULL DEFAULT 0,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    CHECK ((state = 'answered') = (next_attempt_at IS NULL)),
    UNIQUE (consumer, message_id)
);

CREATE INDEX cases_waiting ON cases (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Signed messages seen within their window of validity; the same one again is a replay, whichever
-- process it reaches.
CREATE TABLE seen_messages (
    replay_key bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE INDEX seen_messages_expiry ON seen_messages (expires_at);

-- Numbers of signed documents. A number drawn and not stored is void and never drawn again.
CREATE SEQUENCE certificate_serial AS bigint;

-- At most one certificate for a case: nothing is issued twice.
CREATE TABLE certificates (
    number      text        PRIMARY KEY,
    case_id     uuid        NOT NULL UNIQUE REFERENCES cases (id),
    kind        text        NOT NULL,
    document    bytea       NOT NULL,
    digest      bytea       NOT NULL CHECK (length(digest) = 32),
    issued_at   timestamptz NOT NULL,
    valid_until timestamptz NOT NULL
);

-- Every answer given on a case, in order. The first is the reply to its request and is given again,
-- byte for byte, whenever the request is repeated; the last is what the case stands at.
CREATE TABLE answers (
    case_id     uuid        NOT NULL REFERENCES cases (id),
    turn        integer     NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('GRANTED', 'REFUSED', 'UNDETERMINED')),
    body        bytea       NOT NULL,
    dossier     bytea       NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, turn)
);
