-- Rows as they may stand after migration 0020; made up.
INSERT INTO clearance_changes (id, due_at)
VALUES ('00000000-0000-4000-8000-0000000000e2', '2026-11-22 09:03+03:30')
ON CONFLICT DO NOTHING;
