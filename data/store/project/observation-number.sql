-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- What observation-value.sql makes of a result without components, which most are: its one number.
INSERT INTO observation_value (record, position, patient, code, unit, when_us, title, value,
                               comparator, uncertainty, flag)
SELECT ?1, 0, ?4, code, unit, at, title, number, comparator, uncertainty, flag
FROM (
  SELECT coalesce (?5 ->> '$.code.coding[0].code', ?5 ->> '$.code.text') AS code,
         coalesce (?5 ->> '$.code.text', ?5 ->> '$.code.coding[0].display',
                   ?5 ->> '$.code.coding[0].code', '') AS title,
         coalesce (?5 ->> '$.valueQuantity.code', ?5 ->> '$.valueQuantity.unit', '') AS unit,
         mps_number (?5 -> '$.valueQuantity.value') AS number,
         coalesce (?5 ->> '$.valueQuantity.comparator', '') AS comparator,
         CASE WHEN json_type (?5, '$.valueQuantity.extension') IS NOT NULL THEN
         (SELECT mps_number (value -> '$.valueQuantity.value')
          FROM json_each (?5, '$.valueQuantity.extension')
          WHERE value ->> '$.url' = 'https://manpasik.org/fhir/StructureDefinition/expanded-uncertainty')
         END AS uncertainty,
         coalesce (?5 ->> '$.interpretation[0].coding[0].code',
                   ?5 ->> '$.interpretation[0].text', '') AS flag,
         coalesce (mps_time_us (?5 ->> '$.effectiveDateTime'),
                   mps_time_us (?5 ->> '$.effectivePeriod.start'),
                   mps_time_us (?5 ->> '$.effectiveInstant'),
                   mps_time_us (?5 ->> '$.issued')) AS at
  WHERE coalesce (?5 ->> '$.status', '') NOT IN ('entered-in-error', 'cancelled')
)
WHERE number IS NOT NULL AND code IS NOT NULL AND at IS NOT NULL;
