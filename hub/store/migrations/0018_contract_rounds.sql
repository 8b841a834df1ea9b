-- The rounds in which registers are reconciled with by themselves: when the next one is due (while one
-- process is at it, until when it has the register to itself), when the last one came to its end and
-- whether both held the same then; how often in a row a round has failed, and with which code.
CREATE TABLE contract_rounds (
    source   text        PRIMARY KEY CHECK (source <> ''),
    due_at   timestamptz NOT NULL,
    ended_at timestamptz,
    agreed   boolean,
    failures integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failure  text,
    CHECK ((ended_at IS NULL) = (agreed IS NULL)),
    CHECK ((failures = 0) = (failure IS NULL))
);
