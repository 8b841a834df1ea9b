-- What was told under a consumer's key.
-- name: told_under
SELECT id, number, part, day, province, branch, signed_by, lines, forms, said_by, recorded_at, position,
       request_digest
FROM paper_form_minutes
WHERE said_by = %(said_by)s AND key = %(key)s;

-- The parts of minutes that were taken down.
-- name: parts
SELECT id, number, part, day, province, branch, signed_by, lines, forms, said_by, recorded_at, position,
       request_digest
FROM paper_form_minutes
WHERE province = %(province)s AND branch = %(branch)s AND number = %(number)s
ORDER BY part;

-- The lines that have forms in common with any of the spans asked for.
-- name: over
SELECT f.act, f.series, f.first_number, f.last_number, f.replaced_by, f.paper_number, m.number, m.day,
       m.province, m.branch
FROM paper_forms f
JOIN paper_form_minutes m ON m.id = f.minute
WHERE (f.minute, f.line) IN (
    SELECT g.minute, g.line
    FROM unnest(%(series)s::text[], %(first)s::bigint[], %(last)s::bigint[]) AS asked (series, first, last)
    JOIN paper_forms g ON int8range(g.first_number, g.last_number, '[]') && int8range(asked.first, asked.last, '[]')
                      AND text_span(g.series, g.series, '[]') && text_span(asked.series, asked.series, '[]')
);

-- Which of these numbers are those of issued clearances of contracts.
-- name: clearances
SELECT number FROM certificates WHERE number = ANY (%(numbers)s) AND kind = 'article38';

-- Takes minutes down, with their evidence and their lines.
-- name: append
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(id)s, %(kind)s, %(entry)s, %(leaf_hash)s, %(salt)s, %(document)s, %(recorded_at)s)
), head AS (
    INSERT INTO paper_form_minutes (id, number, part, day, province, branch, signed_by, lines, forms, said_by,
                                    key, request_digest, recorded_at)
    VALUES (%(id)s, %(number)s, %(part)s, %(day)s, %(province)s, %(branch)s, %(signed_by)s, %(lines)s,
            %(forms)s, %(said_by)s, %(key)s, %(request_digest)s, %(recorded_at)s)
)
INSERT INTO paper_forms (minute, line, act, series, first_number, last_number, replaced_by, paper_number)
SELECT %(id)s, line, act, series, first_number, last_number, replaced_by, paper_number
FROM jsonb_to_recordset(%(rows)s) AS told (line integer, act text, series text, first_number bigint,
                                           last_number bigint, replaced_by text, paper_number text);

-- A page of minutes in the order in which they were taken down.
-- name: page
SELECT id, number, part, day, province, branch, signed_by, lines, forms, said_by, recorded_at, position,
       request_digest
FROM paper_form_minutes
WHERE position > %(after)s
  AND (%(province)s::text IS NULL OR province = %(province)s)
  AND (%(branch)s::text IS NULL OR branch = %(branch)s)
ORDER BY position
LIMIT %(limit)s;

-- How many forms came to what, by branch.
-- name: tallies
WITH told AS (
    SELECT m.province, m.branch, f.act, m.day > %(return_by)s::date AS late,
           sum(f.last_number - f.first_number + 1) AS forms
    FROM paper_forms f
    JOIN paper_form_minutes m ON m.id = f.minute
    WHERE (%(province)s::text IS NULL OR m.province = %(province)s)
      AND (%(branch)s::text IS NULL OR m.branch = %(branch)s)
    GROUP BY 1, 2, 3, 4
)
SELECT province, branch,
       coalesce(sum(forms) FILTER (WHERE act = 'delivered'), 0)::bigint AS delivered,
       coalesce(sum(forms) FILTER (WHERE act = 'issued'), 0)::bigint AS issued,
       coalesce(sum(forms) FILTER (WHERE act = 'unused-returned'), 0)::bigint AS returned,
       coalesce(sum(forms) FILTER (WHERE act = 'spoiled'), 0)::bigint AS spoiled,
       coalesce(sum(forms) FILTER (WHERE act = 'voided'), 0)::bigint AS voided,
       coalesce(sum(forms) FILTER (WHERE act = 'unused-returned' AND late), 0)::bigint AS late
FROM told
GROUP BY province, branch
ORDER BY province, branch;

-- The forms that a branch was given and of which nothing was said since.
-- name: missing
SELECT series, lower(span) AS first_number, upper(span) - 1 AS last_number
FROM (
    SELECT f.series,
           unnest(range_agg(int8range(f.first_number, f.last_number, '[]')) FILTER (WHERE f.turn = 1)
                  - coalesce(range_agg(int8range(f.first_number, f.last_number, '[]')) FILTER (WHERE f.turn = 2),
                             '{}')) AS span
    FROM paper_forms f
    JOIN paper_form_minutes m ON m.id = f.minute
    WHERE m.branch = %(branch)s AND (%(province)s::text IS NULL OR m.province = %(province)s)
    GROUP BY f.series
) AS found
ORDER BY series, first_number
LIMIT %(limit)s;
