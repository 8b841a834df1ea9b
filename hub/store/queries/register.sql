-- Who asked about a subject, newest first.
-- name: about
SELECT document_id, title, consumer, subject, provider, agreement, canonical::jsonb ->> 'article' AS article,
       task_kind, task, purpose, outcome, reason, asked, told, withheld, as_of, asked_at
FROM disclosures JOIN agencies ON code = consumer LEFT JOIN agreements ON digest = agreement
WHERE subject = %(subject)s
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
