-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- Into whom the patient was merged, by Patient.link.
INSERT OR IGNORE INTO patient_link (patient, survivor)
SELECT ?3, substr (item.value ->> '$.other.reference', 9)
FROM json_each (?5, '$.link') AS item
WHERE item.value ->> '$.type' = 'replaced-by'
  AND item.value ->> '$.other.reference' GLOB 'Patient/?*'
  AND item.value ->> '$.other.reference' <> 'Patient/' || ?3;
