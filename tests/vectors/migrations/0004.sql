-- Rows as they may stand after migration 0004; made up.
UPDATE certificate_forms SET xml = '\x3c', xml_level = 'B-LT', version = 1
WHERE number = '1405-0000001';
