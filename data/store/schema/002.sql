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

-- Fewer, larger merges: an import writes the index half as often, a search hardly notices.
INSERT INTO patient_words (patient_words, rank) VALUES ('automerge', 8);
INSERT INTO record_words (record_words, rank) VALUES ('automerge', 8);

-- Every Latin word and number that was ever in record_words, for those that begin with what is
-- typed; and every two syllables of a name, for those that what is typed is on the way to.
CREATE TABLE record_vocabulary (
  word TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE patient_vocabulary (
  word TEXT PRIMARY KEY
) WITHOUT ROWID;

-- How the words are made; where the program makes them in another way, it makes all of them again.
CREATE TABLE search_state (
  version INTEGER NOT NULL
);
INSERT INTO search_state (version) VALUES (0);

-- People: accounts, what happened to them, whose guardian they are, charts opened by breaking the
-- glass, and risky actions that wait for a second person. Names are unique however they are cased:
-- login_key is the folded name. roles are names with commas between.
CREATE TABLE account (
  id              TEXT    PRIMARY KEY,
  login           TEXT    NOT NULL,
  login_key       TEXT    NOT NULL UNIQUE,
  name            TEXT    NOT NULL,
  roles           TEXT    NOT NULL,
  person          TEXT    NOT NULL,
  active          INTEGER NOT NULL CHECK (active IN (0, 1)),
  has_password    INTEGER NOT NULL CHECK (has_password IN (0, 1)),
  must_change     INTEGER NOT NULL CHECK (must_change IN (0, 1)),
  pin_hash        TEXT    NOT NULL,
  pin_failures    INTEGER NOT NULL,
  badge_hash      TEXT    NOT NULL,
  created_us      INTEGER NOT NULL,
  last_sign_in_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_badge ON account (badge_hash) WHERE badge_hash <> '';
CREATE TABLE account_event (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT    NOT NULL REFERENCES account (id),
  time_us INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  what    TEXT    NOT NULL
);
CREATE INDEX account_event_by_account ON account_event (account, seq);
CREATE TABLE account_guardian (
  account        TEXT NOT NULL REFERENCES account (id),
  related_person TEXT NOT NULL,
  PRIMARY KEY (account, related_person)
) WITHOUT ROWID;
CREATE TABLE glass (
  id          TEXT    PRIMARY KEY,
  account     TEXT    NOT NULL REFERENCES account (id),
  patient     TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  began_us    INTEGER NOT NULL,
  ends_us     INTEGER NOT NULL,
  ended_us    INTEGER NOT NULL,
  outcome     TEXT    NOT NULL CHECK (outcome IN ('', 'justified', 'not-justified')),
  reviewer    TEXT    NOT NULL,
  reviewed_us INTEGER NOT NULL,
  comment     TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX glass_by_account ON glass (account, patient, ends_us);
CREATE INDEX glass_to_review ON glass (began_us) WHERE outcome = '';
CREATE TABLE approval (
  id           TEXT    PRIMARY KEY,
  action       TEXT    NOT NULL,
  target       TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  requester    TEXT    NOT NULL REFERENCES account (id),
  requested_us INTEGER NOT NULL,
  expires_us   INTEGER NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'used')),
  decider      TEXT    NOT NULL,
  decided_us   INTEGER NOT NULL,
  comment      TEXT    NOT NULL,
  used_us      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX approval_by_state ON approval (state, requested_us);
CREATE TRIGGER account_keep_delete BEFORE DELETE ON account
BEGIN SELECT RAISE (ABORT, 'accounts are disabled, never deleted'); END;
CREATE TRIGGER account_event_keep_update BEFORE UPDATE ON account_event
BEGIN SELECT RAISE (ABORT, 'what happened to an account is never changed'); END;
CREATE TRIGGER account_event_keep_delete BEFORE DELETE ON account_event
BEGIN SELECT RAISE (ABORT, 'what happened to an account is never deleted'); END;
CREATE TRIGGER glass_keep_delete BEFORE DELETE ON glass
BEGIN SELECT RAISE (ABORT, 'a chart that was broken open stays on record'); END;
CREATE TRIGGER glass_keep_review BEFORE UPDATE ON glass WHEN old.outcome <> ''
BEGIN SELECT RAISE (ABORT, 'a review is never changed'); END;
CREATE TRIGGER approval_keep_delete BEFORE DELETE ON approval
BEGIN SELECT RAISE (ABORT, 'approvals are never deleted'); END;
CREATE TRIGGER approval_keep_end BEFORE UPDATE ON approval WHEN old.state IN ('refused', 'used')
BEGIN SELECT RAISE (ABORT, 'a decision is never changed'); END;
-- The one local user of schema 1 becomes an account without a password.
INSERT INTO account (id, login, login_key, name, roles, person, active, has_password, must_change,
                     pin_hash, pin_failures, badge_hash, created_us, last_sign_in_us)
  SELECT lower (hex (randomblob (4)) || '-' || hex (randomblob (2)) || '-4'
                || substr (hex (randomblob (2)), 2) || '-8' || substr (hex (randomblob (2)), 2)
                || '-' || hex (randomblob (6))),
         value, mps_fold (value), value, 'administrator,doctor,lab-lead', '', 1, 0, 0, '', 0, '',
         CAST ((julianday ('now') - 2440587.5) * 86400000000 AS INTEGER), 0
    FROM setting WHERE key = 'admin' AND value <> '';

-- Charts: numbers that only one person has, as they are compared: capitals, no spaces or dashes.
CREATE TABLE patient_number (
  kind    TEXT    NOT NULL,
  number  TEXT    NOT NULL,
  patient INTEGER NOT NULL REFERENCES record (key),
  PRIMARY KEY (kind, number, patient)
) WITHOUT ROWID;
CREATE INDEX patient_number_by_patient ON patient_number (patient);
INSERT OR IGNORE INTO patient_number (kind, number, patient)
SELECT CASE WHEN item.value ->> '$.system' = 'https://mois.go.kr/rrn' THEN 'NNKOR'
            ELSE coalesce (item.value ->> '$.type.coding[0].code', item.value ->> '$.system', '') END,
       upper (replace (replace (item.value ->> '$.value', '-', ''), ' ', '')), record.key
FROM record JOIN version ON version.record = record.key AND number = record.version,
     json_each (version.json, '$.identifier') AS item
WHERE record.type = 'Patient' AND item.type = 'object' AND json_type (item.value, '$.value') = 'text'
  AND coalesce (item.value ->> '$.use', '') <> 'old';

-- Which patient was merged into which. Each record keeps its own patient.
CREATE TABLE patient_link (
  patient  TEXT PRIMARY KEY,
  survivor TEXT NOT NULL CHECK (survivor <> patient)
) WITHOUT ROWID;
CREATE INDEX patient_link_by_survivor ON patient_link (survivor);
INSERT OR IGNORE INTO patient_link (patient, survivor)
SELECT record.id, substr (item.value ->> '$.other.reference', 9)
FROM record JOIN version ON version.record = record.key AND number = record.version,
     json_each (version.json, '$.link') AS item
WHERE record.type = 'Patient' AND item.value ->> '$.type' = 'replaced-by'
  AND item.value ->> '$.other.reference' GLOB 'Patient/?*'
  AND item.value ->> '$.other.reference' <> 'Patient/' || record.id;

-- Files of documents, in chunks. What was attached stays as it was.
CREATE TABLE attachment (
  id         TEXT PRIMARY KEY,
  patient    TEXT    NOT NULL,
  media_type TEXT    NOT NULL,
  size       INTEGER NOT NULL CHECK (size >= 0),
  sha256     BLOB    NOT NULL CHECK (length (sha256) = 32),
  created_us INTEGER NOT NULL
);
CREATE TABLE attachment_chunk (
  attachment TEXT    NOT NULL REFERENCES attachment (id),
  position   INTEGER NOT NULL,
  data       BLOB    NOT NULL,
  PRIMARY KEY (attachment, position)
);
CREATE TRIGGER attachment_keep_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE (ABORT, 'attachments are never changed'); END;
CREATE TRIGGER attachment_keep_delete BEFORE DELETE ON attachment
BEGIN SELECT RAISE (ABORT, 'attachments are never deleted'); END;
CREATE TRIGGER attachment_chunk_keep_update BEFORE UPDATE ON attachment_chunk
BEGIN SELECT RAISE (ABORT, 'attachments are never changed'); END;
CREATE TRIGGER attachment_chunk_keep_delete BEFORE DELETE ON attachment_chunk
BEGIN SELECT RAISE (ABORT, 'attachments are never deleted'); END;

-- Unfinished work of one person in one chart. Local only, no part of any record.
CREATE TABLE draft (
  user     TEXT    NOT NULL,
  patient  TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  caret    INTEGER NOT NULL,
  anchor   INTEGER NOT NULL,
  saved_us INTEGER NOT NULL,
  PRIMARY KEY (user, patient, kind)
) WITHOUT ROWID;
