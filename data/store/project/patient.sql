-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- The name is the official one, else the usual one, else the first that is not old.
WITH human_name AS MATERIALIZED (
  SELECT value ->> '$.family' AS family,
         (SELECT group_concat (value, ' ') FROM json_each (entry.value, '$.given')) AS given,
         value ->> '$.text' AS text
  FROM json_each (?5, '$.name') AS entry
  WHERE entry.type = 'object'
  ORDER BY CASE coalesce (value ->> '$.use', '')
             WHEN 'official' THEN 0 WHEN 'usual' THEN 1 WHEN 'old' THEN 4 WHEN 'maiden' THEN 3
             ELSE 2 END,
           entry.key
  LIMIT 1
), chart AS MATERIALIZED (
  -- Type MR of HL7 table 0203 is the medical record number; without one the first identifier.
  SELECT value ->> '$.value' AS number
  FROM json_each (?5, '$.identifier') AS entry
  WHERE entry.type = 'object' AND value ->> '$.value' IS NOT NULL
  ORDER BY NOT EXISTS (SELECT 1 FROM json_each (entry.value, '$.type.coding') AS coding
                       WHERE coding.type = 'object' AND coding.value ->> '$.code' = 'MR'),
           entry.key
  LIMIT 1
), phone AS MATERIALIZED (
  SELECT value ->> '$.value' AS number
  FROM json_each (?5, '$.telecom') AS entry
  WHERE entry.type = 'object' AND value ->> '$.system' = 'phone'
    AND coalesce (value ->> '$.use', '') <> 'old'
  ORDER BY entry.key
  LIMIT 1
), shown AS MATERIALIZED (
  SELECT coalesce (mps_person_name ((SELECT family FROM human_name), (SELECT given FROM human_name)),
                   (SELECT text FROM human_name), '') AS name,
         coalesce ((SELECT number FROM chart), '') AS chart_number,
         coalesce ((SELECT number FROM phone), '') AS phone,
         coalesce (?5 ->> '$.birthDate', '') AS birth_date
)
INSERT OR REPLACE INTO patient (key, id, name, name_sort, gender, birth_date, chart_number, phone,
                                search, last_seen_us)
SELECT ?1, ?3, name,
       coalesce (mps_fold (coalesce ((SELECT family || ' ' || coalesce (given, '') FROM human_name),
                                     name)), ''),
       coalesce (?5 ->> '$.gender', ''), birth_date, chart_number, phone,
       coalesce (mps_fold (name || char (10)
                           || coalesce ((SELECT coalesce (family, '') || coalesce (given, '')
                                         || char (10) || coalesce (text, '') FROM human_name), '')
                           || char (10) || chart_number || char (10) || birth_date || char (10)
                           || replace (phone, '-', '')), ''),
       coalesce ((SELECT last_seen_us FROM patient WHERE key = ?1), 0)
FROM shown;
