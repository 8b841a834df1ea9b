-- What the clearance of a contract is decided on besides the acts of its file: the contract as all
-- registers tell it now, the fiscal periods that the contractor has undertaken for, and the certificate
-- that was issued for one calculation.
-- name: beside
SELECT v.body AS contract, v.version,
       (SELECT number FROM certificates WHERE issued_once = %(once)s) AS cleared,
       (SELECT coalesce(array_agg(ARRAY[first_day, last_day]), '{}') FROM undertakings
        WHERE workshop = %(workshop)s AND branch = %(branch)s) AS undertaken
FROM contracts AS c JOIN contract_versions AS v ON (v.ocid, v.version) = (c.ocid, c.version)
WHERE c.ocid = %(ocid)s;

-- What was recorded of clearances that are in their files and is to be noted there by now, in the order
-- in which it takes effect: the certificate, the contract, and whether its successor is of the same case,
-- which is the same clearance issued anew.
-- name: changes_due
SELECT w.id, s.number, split_part(root.issued_once, '/', 2) AS ocid,
       coalesce(successor.case_id = c.case_id, false) AS anew
FROM clearance_changes AS w
JOIN status_acts AS s USING (id)
JOIN certificates AS c ON c.number = s.number
JOIN certificates AS root ON root.case_id = c.case_id AND root.supersedes IS NULL
LEFT JOIN certificates AS successor ON successor.number = s.superseded_by
WHERE w.due_at <= %(now)s AND root.issued_once IS NOT NULL
  AND NOT EXISTS (SELECT FROM clearances_unfiled AS u WHERE u.number = root.number)
ORDER BY w.due_at, s.seq
LIMIT %(limit)s;

-- Notes that a change is in its file, or is not for it.
-- name: change_noted
DELETE FROM clearance_changes WHERE id = %(id)s;
