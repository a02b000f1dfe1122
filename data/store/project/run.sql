-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of a run. Only a run that gave no result stands on the timeline itself; the results of the
-- others do.
INSERT INTO timeline (key, patient, when_us, kind, type, id, title, code, value, comparator, unit,
                      text, flag)
SELECT 2 * key + 1, patient, started_us, 128, 'Run', id, 'Measurement', '', NULL, '', '', reason, status
FROM run
WHERE key = ?1 AND patient <> ''
  AND (status = 'invalid'
       OR status = 'complete' AND NOT EXISTS (SELECT 1 FROM run_result WHERE run = run.key));
