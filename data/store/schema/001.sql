-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema 1: records with every version, what lists need of them, runs, change log, audit.
-- Times are µs since 1970 UTC.

-- "MPSK": whose file this is, and which schema it has.
PRAGMA application_id = 1297109835;
PRAGMA user_version = 1;

-- One row a record; its versions hold the JSON.
CREATE TABLE record (
  key        INTEGER PRIMARY KEY,
  type       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  version    INTEGER NOT NULL CHECK (version >= 1),
  patient    TEXT,
  updated_us INTEGER NOT NULL,
  UNIQUE (type, id)
);
CREATE INDEX record_by_type ON record (type, key);
CREATE INDEX record_by_patient ON record (patient, type, key);

-- What was done, by whom, to whose record: a chain of hashes. digest is the SHA-256 of what was
-- written, empty where nothing was.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  time_us INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  action  TEXT    NOT NULL CHECK (action IN ('C', 'R', 'U', 'D', 'E')),
  patient TEXT    NOT NULL,
  target  TEXT    NOT NULL,
  why     TEXT    NOT NULL,
  digest  BLOB    NOT NULL,
  hash    BLOB    NOT NULL CHECK (length (hash) = 32)
);
CREATE INDEX audit_by_patient ON audit (patient, seq);

-- Every version of every record, whole.
CREATE TABLE version (
  key        INTEGER PRIMARY KEY,
  record     INTEGER NOT NULL REFERENCES record (key),
  number     INTEGER NOT NULL,
  written_us INTEGER NOT NULL,
  audit      INTEGER NOT NULL REFERENCES audit (seq),
  json       TEXT    NOT NULL,
  UNIQUE (record, number)
);

-- What sync has to push, in order.
CREATE TABLE change (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  type    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  version INTEGER NOT NULL,
  time_us INTEGER NOT NULL
);

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Projections. They can be made again from the records at any time.
CREATE TABLE patient (
  key          INTEGER PRIMARY KEY REFERENCES record (key),
  id           TEXT    NOT NULL UNIQUE,
  name         TEXT    NOT NULL,
  name_sort    TEXT    NOT NULL,
  gender       TEXT    NOT NULL,
  birth_date   TEXT    NOT NULL,
  chart_number TEXT    NOT NULL,
  phone        TEXT    NOT NULL,
  search       TEXT    NOT NULL,
  last_seen_us INTEGER NOT NULL
);
CREATE INDEX patient_by_name ON patient (name_sort);
CREATE INDEX patient_by_birth_date ON patient (birth_date);
CREATE INDEX patient_by_chart_number ON patient (chart_number);
CREATE INDEX patient_by_last_seen ON patient (last_seen_us);

-- key is 2 × record.key, or 2 × run.key + 1.
CREATE TABLE timeline (
  key        INTEGER PRIMARY KEY,
  patient    TEXT    NOT NULL,
  when_us    INTEGER NOT NULL,
  kind       INTEGER NOT NULL,
  type       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  code       TEXT    NOT NULL,
  value      REAL,
  comparator TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  uncertainty REAL,
  text       TEXT    NOT NULL,
  flag       TEXT    NOT NULL
);
CREATE INDEX timeline_by_time ON timeline (patient, when_us, key);

-- Values that a trend can show; position 0 is the observation itself, then its components.
CREATE TABLE observation_value (
  record     INTEGER NOT NULL REFERENCES record (key),
  position   INTEGER NOT NULL,
  patient    TEXT    NOT NULL,
  code       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  when_us    INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  value      REAL    NOT NULL,
  comparator TEXT    NOT NULL,
  uncertainty REAL,
  flag       TEXT    NOT NULL,
  PRIMARY KEY (record, position)
) WITHOUT ROWID;
CREATE INDEX observation_value_by_code ON observation_value (patient, code, unit, when_us);

-- Runs. owner is the open store that measures; it means something only while status is in-progress.
CREATE TABLE run (
  key               INTEGER PRIMARY KEY,
  id                TEXT    NOT NULL UNIQUE,
  patient           TEXT    NOT NULL,
  owner             TEXT    NOT NULL,
  status            TEXT    NOT NULL CHECK (status IN ('in-progress', 'complete', 'invalid')),
  reason            TEXT    NOT NULL,
  started_us        INTEGER NOT NULL,
  reader_serial     TEXT    NOT NULL,
  reader_firmware   TEXT    NOT NULL,
  transport         TEXT    NOT NULL,
  programme         INTEGER NOT NULL,
  rate_hz           INTEGER NOT NULL,
  baseline_scans    INTEGER NOT NULL,
  exposure_scans    INTEGER NOT NULL,
  recovery_scans    INTEGER NOT NULL,
  cartridge_uid     BLOB,
  cartridge_id      TEXT    NOT NULL,
  cartridge_payload BLOB,
  uses_burnt        INTEGER NOT NULL,
  calibration       BLOB,
  engine_version    TEXT    NOT NULL,
  resent            INTEGER NOT NULL,
  replaced          INTEGER NOT NULL,
  unusable          TEXT    NOT NULL,
  n_scans           INTEGER NOT NULL
);
CREATE INDEX run_by_patient ON run (patient, key);
CREATE INDEX run_by_cartridge ON run (cartridge_id, uses_burnt);
CREATE INDEX run_in_progress ON run (owner) WHERE status = 'in-progress';

-- Scans in chunks; data is what mps-scan-codec writes, its first byte the version of the format.
CREATE TABLE scan_chunk (
  run   INTEGER NOT NULL REFERENCES run (key),
  first INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  data  BLOB    NOT NULL,
  PRIMARY KEY (run, first)
);

-- value and uncertainty have no affinity: the bits that go in come out.
CREATE TABLE run_result (
  run         INTEGER NOT NULL REFERENCES run (key),
  position    INTEGER NOT NULL,
  code        TEXT    NOT NULL,
  value       BLOB,
  comparator  TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  uncertainty BLOB,
  flag        TEXT    NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;

-- data is dimension × binary32, little-endian.
CREATE TABLE run_fingerprint (
  run       INTEGER NOT NULL REFERENCES run (key),
  dimension INTEGER NOT NULL,
  norm      REAL    NOT NULL,
  data      BLOB    NOT NULL,
  PRIMARY KEY (run, dimension)
);

-- What was written stays: corrections are new rows.
CREATE TRIGGER audit_keep_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'audit entries are never changed'); END;
CREATE TRIGGER audit_keep_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'audit entries are never deleted'); END;
CREATE TRIGGER version_keep_update BEFORE UPDATE ON version
BEGIN SELECT RAISE (ABORT, 'versions are never changed'); END;
CREATE TRIGGER version_keep_delete BEFORE DELETE ON version
BEGIN SELECT RAISE (ABORT, 'versions are never deleted'); END;
CREATE TRIGGER record_keep_delete BEFORE DELETE ON record
BEGIN SELECT RAISE (ABORT, 'records are never deleted'); END;
CREATE TRIGGER scan_chunk_keep_update BEFORE UPDATE ON scan_chunk
BEGIN SELECT RAISE (ABORT, 'scans are never changed'); END;
CREATE TRIGGER scan_chunk_keep_delete BEFORE DELETE ON scan_chunk
BEGIN SELECT RAISE (ABORT, 'scans are never deleted'); END;
CREATE TRIGGER run_keep_delete BEFORE DELETE ON run
BEGIN SELECT RAISE (ABORT, 'runs are never deleted'); END;
CREATE TRIGGER run_keep_finished BEFORE UPDATE ON run WHEN old.status <> 'in-progress'
BEGIN SELECT RAISE (ABORT, 'a finished run is never changed'); END;
