-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- An allergy or intolerance; its flag is the criticality.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.onsetDateTime'),
                 mps_time_us (?5 ->> '$.recordedDate'),
                 mps_time_us (?5 ->> '$.lastOccurrence'), 0),
       32, ?2, ?3,
       coalesce (?5 ->> '$.code.text', ?5 ->> '$.code.coding[0].display', ?5 ->> '$.code.coding[0].code', ?2),
       coalesce (?5 ->> '$.code.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.reaction[0].manifestation[0].text',
                 ?5 ->> '$.reaction[0].manifestation[0].coding[0].display',
                 ?5 ->> '$.clinicalStatus.coding[0].code', ''),
       CASE ?5 ->> '$.verificationStatus.coding[0].code' WHEN 'entered-in-error' THEN 'entered-in-error'
       ELSE coalesce (?5 ->> '$.criticality', '') END;
