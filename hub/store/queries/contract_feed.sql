-- The position of the newest version.
-- name: head
SELECT position FROM contract_feed;

-- The end of the feed, and the versions behind a position in order; one row without any for none.
-- name: page
SELECT f.position AS head, v.position, v.ocid, v.version, v.body, v.changed_at
FROM contract_feed AS f
LEFT JOIN LATERAL (
    SELECT position, ocid, version, body, changed_at
    FROM contract_versions
    WHERE position > %(position)s
    ORDER BY position
    LIMIT %(limit)s
) AS v ON true
ORDER BY v.position;

-- Every version of a contract, the first one first.
-- name: history
SELECT position, ocid, version, body, changed_at
FROM contract_versions
WHERE ocid = %(ocid)s
ORDER BY version;

-- Marks how far a consumer has read, never backwards and never beyond the end.
-- name: acknowledge
WITH head AS (
    SELECT position FROM contract_feed
), kept AS (
    INSERT INTO contract_readers AS r (consumer, position, read_at)
    SELECT %(consumer)s, %(position)s, %(now)s FROM head WHERE head.position >= %(position)s
    ON CONFLICT (consumer) DO UPDATE
    SET position = greatest(r.position, excluded.position), read_at = excluded.read_at
)
SELECT position FROM head;

-- How far every consumer has read, and since when there is something that he has not.
-- name: lags
SELECT r.consumer, r.position, f.position AS head, r.read_at,
       (SELECT v.changed_at FROM contract_versions AS v
        WHERE v.position > r.position ORDER BY v.position LIMIT 1) AS unread_since
FROM contract_readers AS r, contract_feed AS f
ORDER BY r.consumer;

-- Has this connection told of every batch that is written.
-- name: listen
LISTEN contract_feed;
