-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 a record's JSON, ?2 its id, ?3 its version, ?4 time of writing → the JSON that is stored, its
-- type, and whether it took what was set (it does not where "meta" is no object).
SELECT composed,
       json_extract (composed, '$.resourceType'),
       json_extract (composed, '$.id') IS ?2
         AND json_extract (composed, '$.meta.versionId') IS ?3
         AND json_extract (composed, '$.meta.lastUpdated') IS ?4
FROM (SELECT json_set (?1, '$.id', ?2, '$.meta.versionId', ?3, '$.meta.lastUpdated', ?4) AS composed);
