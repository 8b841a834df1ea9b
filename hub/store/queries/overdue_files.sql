-- Files of contracts that ended on a day or before and have no final clearance, in the order of their
-- names, with the contract as all registers tell it.
-- name: ended
SELECT f.ocid, f.contract_row, f.branch, f.contractor_workshop, f.contractor_branch, f.assigner_workshop,
       f.assigner_branch, f.acts, f.status, f.attend_at, f.ended_on, f.note_last, v.body
FROM contract_files AS f
JOIN contracts AS c USING (ocid)
JOIN contract_versions AS v ON (v.ocid, v.version) = (c.ocid, c.version)
WHERE NOT f.final AND f.ocid > %(after)s AND f.ended_on <= %(ended_by)s
  AND (%(branch)s::text IS NULL OR f.branch = %(branch)s)
ORDER BY f.ocid
LIMIT %(limit)s;

-- Those of which the days after the second form of the added note have run out.
-- name: expired
SELECT f.ocid, f.contract_row, f.branch, f.contractor_workshop, f.contractor_branch, f.assigner_workshop,
       f.assigner_branch, f.acts, f.status, f.attend_at, f.ended_on, f.note_last, v.body
FROM contract_files AS f
JOIN contracts AS c USING (ocid)
JOIN contract_versions AS v ON (v.ocid, v.version) = (c.ocid, c.version)
WHERE NOT f.final AND f.ocid > %(after)s AND f.note_last < %(today)s
  AND (%(branch)s::text IS NULL OR f.branch = %(branch)s)
ORDER BY f.ocid
LIMIT %(limit)s;
