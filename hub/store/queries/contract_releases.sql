-- Keeps the releases of those statements that are there as they were read; what is kept stays.
-- name: keep
WITH read AS (
    SELECT r.source_id, r.revision, r.said, r.digest, r.body
    FROM unnest(%(source_ids)b::text[], %(revisions)b::integer[], %(said)b::bytea[],
                %(digests)b::bytea[], %(bodies)b::text[])
         AS r (source_id, revision, said, digest, body)
    JOIN contract_statements AS s USING (source_id, revision)
    WHERE s.source = %(source)s AND s.digest = r.said
), held AS (
    INSERT INTO contract_releases (digest, body)
    SELECT DISTINCT digest, body FROM read ON CONFLICT DO NOTHING
)
INSERT INTO contract_imports (source, source_id, revision, digest)
SELECT %(source)s, source_id, revision, digest FROM read ON CONFLICT DO NOTHING;

-- Whether anything was imported at all.
-- name: some
SELECT EXISTS (SELECT FROM contract_imports);

-- The releases that these statements were read from.
-- name: found
SELECT i.source, i.source_id, i.revision, r.body
FROM unnest(%(sources)s::text[], %(source_ids)s::text[], %(revisions)s::integer[])
     AS asked (source, source_id, revision)
JOIN contract_imports AS i USING (source, source_id, revision)
JOIN contract_releases AS r USING (digest);
