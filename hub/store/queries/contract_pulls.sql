-- Takes the pulling of a register over for a while, if it is due.
-- name: claim_pull
INSERT INTO contract_pulls AS p (source, due_at)
VALUES (%(source)s, %(leased_until)s)
ON CONFLICT (source) DO UPDATE SET due_at = excluded.due_at WHERE p.due_at <= %(now)s
RETURNING cursor, failures;

-- Marks a page as read, in the transaction of what stood on it.
-- name: page_read
UPDATE contract_pulls
SET cursor = %(cursor)s, due_at = %(due_at)s, pulled_at = %(now)s, failures = 0, failure = NULL
WHERE source = %(source)s;

-- Marks that the page could not be read; the cursor stays.
-- name: page_failed
UPDATE contract_pulls
SET due_at = %(due_at)s, failures = failures + 1, failure = %(code)s
WHERE source = %(source)s
RETURNING failures;

-- Sends the pulling of a register back to its beginning.
-- name: restart
UPDATE contract_pulls SET cursor = NULL, due_at = %(due_at)s WHERE source = %(source)s;

-- Every register that is pulled, and how it goes.
-- name: pulls
SELECT source, pulled_at, failures, failure FROM contract_pulls ORDER BY source;
