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

-- Finding. The words of patients and of all other records; the words are made by the program
-- (mps-patient-words.c, mps-record-words.c), and what they were made from stays where it is, so
-- nothing is stored twice. Words change in the transaction that changes the record. patient.search
-- holds what the words of a patient are made from; a list that is too long to be sorted is read in
-- the order of the last visit.
CREATE VIRTUAL TABLE patient_words USING fts5 (
  words, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii');
CREATE VIRTUAL TABLE record_words USING fts5 (
  words, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii');
CREATE INDEX patient_by_recent ON patient (last_seen_us, search);

-- Every Latin word and number that was ever in record_words, for those that begin with what is typed.
CREATE TABLE record_vocabulary (
  word TEXT PRIMARY KEY
) WITHOUT ROWID;

-- How the words are made; where the program makes them in another way, it makes all of them again.
CREATE TABLE search_state (
  version INTEGER NOT NULL
);
INSERT INTO search_state (version) VALUES (0);
