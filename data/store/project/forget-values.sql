-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of a record whose values are to be made again.
DELETE FROM observation_value WHERE record = ?1;
