-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- Any other record of a chart: the elements by which R4 commonly names and dates a record.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (mps_time_us (?5 ->> '$.effectiveDateTime'),
                 mps_time_us (?5 ->> '$.occurrenceDateTime'),
                 mps_time_us (?5 ->> '$.occurrencePeriod.start'),
                 mps_time_us (?5 ->> '$.authoredOn'),
                 mps_time_us (?5 ->> '$.started'),
                 mps_time_us (?5 ->> '$.start'),
                 mps_time_us (?5 ->> '$.date'),
                 mps_time_us (?5 ->> '$.created'),
                 mps_time_us (?5 ->> '$.recordedDate'),
                 mps_time_us (?5 ->> '$.issued'),
                 mps_time_us (?5 ->> '$.period.start'),
                 mps_time_us (?5 ->> '$.billablePeriod.start'),
                 mps_time_us (?5 ->> '$.servicedPeriod.start'), 0),
       256, ?2, ?3,
       coalesce (?5 ->> '$.code.text', ?5 ->> '$.code.coding[0].display', ?5 ->> '$.code.coding[0].code',
                 ?5 ->> '$.title', ?5 ->> '$.type.text', ?5 ->> '$.type.coding[0].display', ?5 ->> '$.type.coding[0].code',
                 ?5 ->> '$.category[0].text', ?5 ->> '$.category[0].coding[0].display', ?5 ->> '$.category[0].coding[0].code',
                 ?5 ->> '$.description', ?2),
       coalesce (?5 ->> '$.code.coding[0].code', ?5 ->> '$.type.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
