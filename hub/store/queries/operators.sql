-- Adds an operator; one that there is already stays as he is.
-- name: add
INSERT INTO operators (code, title, branches, passphrase, one_time_until, added_at)
VALUES (%(code)s, %(title)s, %(branches)s, %(passphrase)s, %(one_time_until)s, %(now)s)
ON CONFLICT (code) DO NOTHING
RETURNING code;

-- Every operator, and when he was seen last in a session that there is still.
-- name: accounts
SELECT o.code, o.title, o.branches, o.one_time_until, o.added_at, o.locked_at,
       (SELECT max(s.seen_at) FROM operator_sessions AS s WHERE s.operator = o.code) AS seen_at
FROM operators AS o
ORDER BY o.code;

-- Locks an operator out, and ends his sessions; one that is locked stays so since then.
-- name: lock
WITH ended AS (DELETE FROM operator_sessions WHERE operator = %(code)s)
UPDATE operators SET locked_at = coalesce(locked_at, %(now)s) WHERE code = %(code)s
RETURNING code;

-- Gives an operator another passphrase, takes a lock off, and ends his sessions.
-- name: renew
WITH ended AS (DELETE FROM operator_sessions WHERE operator = %(code)s)
UPDATE operators
SET passphrase = %(passphrase)s, one_time_until = %(one_time_until)s, locked_at = NULL, attempts = 0,
    attempts_since = NULL
WHERE code = %(code)s
RETURNING code;

-- Counts an attempt, from 1 again when the last count began long enough ago; beyond the bound, which is
-- small, the count stays.
-- name: attempt
UPDATE operators
SET attempts = CASE WHEN attempts_since > %(since)s THEN least(attempts + 1, 1000) ELSE 1 END,
    attempts_since = CASE WHEN attempts_since > %(since)s THEN attempts_since ELSE %(now)s END
WHERE code = %(code)s
RETURNING passphrase, one_time_until, attempts, locked_at IS NOT NULL AS locked;

-- Begins a session, unless the passphrase was changed meanwhile; sessions of his that are over go. A
-- passphrase that the house made opens no second one.
-- name: begin
WITH over AS (
    DELETE FROM operator_sessions
    WHERE operator = %(code)s AND (begun_at <= %(begun_after)s OR seen_at <= %(seen_after)s)
), entered AS (
    UPDATE operators
    SET attempts = 0, attempts_since = NULL, one_time_until = CASE WHEN one_time_until IS NOT NULL THEN %(now)s END
    WHERE code = %(code)s AND locked_at IS NULL AND passphrase = %(passphrase)s
    RETURNING code
)
INSERT INTO operator_sessions (digest, operator, begun_at, seen_at)
SELECT %(digest)s, code, %(now)s, %(now)s FROM entered
RETURNING operator;

-- Whose session it is, and that he was seen; nobody's once it is over.
-- name: session
UPDATE operator_sessions AS s SET seen_at = greatest(s.seen_at, %(now)s)
FROM operators AS o
WHERE s.digest = %(digest)s AND s.begun_at > %(begun_after)s AND s.seen_at > %(seen_after)s
  AND o.code = s.operator AND o.locked_at IS NULL
RETURNING o.code, o.title, o.branches, o.one_time_until IS NOT NULL AS must_choose;

-- Ends a session.
-- name: leave
DELETE FROM operator_sessions WHERE digest = %(digest)s;

-- Keeps the passphrase that an operator chose, and ends his other sessions.
-- name: choose
WITH others AS (DELETE FROM operator_sessions WHERE operator = %(code)s AND digest <> %(digest)s)
UPDATE operators
SET passphrase = %(passphrase)s, one_time_until = NULL, attempts = 0, attempts_since = NULL
WHERE code = %(code)s;

-- Notes what an operator looks at.
-- name: note
INSERT INTO operator_views (operator, page, ocid, at) VALUES (%(operator)s, %(page)s, %(ocid)s, %(at)s);

-- What an operator looked at, or who looked at a contract; the newest first.
-- name: views
SELECT operator, page, ocid, at FROM operator_views
WHERE (%(operator)s::text IS NULL OR operator = %(operator)s)
  AND (%(ocid)s::text IS NULL OR ocid = %(ocid)s)
ORDER BY id DESC
LIMIT %(limit)s;
