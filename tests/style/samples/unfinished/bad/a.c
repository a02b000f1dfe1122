/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TODO: the rest */
/* FIXME */
/* XXX */
/* HACK around it */
