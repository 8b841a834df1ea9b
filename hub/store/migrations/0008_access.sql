-- Who may ask what, and what he was told.
--
-- The policy: agreements and passports as they were loaded, the newest version in force. A process
-- takes a newer one up with the first request that meets it; an older one stays, so that what was told
-- under it can be explained for good. Each load is evidence.
CREATE TABLE policies (
    version    bigint      PRIMARY KEY CHECK (version > 0),
    id         uuid        NOT NULL UNIQUE REFERENCES evidence (document_id),
    agreements jsonb       NOT NULL,
    passports  jsonb       NOT NULL,
    loaded_at  timestamptz NOT NULL,
    loaded_by  text        NOT NULL CHECK (loaded_by <> '')
);

CREATE TRIGGER policies_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every agreement that was ever loaded, in its canonical form, under the SHA-256 of it.
CREATE TABLE agreements (
    digest    bytea PRIMARY KEY,
    canonical text  NOT NULL,
    CHECK (digest = sha256(convert_to(canonical, 'UTF8')))
);

CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agreements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How often has been asked under the words of an agreement, in the minute and the day (of Tehran) that
-- begin at starts_at; an earlier span's count is overwritten by the next one's.
CREATE TABLE quota_counts (
    words     text        NOT NULL,
    span      text        NOT NULL CHECK (span IN ('minute', 'day')),
    starts_at timestamptz NOT NULL,
    used      integer     NOT NULL,
    PRIMARY KEY (words, span)
);

-- A receipt of a lookup belongs to no case, and neither does the loading of a policy.
ALTER TABLE evidence DROP CONSTRAINT evidence_kind_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_kind_check
    CHECK (kind IN ('receipt', 'certificate', 'status', 'key', 'policy', 'disclosure'));
ALTER TABLE evidence DROP CONSTRAINT evidence_case_check;
ALTER TABLE evidence ADD CONSTRAINT evidence_case_check
    CHECK ((kind IN ('key', 'policy', 'disclosure')) = (case_id IS NULL));

-- The asked-about register: who asked about whom, when, under which agreement, and what he was told.
-- One row for every subject of every provider that an answer stands on, written in the statement of
-- the answer's evidence; told has each disclosed field with its form, and no value. A refused question
-- has its row too, without an agreement where none was found. subject is such as national-id:…
CREATE TABLE disclosures (
    document_id uuid        NOT NULL REFERENCES evidence (document_id),
    subject     text        NOT NULL,
    provider    text        NOT NULL,
    agreement   bytea       REFERENCES agreements (digest),
    consumer    text        NOT NULL REFERENCES agencies (code),
    task_kind   text        NOT NULL CHECK (task_kind IN ('service', 'use_case')),
    task        text        NOT NULL,
    purpose     text        NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('told', 'not-found', 'silent', 'refused')),
    reason      text,
    asked       text[]      NOT NULL,
    told        jsonb       NOT NULL,
    withheld    text[]      NOT NULL,
    as_of       timestamptz,
    asked_at    timestamptz NOT NULL,
    PRIMARY KEY (document_id, subject, provider),
    CHECK ((outcome = 'refused') = (reason IS NOT NULL)),
    CHECK (agreement IS NOT NULL OR outcome = 'refused'),
    CHECK (outcome = 'told' OR told = '{}')
);

CREATE INDEX disclosures_subject ON disclosures (subject, asked_at);
CREATE INDEX disclosures_time ON disclosures (asked_at);

CREATE TRIGGER disclosures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Under which agreements a case was accepted, one for each provider, so that it is answered under the
-- same; a case of an earlier release has none.
ALTER TABLE cases ADD COLUMN agreements jsonb NOT NULL DEFAULT '[]';

-- What an agency may do stands in its agreements alone.
ALTER TABLE agencies DROP COLUMN operations;
