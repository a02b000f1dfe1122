-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of the patient's record: numbers that may not be so any more.
DELETE FROM patient_number WHERE patient = ?1;
