-- What the notices to workshops are held to, as those to consumers are: a notice does not change,
-- what was delivered stays as it was, and who sends a dead one again is kept beside it.
ALTER TABLE workshop_notices
    ADD CHECK (delivered_at IS NOT NULL OR next_attempt_at IS NOT NULL OR failure IS NOT NULL);

CREATE TRIGGER workshop_notices_kept BEFORE DELETE OR TRUNCATE ON workshop_notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER workshop_notices_same
    BEFORE UPDATE OF id, ocid, act, party, workshop, branch, kind, body, made_at ON workshop_notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER workshop_notices_done BEFORE UPDATE ON workshop_notices
    FOR EACH ROW WHEN (OLD.delivered_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

CREATE INDEX workshop_notices_open ON workshop_notices (made_at) WHERE delivered_at IS NULL;

-- Who sent a dead notice again, when, and what it had died of.
CREATE TABLE workshop_notice_resends (
    seq      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice   uuid        NOT NULL REFERENCES workshop_notices (id),
    failure  text        NOT NULL,
    attempts integer     NOT NULL,
    sent_at  timestamptz NOT NULL,
    sent_by  text        NOT NULL CHECK (sent_by <> '')
);

CREATE INDEX workshop_notice_resends_notice ON workshop_notice_resends (notice);

CREATE TRIGGER workshop_notice_resends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON workshop_notice_resends FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
