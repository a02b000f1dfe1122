-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of a record, ?2 its newest version, ?3 JSON that would be the next → whether it says the
-- same apart from what the store itself sets.
SELECT json_set (json, '$.meta.versionId', '', '$.meta.lastUpdated', '')
       = json_set (?3, '$.meta.versionId', '', '$.meta.lastUpdated', '')
FROM version WHERE record = ?1 AND number = ?2;
