-- Who works at the panel. The passphrase is kept as its Argon2id hash in the form of a PHC string
-- (RFC 9106); one_time_until is set for one that the house made, which opens the panel once, until then,
-- and only to choose another. No branches: all of them. Attempts are counted since attempts_since.
CREATE TABLE operators (
    code           text        PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9-]{1,31}$'),
    title          text        NOT NULL CHECK (title <> ''),
    branches       text[]      CHECK (cardinality(branches) > 0),
    passphrase     text        NOT NULL CHECK (passphrase LIKE '$argon2id$%'),
    one_time_until timestamptz,
    added_at       timestamptz NOT NULL,
    locked_at      timestamptz,
    attempts       integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attempts_since timestamptz
);

-- Who is signed in: digest is the SHA-256 of the token in his browser.
CREATE TABLE operator_sessions (
    digest   bytea       PRIMARY KEY CHECK (length(digest) = 32),
    operator text        NOT NULL REFERENCES operators (code),
    begun_at timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL CHECK (seen_at >= begun_at)
);

CREATE INDEX operator_sessions_operator ON operator_sessions (operator);

-- What an operator looked at: which page, and of which contract where it is of one.
CREATE TABLE operator_views (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator text        NOT NULL REFERENCES operators (code),
    page     text        NOT NULL CHECK (page <> ''),
    ocid     text        CHECK (ocid <> ''),
    at       timestamptz NOT NULL
);

CREATE INDEX operator_views_operator ON operator_views (operator, id);
CREATE INDEX operator_views_ocid ON operator_views (ocid, id) WHERE ocid IS NOT NULL;

CREATE TRIGGER operator_views_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON operator_views FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What their pages list: versions in which registers disagree (these octets cannot stand within a text of
-- the body, where quotes are escaped), and files whose legal periods run.
CREATE INDEX contract_versions_apart ON contract_versions (ocid, version)
    WHERE body NOT LIKE '%"disagreements":{}%';
CREATE INDEX contract_file_acts_running ON contract_file_acts (ocid)
    WHERE kind IN ('objected', 'note-notified');
