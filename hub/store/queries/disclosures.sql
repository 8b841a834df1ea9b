-- Admits a lookup: remembers its proof and counts it, by the newest policy alone. By an older one it does
-- nothing, and the newest version comes back. fresh = false is a proof that was here before.
-- name: admit
WITH newest AS (
    SELECT coalesce(max(version), 0) AS version FROM policies
), fresh AS (
    INSERT INTO seen_messages (replay_key, expires_at)
    SELECT %(replay_key)s, %(expires_at)s FROM newest WHERE version = %(policy)s
    ON CONFLICT DO NOTHING
    RETURNING replay_key
), counted AS (
    INSERT INTO quota_counts AS kept (words, span, starts_at, used)
    SELECT words, span, starts_at, 1
    FROM fresh, unnest(%(words)s::text[], %(spans)s::text[], %(starts)s::timestamptz[])
         AS asked (words, span, starts_at)
    ORDER BY words, span
    ON CONFLICT (words, span) DO UPDATE
    SET used = CASE WHEN kept.starts_at >= excluded.starts_at THEN kept.used + 1 ELSE 1 END,
        starts_at = greatest(kept.starts_at, excluded.starts_at)
    RETURNING words, span, starts_at, used
), usage AS (
    SELECT span, starts_at, used, most
    FROM counted JOIN unnest(%(words)s::text[], %(spans)s::text[], %(most)s::integer[])
         AS agreed (words, span, most) USING (words, span)
)
SELECT version AS policy, EXISTS (SELECT 1 FROM fresh) AS fresh,
       (SELECT jsonb_agg(to_jsonb(usage)) FROM usage) AS usage
FROM newest;

-- How much of the quotas under these words is used, for who is told so.
-- name: read_usage
SELECT span, starts_at, used, most
FROM quota_counts JOIN unnest(%(words)s::text[], %(spans)s::text[], %(starts)s::timestamptz[],
                              %(most)s::integer[]) AS agreed (words, span, starts_at, most)
     USING (words, span, starts_at);

-- Records what was told of whom, with the evidence that says so, or what was refused; whose proof is
-- given, once only. No row comes back for a proof that was here before.
-- name: record
WITH once AS (
    INSERT INTO seen_messages (replay_key, expires_at)
    SELECT %(replay_key)s, %(expires_at)s
    WHERE %(replay_key)s::bytea IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING replay_key
), fresh AS (
    SELECT true AS kept WHERE %(replay_key)s::bytea IS NULL OR EXISTS (SELECT 1 FROM once)
), leaf AS (
    INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
    SELECT %(receipt_id)s, 'disclosure', NULL, %(entry)s, %(leaf_hash)s, %(salt)s, %(receipt)s,
           %(answered_at)s
    FROM fresh
), told AS (
    INSERT INTO disclosures (document_id, subject, provider, agreement, consumer, task_kind, task, purpose,
                             outcome, reason, asked, told, withheld, as_of, asked_at)
    SELECT %(receipt_id)s, subject, provider, decode(agreement, 'hex'), %(consumer)s, task_kind, task,
           purpose, outcome, reason, asked, told, withheld, as_of, asked_at
    FROM fresh, jsonb_to_recordset(%(disclosures)s)
         AS one (subject text, provider text, agreement text, task_kind text, task text, purpose text,
                 outcome text, reason text, asked text[], told jsonb, withheld text[], as_of timestamptz,
                 asked_at timestamptz)
)
SELECT kept FROM fresh;
