-- Takes the round with a register over for a while, if it is due; one never met is due at first_at.
-- name: claim_round
WITH met AS (
    INSERT INTO contract_rounds (source, due_at)
    VALUES (%(source)s, %(first_at)s)
    ON CONFLICT (source) DO NOTHING
)
UPDATE contract_rounds
SET due_at = %(leased_until)s
WHERE source = %(source)s AND due_at <= %(now)s
RETURNING failures;

-- Moves the due time of who has the register to himself: a longer lease, or the register given back.
-- name: move_round
UPDATE contract_rounds
SET due_at = %(due_at)s
WHERE source = %(source)s AND due_at = %(held_until)s
RETURNING source;

-- Marks a round as gone through, by who has the register to himself.
-- name: round_ended
UPDATE contract_rounds
SET due_at = %(due_at)s, ended_at = %(now)s, agreed = %(agreed)s, failures = 0, failure = NULL
WHERE source = %(source)s AND due_at = %(held_until)s;

-- Marks a round as failed, by who has the register to himself.
-- name: round_failed
UPDATE contract_rounds
SET due_at = %(due_at)s, failures = failures + 1, failure = %(code)s
WHERE source = %(source)s AND due_at = %(held_until)s;

-- Every register that is reconciled with, and how it goes.
-- name: rounds
SELECT source, due_at, ended_at, agreed, failures, failure FROM contract_rounds ORDER BY source;
