-- The newest version of a contract.
-- name: newest
SELECT v.position, v.ocid, v.version, v.body, v.changed_at
FROM contracts AS c JOIN contract_versions AS v USING (ocid, version)
WHERE c.ocid = %(ocid)s;

-- The two newest revisions of what a register said under an id, with their digests.
-- name: last_two
SELECT revision, digest
FROM contract_statements
WHERE source = %(source)s AND source_id = %(source_id)s
ORDER BY revision DESC
LIMIT 2;
