-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- A message or note.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.sent'),
                 mps_time_us (?5 ->> '$.received'),
                 mps_time_us (?5 ->> '$.date'),
                 mps_time_us (?5 ->> '$.assertedDate'), 0),
       8, ?2, ?3,
       coalesce (?5 ->> '$.topic.text', ?5 ->> '$.title', ?5 ->> '$.description', ?5 ->> '$.summary', ?2),
       coalesce (?5 ->> '$.topic.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.payload[0].contentString', ?5 ->> '$.summary', ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
