-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON, and as data/model reads them from it, so
-- that a list says what the banner says: ?6 name, ?7 gender, ?8 birth date, ?9 chart number, ?10 phone,
-- ?11 what the words of the index are made from.
-- Sorted by family and then given name, however they are shown.
WITH human_name AS MATERIALIZED (
  SELECT entry.key AS place, value ->> '$.use' AS purpose, value ->> '$.family' AS family,
         (SELECT group_concat (value, ' ') FROM json_each (entry.value, '$.given')) AS given,
         value ->> '$.text' AS text
  FROM json_each (?5, '$.name') AS entry
  WHERE entry.type = 'object'
), sorting AS (
  SELECT family || ' ' || coalesce (given, '') AS name
  FROM human_name
  WHERE family IS NOT NULL
  ORDER BY CASE coalesce (purpose, '') WHEN 'official' THEN 0 WHEN 'old' THEN 2 WHEN 'maiden' THEN 2
                                       ELSE 1 END, place
  LIMIT 1
)
INSERT OR REPLACE INTO patient (key, id, name, name_sort, gender, birth_date, chart_number, phone,
                                search, last_seen_us)
SELECT ?1, ?3, ?6, coalesce (mps_fold (coalesce ((SELECT name FROM sorting), ?6)), ''), ?7, ?8, ?9, ?10,
       ?11,
       coalesce ((SELECT last_seen_us FROM patient WHERE key = ?1), 0);
