CREATE TABLE cases (
    id             uuid        PRIMARY KEY,
    consumer       text        NOT NULL,
    message_id     text        NOT NULL,
    request        bytea       NOT NULL,
    request_digest bytea       NOT NULL,
    received_at    timestamptz NOT NULL,
    due_on         date        NOT NULL,
    state          text        NOT NULL,
    serial         bigint      GENERATED ALWAYS AS IDENTITY,
    UNIQUE (consumer, message_id)
);
CREATE TABLE certificates (
    number    text  PRIMARY KEY,
    case_id   uuid  NOT NULL UNIQUE REFERENCES cases (id),
    document  bytea NOT NULL,
    issued_at timestamptz NOT NULL
);
CREATE TABLE evidence (
    seq         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id     uuid        NOT NULL REFERENCES cases (id),
    outcome     text        NOT NULL,
    dossier     text        NOT NULL,
    receipt     bytea       NOT NULL,
    recorded_at timestamptz NOT NULL
);
