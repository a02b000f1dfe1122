-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- A prescription; where the medication is its own record, the name that the reference shows.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.authoredOn'), 0),
       2, ?2, ?3,
       coalesce (?5 ->> '$.medicationCodeableConcept.text', ?5 ->> '$.medicationCodeableConcept.coding[0].display', ?5 ->> '$.medicationCodeableConcept.coding[0].code',
                 ?5 ->> '$.medicationReference.display', ?2),
       coalesce (?5 ->> '$.medicationCodeableConcept.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.dosageInstruction[0].text', ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
