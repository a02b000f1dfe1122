-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 id of a patient, ?2 now → the newest entry of the chart that is not in the future.
UPDATE patient SET last_seen_us = seen.at
FROM (SELECT coalesce (max (when_us), 0) AS at
      FROM timeline WHERE timeline.patient = ?1 AND when_us <= ?2) AS seen
WHERE patient.id = ?1 AND last_seen_us <> seen.at;
