-- Draws a share of each quota for one process: so much is counted at once, in the span that begins at
-- starts_at; an earlier span's count is overwritten. The count after it comes back; what of the share
-- lies beyond the quota is not to be given out.
-- name: draw
INSERT INTO quota_counts AS kept (words, span, starts_at, used)
SELECT words, span, starts_at, share
FROM unnest(%(words)s::text[], %(spans)s::text[], %(starts)s::timestamptz[], %(shares)s::integer[])
     AS drawn (words, span, starts_at, share)
ORDER BY words, span
ON CONFLICT (words, span) DO UPDATE
SET used = CASE WHEN kept.starts_at >= excluded.starts_at THEN kept.used ELSE 0 END + excluded.used,
    starts_at = greatest(kept.starts_at, excluded.starts_at)
RETURNING words, span, starts_at, used;
