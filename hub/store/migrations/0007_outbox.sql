-- The outbox: a row for every notice that a consumer's own system is to be brought, written in the
-- transaction of what it tells. The row holds no words: id is that of the evidence, so that nothing
-- leaves without it, and the notice is put together from what stands for good (the case and its first
-- certificate, or the act). seq is the order within a case: whoever adds a row holds the case's own
-- row, so it is the order of commitment too, and no later notice passes an earlier one that has not
-- arrived. failure is the last word of an agency that did not take it; a dead letter waits for an
-- operator. acknowledgement is the SHA-256 of the receiver's own.
CREATE TABLE deliveries (
    seq             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid        NOT NULL UNIQUE REFERENCES evidence (document_id),
    receiver        text        NOT NULL REFERENCES agencies (code),
    case_id         uuid        NOT NULL REFERENCES cases (id),
    kind            text        NOT NULL CHECK (kind IN ('answer', 'status')),
    state           text        NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts        integer     NOT NULL DEFAULT 0,
    failure         text,
    enqueued_at     timestamptz NOT NULL,
    next_attempt_at timestamptz,
    delivered_at    timestamptz,
    acknowledgement bytea       CHECK (length(acknowledgement) = 32),
    CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
    CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
    CHECK ((state = 'delivered') = (acknowledgement IS NOT NULL)),
    CHECK (state <> 'dead' OR failure IS NOT NULL)
);

CREATE INDEX deliveries_waiting ON deliveries (receiver, next_attempt_at, seq) WHERE state = 'waiting';
CREATE INDEX deliveries_order ON deliveries (case_id, receiver, seq) WHERE state <> 'delivered';
CREATE INDEX deliveries_dead ON deliveries (receiver, seq) WHERE state = 'dead';

-- What a notice is does not change, and what was delivered stays as it was.
CREATE TRIGGER deliveries_kept BEFORE DELETE OR TRUNCATE ON deliveries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deliveries_same BEFORE UPDATE OF id, receiver, case_id, kind, enqueued_at ON deliveries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deliveries_done BEFORE UPDATE ON deliveries
    FOR EACH ROW WHEN (OLD.state = 'delivered') EXECUTE FUNCTION refuse_change();

-- Who sent a dead letter again, when, and what it had died of.
CREATE TABLE delivery_resends (
    seq      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery uuid        NOT NULL REFERENCES deliveries (id),
    failure  text        NOT NULL,
    attempts integer     NOT NULL,
    sent_at  timestamptz NOT NULL,
    sent_by  text        NOT NULL CHECK (sent_by <> '')
);

CREATE INDEX delivery_resends_delivery ON delivery_resends (delivery);

CREATE TRIGGER delivery_resends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_resends
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The consumers whose own systems are told, as the settings of the processes name them: whoever
-- records an act, a command among them, finds them here.
CREATE TABLE receivers (
    consumer text PRIMARY KEY
);
