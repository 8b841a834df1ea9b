-- Admits a lookup: remembers its proof, by the newest policy alone. By an older one it does nothing, and the
-- newest version comes back. fresh = false is a proof that was here before.
-- name: admit
WITH newest AS (
    SELECT coalesce(max(version), 0) AS version FROM policies
), fresh AS (
    INSERT INTO seen_messages (replay_key, expires_at)
    SELECT %(replay_key)s, %(expires_at)s FROM newest WHERE version = %(policy)s
    ON CONFLICT DO NOTHING
    RETURNING replay_key
)
SELECT version AS policy, EXISTS (SELECT 1 FROM fresh) AS fresh
FROM newest;

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

-- A consumer's receipt; whose it is stands beside it.
-- name: receipt
SELECT document FROM evidence
WHERE document_id = %(receipt_id)s AND kind IN ('receipt', 'disclosure')
  AND EXISTS (SELECT 1 FROM disclosures AS told
              WHERE told.document_id = evidence.document_id AND told.consumer = %(consumer)s);
