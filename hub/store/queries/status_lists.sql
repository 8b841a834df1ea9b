-- Every certificate that an act was ever recorded on, with those acts, in order.
-- name: acts_on_all
SELECT number, certificates.kind, date_trunc('second', issued_at) AS issued_at,
       date_trunc('second', valid_until) AS valid_until,
       state, effective_at, recorded_at, reason, note, recorded_by AS by, superseded_by
FROM status_acts JOIN certificates USING (number)
ORDER BY number, seq;

-- Waits until no other process is making a status list.
-- name: lock_lists
LOCK TABLE status_lists IN SHARE ROW EXCLUSIVE MODE;

-- The newest status list that was published.
-- name: newest_list
SELECT sequence, document, digest, acts, issued_at, next_update
FROM status_lists
ORDER BY sequence DESC
LIMIT 1;

-- Keeps a status list that is published.
-- name: keep_list
INSERT INTO status_lists (sequence, document, digest, acts, issued_at, next_update)
VALUES (%(sequence)s, %(document)s, %(digest)s, %(acts)s, %(issued_at)s, %(next_update)s);

-- Whether there must be a newer list: none yet, the newest too old, an act recorded since it was
-- made, or one that has taken effect since.
-- name: list_is_due
SELECT NOT EXISTS (
    SELECT FROM (SELECT acts, issued_at FROM status_lists ORDER BY sequence DESC LIMIT 1) AS newest
    WHERE newest.issued_at > %(stale)s
      AND newest.acts = (SELECT count(*) FROM status_acts)
      AND NOT EXISTS (
          SELECT FROM status_acts
          WHERE effective_at > newest.issued_at AND effective_at <= %(now)s)
) AS due;
