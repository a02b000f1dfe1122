/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "devices/cartridge/mps-cartridge-tag.h"

G_BEGIN_DECLS

MpsTag *mps_tag_check_open_default (MpsSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_tag_check_replace_virtual (MpsSession *session, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_tag_check_look (MpsSession *session,
                             MpsTag *tag,
                             guint timeout_ms,
                             MpsTagRefusal *refusal,
                             MpsCartridge **cartridge,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsCartridge *mps_tag_check_read (MpsSession *session,
                                  MpsTag *tag,
                                  guint timeout_ms,
                                  MpsTagRefusal *refusal,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
