-- How many questions the register has from an instant on that can be asked again: not what was told of
-- shared contracts, which is no inquiry, and no spent quota, of which the register has the first alone.
-- name: count_questions
SELECT count(DISTINCT document_id) AS questions FROM disclosures
WHERE asked_at >= %(since)s AND provider <> 'shared_contracts' AND reason IS DISTINCT FROM 'agreement.quota';

-- The lines of these questions from an instant on, those of a question one after the other; nobody who
-- was asked about is among them. Whether there had to be a signature stands in the agreement.
-- name: questions_since
SELECT document_id AS question, consumer, task_kind, task, purpose, provider, asked_at, asked, outcome,
       reason, told, withheld,
       coalesce((canonical::jsonb ->> 'signed')::boolean, false) AS signed
FROM disclosures LEFT JOIN agreements ON digest = agreement
WHERE asked_at >= %(since)s AND provider <> 'shared_contracts' AND reason IS DISTINCT FROM 'agreement.quota'
ORDER BY asked_at, document_id;

-- The words under which something was asked from an instant on.
-- name: words_since
SELECT DISTINCT consumer, task_kind, task, purpose, provider
FROM disclosures
WHERE asked_at >= %(since)s;
