-- A certificate as it was issued, and what it has grown to since.
-- name: find_form
SELECT number, certificates.document AS issued, certificates.issued_at, xml, xml_level, seal, pdf,
       pdf_level, twin_digest, version, attempts, archive_at
FROM certificate_forms JOIN certificates USING (number)
WHERE number = %(number)s;

-- Takes the certificates whose forms are due, the longest waiting first, and puts their next turn
-- off by a lease: those of a worker that dies come up again when it has run out.
-- name: claim_forms
WITH due AS (
    SELECT number FROM certificate_forms
    WHERE next_attempt_at <= %(now)s
    ORDER BY next_attempt_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE certificate_forms AS forms
SET attempts = forms.attempts + 1, next_attempt_at = %(leased_until)s
FROM due JOIN certificates USING (number)
WHERE forms.number = due.number
RETURNING forms.number, certificates.document AS issued, certificates.issued_at, xml, xml_level,
          seal, pdf, pdf_level, twin_digest, version, attempts, archive_at;

-- Keeps the twin that was made first, and has it looked at next; of two made at once, one counts.
-- name: keep_twin
UPDATE certificate_forms
SET seal = %(seal)s, pdf = %(pdf)s, pdf_level = 'B-B', twin_digest = %(twin_digest)s,
    version = version + 1, attempts = 0, next_attempt_at = %(now)s
WHERE number = %(number)s AND pdf IS NULL
RETURNING number;

-- Keeps what a certificate has grown to; nothing when its forms were changed meanwhile.
-- name: keep_forms
UPDATE certificate_forms
SET xml = %(xml)s, xml_level = %(xml_level)s, pdf = %(pdf)s, pdf_level = %(pdf_level)s,
    version = version + 1, attempts = 0, next_attempt_at = %(next_attempt_at)s,
    archive_at = %(archive_at)s
WHERE number = %(number)s AND version = %(version)s
RETURNING number;

-- Puts off the next turn of a certificate whose forms could not be made.
-- name: put_off
UPDATE certificate_forms SET next_attempt_at = %(next_attempt_at)s
WHERE number = %(number)s AND version = %(version)s;
