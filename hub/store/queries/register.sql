-- Who asked about a subject, newest first; with party, the id of a person or firm, also who was told pages
-- of the change feed with a version that this id stands in, wherever in it, as a text of its own.
-- name: about
WITH versions AS MATERIALIZED (
    SELECT position FROM contract_versions WHERE strpos(body, '"' || %(party)s::text || '"') > 0
), pages AS (
    SELECT DISTINCT document_id
    FROM versions JOIN disclosures
      ON int8range(split_part(substr(subject, 11), '-', 1)::bigint,
                   split_part(substr(subject, 11), '-', 2)::bigint, '[]') @> position
    WHERE subject LIKE 'positions:%%'
)
SELECT document_id, title, consumer, subject, provider, agreement, canonical::jsonb ->> 'article' AS article,
       task_kind, task, purpose, outcome, reason, asked, told, withheld, as_of, asked_at
FROM disclosures JOIN agencies ON code = consumer LEFT JOIN agreements ON digest = agreement
WHERE subject = %(subject)s OR document_id IN (SELECT document_id FROM pages)
ORDER BY asked_at DESC, document_id, provider;

-- How many receipts there are.
-- name: count_receipts
SELECT count(*) AS receipts FROM evidence WHERE kind IN ('receipt', 'disclosure');

-- Every receipt, oldest first, with the lines of the register that are from it, if any; a line beside
-- evidence of another kind comes too.
-- name: beside_receipts
SELECT document_id, kind, entry, leaf_hash, salt, document, consumer, subject, provider, agreement,
       canonical::jsonb ->> 'article' AS article, task_kind, task, purpose, outcome, reason, asked, told,
       withheld, as_of, asked_at
FROM evidence LEFT JOIN disclosures USING (document_id) LEFT JOIN agreements ON digest = agreement
WHERE kind IN ('receipt', 'disclosure') OR subject IS NOT NULL
ORDER BY seq, provider, subject;
