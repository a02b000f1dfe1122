-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 a record's JSON → every patient it belongs to, the one whose chart it is in first, and whether
-- that is an id of this store. Only relative references are: the same id at another server is
-- another person. The elements are those that say whose record it is in FHIR R4's patient
-- compartment; who performed or reported something does not count.
SELECT CASE WHEN own THEN json_extract (?1, '$.id')
            WHEN reference GLOB 'Patient/*/_history/*'
              THEN substr (reference, 9, instr (reference, '/_history/') - 9)
            WHEN reference GLOB 'Patient/*' THEN substr (reference, 9)
            ELSE reference END,
       own OR reference GLOB 'Patient/*'
FROM (
  SELECT 1 AS own, NULL AS reference, 0 AS rank
  WHERE json_extract (?1, '$.resourceType') = 'Patient'
  UNION ALL
  SELECT 0, item.atom,
         CASE member.key WHEN 'subject' THEN 1 WHEN 'patient' THEN 2 WHEN 'beneficiary' THEN 3
                         WHEN 'for' THEN 4 WHEN 'individual' THEN 5 WHEN 'candidate' THEN 6
                         ELSE 7 END
  FROM json_each (?1) AS member,
       json_tree (CASE WHEN member.type IN ('object', 'array') THEN member.value ELSE '[]' END) AS item
  WHERE member.key IN ('subject', 'patient', 'beneficiary', 'for', 'individual', 'candidate', 'actor',
                       'participant')
    AND item.key = 'reference' AND item.type = 'text'
    AND (item.atom GLOB 'Patient/*' OR item.atom GLOB '*/Patient/*' OR item.atom GLOB 'urn:*')
    AND json_extract (?1, '$.resourceType') <> 'Patient'
)
ORDER BY rank;
