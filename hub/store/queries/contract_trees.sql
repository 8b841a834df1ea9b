-- Has a tree for a register, and holds it until the transaction ends; who else brings it up waits.
-- name: open_tree
INSERT INTO contract_trees (source, seq) VALUES (%(source)s, 0) ON CONFLICT DO NOTHING;

-- Up to which statement a register's tree goes.
-- name: hold_tree
SELECT seq FROM contract_trees WHERE source = %(source)s FOR UPDATE;

-- The newest statement of a register, 0 where it has said nothing.
-- name: newest_statement
SELECT coalesce(max(seq), 0) AS seq FROM contract_statements WHERE source = %(source)s;

-- What was said since a tree was brought up, in the order of places.
-- name: said_since
SELECT sha256(convert_to(source_id, 'UTF8')) AS place, source_id, revision, digest
FROM contract_statements
WHERE source = %(source)s AND seq > %(since)s AND seq <= %(until)s
ORDER BY place;

-- The buckets of these prefixes that hold anything.
-- name: buckets
SELECT prefix, leaves, digests FROM contract_nodes
WHERE source = %(source)s AND prefix = ANY (%(prefixes)s) AND leaves IS NOT NULL;

-- The hashes of these nodes, of those that hold a contract.
-- name: hashes
SELECT prefix, hash FROM contract_nodes
WHERE source = %(source)s AND prefix = ANY (%(prefixes)s);

-- Writes nodes as they are now; leaves and digests are those of buckets.
-- name: write_nodes
INSERT INTO contract_nodes (source, prefix, hash, leaves, digests)
SELECT %(source)s, n.prefix, n.hash, n.leaves, n.digests
FROM unnest(%(prefixes)s::text[], %(hashes)s::bytea[], %(leaves)s::text[], %(digests)s::bytea[])
     AS n (prefix, hash, leaves, digests)
ON CONFLICT (source, prefix) DO UPDATE
SET hash = excluded.hash, leaves = excluded.leaves, digests = excluded.digests;

-- Marks up to which statement a tree goes now.
-- name: close_tree
UPDATE contract_trees SET seq = %(until)s WHERE source = %(source)s;

-- Keeps the roots that are told of a register.
-- name: tell_roots
INSERT INTO contract_roots (source, whole, hashes, told_at)
VALUES (%(source)s, %(whole)s, %(hashes)s, %(now)s)
ON CONFLICT DO NOTHING;

-- Whether these roots were ever told of a register.
-- name: told_roots
SELECT hashes FROM contract_roots WHERE source = %(source)s AND whole = %(whole)s;

-- What a register said last of these contracts, as it was kept.
-- name: statements
SELECT s.source_id, s.body
FROM contract_entries AS e
JOIN contract_statements AS s USING (source, source_id, revision)
WHERE e.source = %(source)s AND e.source_id = ANY (%(source_ids)s)
ORDER BY s.source_id;
