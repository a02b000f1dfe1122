-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- Something that was done.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.performedDateTime'),
                 mps_time_us (?5 ->> '$.performedPeriod.start'), 0),
       64, ?2, ?3,
       coalesce (?5 ->> '$.code.text', ?5 ->> '$.code.coding[0].display', ?5 ->> '$.code.coding[0].code', ?2),
       coalesce (?5 ->> '$.code.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.outcome.text', ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
