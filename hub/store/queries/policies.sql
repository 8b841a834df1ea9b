-- The number of the newest policy; 0 when none was ever loaded.
-- name: newest_version
SELECT coalesce(max(version), 0) AS version FROM policies;

-- The newest policy.
-- name: newest_policy
SELECT version, agreements, passports, loaded_at, loaded_by
FROM policies
ORDER BY version DESC
LIMIT 1;

-- Every policy that was ever loaded, in its order.
-- name: all_policies
SELECT version, agreements, passports, loaded_at, loaded_by
FROM policies
ORDER BY version;

-- Holds the policies until the transaction ends: they are loaded one after the other.
-- name: lock_policies
LOCK TABLE policies IN SHARE ROW EXCLUSIVE MODE;

-- Stores a policy with its evidence, and each of its agreements that was never loaded before.
-- name: store_policy
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(leaf_id)s, %(leaf_kind)s, %(entry)s, %(leaf_hash)s, %(salt)s, %(document)s,
            %(loaded_at)s)
), agreed AS (
    INSERT INTO agreements (digest, canonical)
    SELECT sha256(convert_to(one, 'UTF8')), one FROM unnest(%(canonical)s::text[]) AS one
    ON CONFLICT (digest) DO NOTHING
)
INSERT INTO policies (version, id, agreements, passports, loaded_at, loaded_by)
VALUES (%(version)s, %(leaf_id)s, %(agreements)s, %(passports)s, %(loaded_at)s, %(loaded_by)s);
