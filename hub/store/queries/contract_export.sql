-- Where the feed ends, when its newest version was made, and how many contracts there are.
-- name: head
SELECT f.position, coalesce(v.changed_at, now()), (SELECT count(*) FROM contracts) AS contracts
FROM contract_feed AS f LEFT JOIN contract_versions AS v USING (position);

-- Between which positions all versions of a time lie, and when the newest of them was made.
-- name: between
SELECT coalesce(min(position) - 1, 0), coalesce(max(position), 0),
       coalesce(max(changed_at), %(begins)s)
FROM contract_versions
WHERE changed_at >= %(begins)s AND changed_at < %(ends)s;

-- The contracts that changed behind a position, by their last change up to the head, each with all
-- its versions up to there. What is written meanwhile changes nothing of it.
-- name: page
WITH changed AS MATERIALIZED (
    SELECT v.position, v.ocid
    FROM contract_versions AS v
    WHERE v.position > %(after)s AND v.position <= %(head)s
      AND NOT EXISTS (
          SELECT FROM contract_versions AS n
          WHERE n.ocid = v.ocid AND n.version = v.version + 1 AND n.position <= %(head)s)
    ORDER BY v.position
    LIMIT %(limit)s
)
SELECT v.position, v.ocid, v.version, v.body, v.changed_at
FROM changed AS c JOIN contract_versions AS v USING (ocid)
WHERE v.position <= %(head)s
ORDER BY c.position, v.version;
