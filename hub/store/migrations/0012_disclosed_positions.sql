-- Which pages of the change feed of contracts a version was in: of the lines whose subject is such as
-- positions:1-1000.
CREATE INDEX disclosures_positions ON disclosures
    USING gist (int8range(split_part(substr(subject, 11), '-', 1)::bigint,
                          split_part(substr(subject, 11), '-', 2)::bigint, '[]'))
    WHERE subject LIKE 'positions:%';
