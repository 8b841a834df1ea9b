-- Registers a certificate of a signing key; one that is known stays as it is.
-- name: register_key
INSERT INTO signing_keys (fingerprint, key_id, certificates, registered_at)
VALUES (%(fingerprint)s, %(key_id)s, %(certificates)s, %(now)s)
ON CONFLICT (fingerprint) DO NOTHING;

-- Every key with what became of it. A certificate is retired alone; a lost key is lost under every
-- certificate that it has.
-- name: published_keys
SELECT fingerprint, certificates, registered_at,
       retired.effective_at AS retired_at, lost.effective_at AS compromised_at,
       coalesce(lost.reason, retired.reason) AS reason
FROM signing_keys AS keys
LEFT JOIN LATERAL (
    SELECT effective_at, reason FROM key_acts
    WHERE key_acts.fingerprint = keys.fingerprint AND event = 'retired'
    ORDER BY seq DESC LIMIT 1
) AS retired ON true
LEFT JOIN LATERAL (
    SELECT effective_at, reason FROM key_acts JOIN signing_keys AS named USING (fingerprint)
    WHERE named.key_id = keys.key_id AND event = 'compromised'
    ORDER BY seq DESC LIMIT 1
) AS lost ON true
ORDER BY registered_at, fingerprint;

-- Holds the register of keys until the transaction ends: acts are recorded one after the other.
-- name: lock_keys
LOCK TABLE key_acts IN SHARE ROW EXCLUSIVE MODE;

-- Records an act on a key together with its evidence.
-- name: record_key_act
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(leaf_id)s, %(leaf_kind)s, %(entry)s, %(leaf_hash)s, %(salt)s, %(document)s,
            %(recorded_at)s)
)
INSERT INTO key_acts (id, fingerprint, event, effective_at, recorded_at, reason, recorded_by)
VALUES (%(leaf_id)s, %(fingerprint)s, %(event)s, %(effective_at)s, %(recorded_at)s, %(reason)s,
        %(by)s);
