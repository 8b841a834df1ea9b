-- The releases of other publishers that contracts were imported from, as they stood when they were
-- read, by their digest; and which statement of a register was read from which. What of a release has
-- no words among ours is in it still.
CREATE TABLE contract_releases (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    body   text  NOT NULL
);

CREATE TRIGGER contract_releases_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_releases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE contract_imports (
    source    text    NOT NULL,
    source_id text    NOT NULL,
    revision  integer NOT NULL,
    digest    bytea   NOT NULL REFERENCES contract_releases (digest),
    PRIMARY KEY (source, source_id, revision),
    FOREIGN KEY (source, source_id, revision) REFERENCES contract_statements
);

CREATE TRIGGER contract_imports_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON contract_imports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
