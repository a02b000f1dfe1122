-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 JSON, ?2 path of what is in it ('$.entry' of a Bundle, '$' for a resource by itself) → a row
-- for each resource. An entry that is no object has nulls.
SELECT entry ->> '$.fullUrl',
       entry ->> '$.request.method',
       CASE json_type (resource, '$.resourceType') WHEN 'text' THEN resource ->> '$.resourceType' END,
       CASE json_type (resource, '$.id') WHEN 'text' THEN resource ->> '$.id' END,
       resource,
       CASE WHEN resource -> '$.meta.profile' IS NOT NULL OR resource -> '$.fhirVersion' IS NOT NULL
         THEN json_array (json (resource -> '$.meta.profile'), json (resource -> '$.fhirVersion')) END
FROM (SELECT entry, CASE WHEN json_type (entry, '$.resource') = 'object'
                         THEN entry -> '$.resource' END AS resource
      FROM (SELECT CASE WHEN type = 'object' THEN value END AS entry
            FROM json_each (?1, '$.entry') WHERE ?2 = 'bundle'
            UNION ALL
            SELECT json_object ('resource', json (?1)) WHERE ?2 = 'resource'));
