-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- A result. The value is read from its own digits, so that it is the nearest double; a unit is the
-- UCUM code where there is one. The expanded uncertainty is
-- the extension that the program itself writes. Components (blood pressure) become one line of text.
-- What most results do not have is asked for first: json_each reads the whole text again.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      uncertainty, text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.effectiveDateTime'),
                 mps_time_us (?5 ->> '$.effectivePeriod.start'),
                 mps_time_us (?5 ->> '$.effectiveInstant'),
                 mps_time_us (?5 ->> '$.issued'), 0),
       1, ?2, ?3,
       coalesce (?5 ->> '$.code.text', ?5 ->> '$.code.coding[0].display',
                 ?5 ->> '$.code.coding[0].code', ?2),
       coalesce (?5 ->> '$.code.coding[0].code', ''),
       mps_number (?5 -> '$.valueQuantity.value'),
       coalesce (?5 ->> '$.valueQuantity.comparator', ''),
       coalesce (?5 ->> '$.valueQuantity.code', ?5 ->> '$.valueQuantity.unit', ''),
       CASE WHEN json_type (?5, '$.valueQuantity.extension') IS NOT NULL THEN
       (SELECT mps_number (value -> '$.valueQuantity.value') FROM json_each (?5, '$.valueQuantity.extension')
        WHERE value ->> '$.url' = 'https://manpasik.org/fhir/StructureDefinition/expanded-uncertainty') END,
       coalesce (
         ?5 ->> '$.valueString', ?5 ->> '$.valueCodeableConcept.text',
         ?5 ->> '$.valueCodeableConcept.coding[0].display',
         ?5 ->> '$.valueCodeableConcept.coding[0].code', ?5 ->> '$.valueInteger',
         CASE json_type (?5, '$.valueBoolean') WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' END,
         ?5 ->> '$.valueDateTime', ?5 ->> '$.valueTime',
         CASE WHEN json_type (?5, '$.component') IS NOT NULL THEN
         (SELECT group_concat (coalesce (value ->> '$.code.text', value ->> '$.code.coding[0].display',
                                         value ->> '$.code.coding[0].code', '')
                               || ' ' || coalesce (value ->> '$.valueQuantity.comparator', '')
                               || coalesce (mps_number_text (value -> '$.valueQuantity.value'),
                                            value ->> '$.valueCodeableConcept.text',
                                            value ->> '$.valueCodeableConcept.coding[0].display',
                                            value ->> '$.valueString', '–')
                               || coalesce (' ' || (value ->> '$.valueQuantity.unit'), ''), '; ')
          FROM json_each (?5, '$.component') WHERE type = 'object') END,
         ?5 ->> '$.dataAbsentReason.text', ?5 ->> '$.dataAbsentReason.coding[0].display',
         ?5 ->> '$.dataAbsentReason.coding[0].code', ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error'
                              WHEN 'cancelled' THEN 'cancelled'
       ELSE coalesce (?5 ->> '$.interpretation[0].coding[0].code',
                      ?5 ->> '$.interpretation[0].text', '') END;
