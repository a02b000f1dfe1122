-- SPDX-License-Identifier: GPL-3.0-or-later
-- ?1 key of a record whose timeline entry is to be made again.
DELETE FROM timeline WHERE key = 2 * ?1;
