-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- A visit.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.period.start'),
                 mps_time_us (?5 ->> '$.period.end'), 0),
       4, ?2, ?3,
       coalesce (?5 ->> '$.type[0].text', ?5 ->> '$.type[0].coding[0].display', ?5 ->> '$.type[0].coding[0].code',
                 ?5 ->> '$.class.display', ?5 ->> '$.class.code', ?2),
       coalesce (?5 ->> '$.type[0].coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.reasonCode[0].text', ?5 ->> '$.reasonCode[0].coding[0].display',
                 ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
