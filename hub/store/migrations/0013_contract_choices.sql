-- What an operator chose where a register's word could be of several contracts: of which one it is, who
-- said so and why. The evidence's document has what he chose between.
ALTER TABLE evidence DROP CONSTRAINT evidence_kind_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_kind_check
    CHECK (kind IN ('receipt', 'certificate', 'status', 'key', 'policy', 'disclosure', 'reconciliation', 'choice'));
ALTER TABLE evidence DROP CONSTRAINT evidence_case_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_case_check
    CHECK ((kind IN ('key', 'policy', 'disclosure', 'reconciliation', 'choice')) = (case_id IS NULL));

CREATE TABLE contract_choices (
    id        uuid        PRIMARY KEY REFERENCES evidence (document_id),
    source    text        NOT NULL,
    source_id text        NOT NULL,
    revision  integer     NOT NULL,
    ocid      text        NOT NULL REFERENCES contracts (ocid),
    is_new    boolean     NOT NULL,
    chosen_at timestamptz NOT NULL,
    chosen_by text        NOT NULL CHECK (chosen_by <> ''),
    reason    text        NOT NULL CHECK (reason <> ''),
    UNIQUE (source, source_id, revision),
    FOREIGN KEY (source, source_id, revision) REFERENCES contract_statements
);

CREATE TRIGGER contract_choices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_choices FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What changed on a day: versions are made in the order of time, so an index of a few pages finds them.
CREATE INDEX contract_versions_time ON contract_versions USING brin (changed_at);
