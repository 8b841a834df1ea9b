-- Rows as they may stand after migration 0017; made up.
UPDATE contract_files SET reckoned_act = 1, reckoned_gross = 9000000, cleared_gross = 9000000, untold = true,
       ends_on = '2025-10-22', note_ended = '2025-09-01', note_last = '2026-11-20';
INSERT INTO clearances_unfiled (number) SELECT number FROM certificates ORDER BY number LIMIT 1;
