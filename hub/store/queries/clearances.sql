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
