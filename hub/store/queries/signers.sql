-- Who signed certificates, how many, and one of those documents; no signer where a document does not
-- show it.
-- name: signers
SELECT by_signer.signer, by_signer.certificates, certificates.document
FROM (
    SELECT signer, count(number) AS certificates, min(number) AS number
    FROM certificates
    GROUP BY signer
) AS by_signer JOIN certificates USING (number)
ORDER BY by_signer.signer;

-- Certificates of some signers, and those whose signer is not shown, by number after a given one,
-- each with the best form of its XML.
-- name: signed_by
SELECT number, kind, case_id, certificates.document, digest,
       date_trunc('second', issued_at) AS issued_at,
       date_trunc('second', valid_until) AS valid_until, signer, supersedes, forms.xml AS grown
FROM certificates LEFT JOIN certificate_forms AS forms USING (number)
WHERE (signer = ANY(%(signers)s) OR signer IS NULL) AND number > %(after)s
ORDER BY number
LIMIT %(limit)s;

-- The acts on some certificates, in the order in which they were recorded.
-- name: acts_on_these
SELECT number, state, effective_at, recorded_at, reason, note, recorded_by AS by, superseded_by
FROM status_acts
WHERE number = ANY(%(numbers)s)
ORDER BY seq;
