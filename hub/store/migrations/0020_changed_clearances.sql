-- What was recorded of clearances of contracts and is to be noted in their files, from the instant on
-- at which it takes effect. Whatever was recorded before this is among it.
CREATE TABLE clearance_changes (
    id     uuid        PRIMARY KEY REFERENCES status_acts (id),
    due_at timestamptz NOT NULL
);

CREATE INDEX clearance_changes_due ON clearance_changes (due_at);

INSERT INTO clearance_changes (id, due_at)
SELECT s.id, s.effective_at
FROM status_acts AS s JOIN certificates AS c USING (number)
WHERE c.kind = 'article38';
