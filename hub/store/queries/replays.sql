-- Remembers proofs that may be shown once; a row comes back for each that is new. The keys come in
-- order, so that two processes never wait for each other.
-- name: remember_all
INSERT INTO seen_messages (replay_key, expires_at)
SELECT replay_key, expires_at
FROM unnest(%(keys)s::bytea[], %(expiries)s::timestamptz[]) AS shown (replay_key, expires_at)
ON CONFLICT DO NOTHING
RETURNING replay_key;
