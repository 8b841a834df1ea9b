-- The register of paper forms of the clearance of contracts: what minutes say was done with them.

-- Minutes are evidence; their document is the minutes themselves, in canonical JSON.
ALTER TABLE evidence DROP CONSTRAINT evidence_kind_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_kind_check
    CHECK (kind IN ('receipt', 'certificate', 'status', 'key', 'policy', 'disclosure', 'reconciliation', 'choice',
                    'paper-forms'));
ALTER TABLE evidence DROP CONSTRAINT evidence_case_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_case_check
    CHECK ((kind IN ('key', 'policy', 'disclosure', 'reconciliation', 'choice', 'paper-forms')) = (case_id IS NULL));

-- Minutes as they were taken down; long ones in several parts, all under one number of one branch. Who tells
-- them at a door gives them a key, under which they are never taken twice; request_digest is the SHA-256 of
-- what he told. signed_by are offices, never persons.
CREATE TABLE paper_form_minutes (
    id             uuid        PRIMARY KEY REFERENCES evidence (document_id),
    position       bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    number         text        NOT NULL CHECK (number <> ''),
    part           integer     NOT NULL CHECK (part > 0),
    day            date        NOT NULL,
    province       text        NOT NULL CHECK (province ~ '^[0-9]{2}$'),
    branch         text        NOT NULL CHECK (branch ~ '^[0-9]{4}$'),
    signed_by      text[]      NOT NULL CHECK (cardinality(signed_by) > 0),
    lines          integer     NOT NULL CHECK (lines > 0),
    forms          bigint      NOT NULL CHECK (forms > 0),
    said_by        text        NOT NULL CHECK (said_by <> ''),
    key            text,
    request_digest bytea       CHECK (length(request_digest) = 32),
    recorded_at    timestamptz NOT NULL,
    UNIQUE (province, branch, number, part),
    CHECK ((key IS NULL) = (request_digest IS NULL))
);

CREATE UNIQUE INDEX paper_form_minutes_key ON paper_form_minutes (said_by, key) WHERE key IS NOT NULL;
CREATE INDEX paper_form_minutes_branch ON paper_form_minutes (branch, position);

CREATE TRIGGER paper_form_minutes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON paper_form_minutes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- With it a series, which is no range, can stand in a constraint that excludes overlaps.
CREATE TYPE text_span AS RANGE (SUBTYPE = text, COLLATION = "C");

-- The lines of minutes: forms of one series in a row. A form has three turns, each of which it takes once: it
-- is delivered to a branch; it is issued, returned unused or spoiled there; what was spoiled is voided.
CREATE TABLE paper_forms (
    minute       uuid     NOT NULL REFERENCES paper_form_minutes (id),
    line         integer  NOT NULL CHECK (line > 0),
    act          text     NOT NULL CHECK (act IN ('delivered', 'issued', 'unused-returned', 'spoiled', 'voided')),
    turn         integer  NOT NULL GENERATED ALWAYS AS
                     (CASE act WHEN 'delivered' THEN 1 WHEN 'voided' THEN 3 ELSE 2 END) STORED,
    series       text     NOT NULL CHECK (series <> ''),
    first_number bigint   NOT NULL CHECK (first_number >= 0),
    last_number  bigint   NOT NULL CHECK (last_number >= first_number),
    replaced_by  text     REFERENCES certificates (number),
    paper_number text     CHECK (paper_number <> ''),
    PRIMARY KEY (minute, line),
    CHECK (replaced_by IS NULL OR (act = 'voided' AND first_number = last_number)),
    CHECK (paper_number IS NULL OR (act = 'issued' AND first_number = last_number)),
    CONSTRAINT paper_forms_once EXCLUDE USING gist (
        int8range(first_number, last_number, '[]') WITH &&,
        text_span(series, series, '[]') WITH &&,
        int4range(turn, turn, '[]') WITH &&
    )
);

CREATE TRIGGER paper_forms_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON paper_forms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
