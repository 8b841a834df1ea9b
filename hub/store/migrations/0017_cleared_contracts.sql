-- What was cleared of a contract stays, whatever registers say of it later. reckoned_gross is the gross
-- turnover that the newest calculation, act reckoned_act, is of; cleared_gross that of the newest
-- clearance in the file. untold says that a party has not taken the notice of a clearance as far as
-- the acts say, final that the last clearance is there.
ALTER TABLE contract_files
    ADD COLUMN reckoned_act   integer,
    ADD COLUMN reckoned_gross bigint  CHECK (reckoned_gross >= 0),
    ADD COLUMN cleared_gross  bigint  CHECK (cleared_gross >= 0),
    ADD COLUMN untold         boolean NOT NULL DEFAULT false,
    ADD COLUMN final          boolean NOT NULL DEFAULT false,
    ADD CHECK ((reckoned_act IS NULL) = (reckoned_gross IS NULL));

-- When a contract ended: as registers tell it, or by the word of the added note. note_last is the last
-- of the days that run from the service of its second form.
ALTER TABLE contract_files
    ADD COLUMN ends_on    date,
    ADD COLUMN note_ended date,
    ADD COLUMN ended_on   date GENERATED ALWAYS AS (coalesce(note_ended, ends_on)) STORED,
    ADD COLUMN note_last  date;

CREATE INDEX contract_files_untold ON contract_files (ocid) WHERE untold;
CREATE INDEX contract_files_ended ON contract_files (branch, ocid, ended_on) WHERE NOT final;
CREATE INDEX contract_files_note ON contract_files (note_last) WHERE NOT final AND note_last IS NOT NULL;

-- Clearances that were issued and are to be put into their files.
CREATE TABLE clearances_unfiled (
    number text PRIMARY KEY REFERENCES certificates (number)
);

INSERT INTO clearances_unfiled (number)
SELECT number FROM certificates AS c
WHERE issued_once LIKE 'article38/%'
  AND NOT EXISTS (SELECT FROM contract_file_acts
                  WHERE kind = 'clearance-issued' AND body::jsonb ->> 'number' = c.number);

-- Found by these instead.
DROP INDEX certificates_issued_once_at;
