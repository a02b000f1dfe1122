-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema 2. One section a concern; each also fills what it adds from what schema 1 kept.

PRAGMA user_version = 2;

-- Audit: from which account, with which program on which workstation, and whether it came to it.
-- format is the layout of what the hash covers: entries of schema 1 have 1 and none of these.
-- outcome has FHIR's codes: 0 done, 4 refused, 8 failed.
ALTER TABLE audit ADD COLUMN format      INTEGER NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN who_id      TEXT    NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN outcome     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN workstation TEXT    NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN program     TEXT    NOT NULL DEFAULT '';
-- Exports of everything concern every patient.
CREATE INDEX audit_of_everyone ON audit (seq)
  WHERE patient = '' AND target >= 'Export/' AND target < 'Export0';
CREATE TRIGGER audit_keep_order BEFORE INSERT ON audit
WHEN new.seq IS NOT coalesce ((SELECT max (seq) FROM audit), 0) + 1
BEGIN SELECT RAISE (ABORT, 'audit entries follow one another'); END;
