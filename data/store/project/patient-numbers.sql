-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- Numbers that only one person has, as they are compared; those of former times do not count.
INSERT OR IGNORE INTO patient_number (kind, number, patient)
SELECT CASE WHEN item.value ->> '$.system' = 'https://mois.go.kr/rrn' THEN 'NNKOR'
            ELSE coalesce (item.value ->> '$.type.coding[0].code', item.value ->> '$.system', '') END,
       upper (replace (replace (item.value ->> '$.value', '-', ''), ' ', '')), ?1
FROM json_each (?5, '$.identifier') AS item
WHERE item.type = 'object' AND json_type (item.value, '$.value') = 'text'
  AND coalesce (item.value ->> '$.use', '') <> 'old';
