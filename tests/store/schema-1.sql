-- SPDX-License-Identifier: GPL-3.0-or-later
-- A profile of schema 1 as the program of that time left it, with invented people: made with its
-- manpasikctl (init, import, put, get) and written out with sqlite3's .dump.
PRAGMA application_id = 1297109835;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE record (
  key        INTEGER PRIMARY KEY,
  type       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  version    INTEGER NOT NULL CHECK (version >= 1),
  patient    TEXT,
  updated_us INTEGER NOT NULL,
  UNIQUE (type, id)
);
INSERT INTO record VALUES(1,'Patient','pat-1',1,'pat-1',1795279967466402);
INSERT INTO record VALUES(2,'Patient','pat-2',1,'pat-2',1795279967466402);
INSERT INTO record VALUES(3,'Patient','pat-3',1,'pat-3',1795279967466402);
INSERT INTO record VALUES(4,'Observation','obs-1',2,'pat-1',1795279967579356);
INSERT INTO record VALUES(5,'Observation','obs-2',1,'pat-1',1795279967466402);
INSERT INTO record VALUES(6,'AllergyIntolerance','all-1',1,'pat-2',1795279967466402);
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
INSERT INTO audit VALUES(1,1795279967381564,'김의사','U','','Setting/admin','new profile',X'',X'5685045890c38c7bd524cfa9e4cae253a81bbca3be58fb24a04a55c752b30953');
INSERT INTO audit VALUES(2,1795279967381564,'김의사','U','','Setting/demo','new profile',X'',X'94a3fc393ca6b7f9398f58e5d133d1bdfb0591d086eadb51f78bb034525aac9f');
INSERT INTO audit VALUES(3,1795279967466402,'김의사','C','pat-1','Patient/pat-1/_history/1','import of a file',X'30a09d9c8f9c3692c365c542de14990cd4cade72983ea9964c4bb1642e472e13',X'62f7e9e84e2eb2a9f347679cf0f1ab90f6db32e60d3eea70b4ca943cd4c9c1bf');
INSERT INTO audit VALUES(4,1795279967466402,'김의사','C','pat-2','Patient/pat-2/_history/1','import of a file',X'e7900867c6696d9dc082698b7b96a3a67a7f2fd78cb7febd025e20c2b8873b4a',X'f1cae8d0c33a0126014e2ec6e2204f1928c919477c26a24f68032b46e1c8e974');
INSERT INTO audit VALUES(5,1795279967466402,'김의사','C','pat-3','Patient/pat-3/_history/1','import of a file',X'df6a1aeb02cd4ea55121b966a922e0107744da3f0db38aec076be8cbb2dee98f',X'ada43a7c192e3dac23d669028eecfa8e7053ffcceabe41b62df4bac543f1331a');
INSERT INTO audit VALUES(6,1795279967466402,'김의사','C','pat-1','Observation/obs-1/_history/1','import of a file',X'9e30e479608a296aa26352f33d5d3a3a842dd634c9aa1052711b06c94b455af6',X'60f87b312a57b9229f3ee182b9ab3ca2ce759060de6e90df7e634e0168bbca2a');
INSERT INTO audit VALUES(7,1795279967466402,'김의사','C','pat-1','Observation/obs-2/_history/1','import of a file',X'3a02e324d3a23f97a5c3bc680b6749bce760ca5a922db726e4f6c79381e79c28',X'a3f1300fcbcf9bf56ce1cac37755509bf77d55ea7bc431bb753a0be752bfad24');
INSERT INTO audit VALUES(8,1795279967466402,'김의사','C','pat-2','AllergyIntolerance/all-1/_history/1','import of a file',X'3b92d53f8b7c5b8359276ac9f0ef219b0abda4c28889366eb29b5b9afbc0e7dc',X'5f285e9d4575764e92b8d20dd2534f84b4e162a2db03bef85662d3651988cd97');
INSERT INTO audit VALUES(9,1795279967579356,'김의사','U','pat-1','Observation/obs-1/_history/2','put on the command line',X'f3d6cb6f16aefcbf55bd3eef6f24ee555fcf03179ec56aa11eb95f4020934244',X'14c0ef1d1efbd02cd53043c61a68962e5f877ce1cef088e30bf8a5e348104902');
INSERT INTO audit VALUES(10,1795279967653451,'김의사','R','pat-1','Observation/obs-1','record read',X'',X'bfb516d9560b33cb4c380956e0dbf0157eb231f1933ea233b2e3ba77255ba128');
CREATE TABLE version (
  key        INTEGER PRIMARY KEY,
  record     INTEGER NOT NULL REFERENCES record (key),
  number     INTEGER NOT NULL,
  written_us INTEGER NOT NULL,
  audit      INTEGER NOT NULL REFERENCES audit (seq),
  json       TEXT    NOT NULL,
  UNIQUE (record, number)
);
INSERT INTO version VALUES(1,1,1,1795279967466402,3,'{"resourceType":"Patient","id":"pat-1","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:manpasik:chart","value":"C-7718221"},{"system":"https://mois.go.kr/rrn","value":"900101-1234567"}],"name":[{"text":"홍길동"},{"use":"official","family":"Hong","given":["Gildong"]}],"telecom":[{"system":"phone","value":"010-2468-1357"}],"gender":"male","birthDate":"1990-01-01","meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(2,2,1,1795279967466402,4,'{"resourceType":"Patient","id":"pat-2","name":[{"text":"김민서"}],"gender":"female","birthDate":"2001-11-30","meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(3,3,1,1795279967466402,5,'{"resourceType":"Patient","id":"pat-3","name":[{"text":"홍길동"}],"gender":"male","birthDate":"1990-01-01","active":false,"link":[{"other":{"reference":"Patient/pat-1"},"type":"replaced-by"}],"meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(4,4,1,1795279967466402,6,'{"resourceType":"Observation","id":"obs-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2339-0","display":"Glucose"}]},"subject":{"reference":"Patient/pat-1"},"effectiveDateTime":"2026-03-04T10:00:00Z","valueQuantity":{"value":98,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"note":[{"text":"after breakfast, 식후"}],"meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(5,5,1,1795279967466402,7,'{"resourceType":"Observation","id":"obs-2","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"Patient/pat-1"},"effectiveDateTime":"2026-03-05","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128,"unit":"mmHg"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":82,"unit":"mmHg"}}],"meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(6,6,1,1795279967466402,8,'{"resourceType":"AllergyIntolerance","id":"all-1","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"code":{"text":"Penicillin"},"patient":{"reference":"Patient/pat-2"},"criticality":"high","meta":{"versionId":"1","lastUpdated":"2026-11-21T16:52:47.466Z"}}');
INSERT INTO version VALUES(7,4,2,1795279967579356,9,'{"resourceType":"Observation","id":"obs-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2339-0","display":"Glucose"}]},"subject":{"reference":"Patient/pat-1"},"effectiveDateTime":"2026-03-04T10:00:00Z","valueQuantity":{"value":101,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"note":[{"text":"after breakfast, 식후"}],"meta":{"versionId":"2","lastUpdated":"2026-11-21T16:52:47.579Z"}}');
CREATE TABLE change (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  type    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  version INTEGER NOT NULL,
  time_us INTEGER NOT NULL
);
INSERT INTO change VALUES(1,'Patient','pat-1',1,1795279967466402);
INSERT INTO change VALUES(2,'Patient','pat-2',1,1795279967466402);
INSERT INTO change VALUES(3,'Patient','pat-3',1,1795279967466402);
INSERT INTO change VALUES(4,'Observation','obs-1',1,1795279967466402);
INSERT INTO change VALUES(5,'Observation','obs-2',1,1795279967466402);
INSERT INTO change VALUES(6,'AllergyIntolerance','all-1',1,1795279967466402);
INSERT INTO change VALUES(7,'Observation','obs-1',2,1795279967579356);
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO setting VALUES('admin','김의사');
INSERT INTO setting VALUES('demo','false');
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
INSERT INTO patient VALUES(1,'pat-1','Gildong Hong','hong gildong','male','1990-01-01','C-7718221','010-2468-1357',replace('gildong hong\n홍길동\n\n \n\nhonggildong\ngildong hong\nc-7718221\n900101-1234567\n1990-01-01\n010-2468-1357\n01024681357','\n',char(10)),1772668800000000);
INSERT INTO patient VALUES(2,'pat-2','김민서','김민서','female','2001-11-30','','',replace('김민서\n김민서\n\n \n\n2001-11-30\n\n','\n',char(10)),0);
INSERT INTO patient VALUES(3,'pat-3','홍길동','홍길동','male','1990-01-01','','',replace('홍길동\n홍길동\n\n \n\n1990-01-01\n\n','\n',char(10)),0);
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
INSERT INTO timeline VALUES(8,'pat-1',1772618400000000,1,'Observation','obs-1','Glucose','2339-0',101.0,'','mg/dL',NULL,'final','');
INSERT INTO timeline VALUES(10,'pat-1',1772668800000000,1,'Observation','obs-2','85354-9','85354-9',NULL,'','',NULL,'8480-6 128 mmHg; 8462-4 82 mmHg','');
INSERT INTO timeline VALUES(12,'pat-2',0,32,'AllergyIntolerance','all-1','Penicillin','',NULL,'','',NULL,'active','high');
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
INSERT INTO observation_value VALUES(4,0,'pat-1','2339-0','mg/dL',1772618400000000,'Glucose',101.0,'',NULL,'');
INSERT INTO observation_value VALUES(5,0,'pat-1','8480-6','mmHg',1772668800000000,'8480-6',128.0,'',NULL,'');
INSERT INTO observation_value VALUES(5,1,'pat-1','8462-4','mmHg',1772668800000000,'8462-4',82.0,'',NULL,'');
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
CREATE TABLE scan_chunk (
  run   INTEGER NOT NULL REFERENCES run (key),
  first INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  data  BLOB    NOT NULL,
  PRIMARY KEY (run, first)
);
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
CREATE TABLE run_fingerprint (
  run       INTEGER NOT NULL REFERENCES run (key),
  dimension INTEGER NOT NULL,
  norm      REAL    NOT NULL,
  data      BLOB    NOT NULL,
  PRIMARY KEY (run, dimension)
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('audit',10);
INSERT INTO sqlite_sequence VALUES('change',7);
CREATE INDEX record_by_type ON record (type, key);
CREATE INDEX record_by_patient ON record (patient, type, key);
CREATE INDEX audit_by_patient ON audit (patient, seq);
CREATE INDEX patient_by_name ON patient (name_sort);
CREATE INDEX patient_by_birth_date ON patient (birth_date);
CREATE INDEX patient_by_chart_number ON patient (chart_number);
CREATE INDEX patient_by_last_seen ON patient (last_seen_us);
CREATE INDEX timeline_by_time ON timeline (patient, when_us, key);
CREATE INDEX observation_value_by_code ON observation_value (patient, code, unit, when_us);
CREATE INDEX run_by_patient ON run (patient, key);
CREATE INDEX run_by_cartridge ON run (cartridge_id, uses_burnt);
CREATE INDEX run_in_progress ON run (owner) WHERE status = 'in-progress';
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
COMMIT;
