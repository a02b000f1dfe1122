-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id, ?4 patient, ?5 JSON.
-- A document, picture or letter; a DocumentReference of category clinical-note is a note. Of a note
-- that says when it was about, that time counts.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * ?1, ?4,
       coalesce (CASE ?2 WHEN 'DocumentReference' THEN mps_time_us (?5 ->> '$.context.period.start') END,
                 mps_time_us (?5 ->> '$.date'),
                 mps_time_us (?5 ->> '$.createdDateTime'),
                 mps_time_us (?5 ->> '$.created'),
                 mps_time_us (?5 ->> '$.context.period.start'), 0),
       CASE ?5 ->> '$.category[0].coding[0].code' WHEN 'clinical-note' THEN 8 ELSE 16 END, ?2, ?3,
       coalesce (?5 ->> '$.description', ?5 ->> '$.title',
                 ?5 ->> '$.type.text', ?5 ->> '$.type.coding[0].display', ?5 ->> '$.type.coding[0].code', ?2),
       coalesce (?5 ->> '$.type.coding[0].code', ''),
       NULL, '', '',
       coalesce (?5 ->> '$.content[0].attachment.title', ?5 ->> '$.status', ''),
       CASE ?5 ->> '$.status' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE '' END;
