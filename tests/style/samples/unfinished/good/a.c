/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is left to do here. */
