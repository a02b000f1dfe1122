-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the record, ?2 type, ?3 id: into whom the patient was merged may not be so any more.
DELETE FROM patient_link WHERE patient = ?3;
