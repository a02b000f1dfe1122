-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- Every number of a result that a trend can show: its own, then its components'. What was withdrawn
-- or has no time is none.
INSERT INTO observation_value (record, position, patient, code, unit, when_us, title, value,
                               comparator, uncertainty, flag)
SELECT ?1, row_number () OVER (ORDER BY place) - 1, ?4, code, unit, at, title, number, comparator,
       uncertainty, flag
FROM (
  SELECT part.place,
         coalesce (part.value ->> '$.code.coding[0].code', part.value ->> '$.code.text') AS code,
         coalesce (part.value ->> '$.code.text', part.value ->> '$.code.coding[0].display',
                   part.value ->> '$.code.coding[0].code', '') AS title,
         coalesce (part.value ->> '$.valueQuantity.code',
                   part.value ->> '$.valueQuantity.unit', '') AS unit,
         mps_number (part.value -> '$.valueQuantity.value') AS number,
         coalesce (part.value ->> '$.valueQuantity.comparator', '') AS comparator,
         CASE WHEN json_type (part.value, '$.valueQuantity.extension') IS NOT NULL THEN
         (SELECT mps_number (value -> '$.valueQuantity.value')
          FROM json_each (part.value, '$.valueQuantity.extension')
          WHERE value ->> '$.url' = 'https://manpasik.org/fhir/StructureDefinition/expanded-uncertainty')
         END AS uncertainty,
         coalesce (part.value ->> '$.interpretation[0].coding[0].code',
                   part.value ->> '$.interpretation[0].text', '') AS flag,
         coalesce (mps_time_us (?5 ->> '$.effectiveDateTime'),
                   mps_time_us (?5 ->> '$.effectivePeriod.start'),
                   mps_time_us (?5 ->> '$.effectiveInstant'),
                   mps_time_us (?5 ->> '$.issued')) AS at
  FROM (SELECT -1 AS place, ?5 AS value
        UNION ALL
        SELECT key, value FROM json_each (?5, '$.component') WHERE type = 'object') AS part
  WHERE coalesce (?5 ->> '$.status', '') NOT IN ('entered-in-error', 'cancelled')
)
WHERE number IS NOT NULL AND code IS NOT NULL AND at IS NOT NULL;
