/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-cartridge.h"
#include "devices/cartridge/mps-cartridge-payload.h"
#include "devices/cartridge/mps-tag-refusal.h"
#include "devices/cartridge/mps-trusted-keys.h"
#include "devices/transport/mps-tag.h"

G_BEGIN_DECLS

/** MPS_CARTRIDGE_TAG_PAGES: pages of an NTAG215; the tag's memory is given whole, from page 0 */
#define MPS_CARTRIDGE_TAG_PAGES 135
/** MPS_CARTRIDGE_USES_PAGE: page whose bits are the uses */
#define MPS_CARTRIDGE_USES_PAGE 129

/**
 * MpsTagPolicy:
 * @keys: whom to trust
 * @now_us: µs since 1970 UTC; the caller's clock, so that the codec needs none
 * @built_us: when the program was built; an earlier @now_us is not trusted
 * @highest_uses: (nullable): gives the highest count of uses ever seen for a cartridge id
 * @type_allowed: (nullable): whether the clinic's plan has the cartridge type; %NULL allows all
 * @data: for both
 */
typedef struct {
  const MpsTrustedKeys *keys;
  gint64 now_us;
  gint64 built_us;
  guint (*highest_uses) (const char *cartridge_id, gpointer data);
  gboolean (*type_allowed) (guint type, gpointer data);
  gpointer data;
} MpsTagPolicy;

MpsTagRefusal mps_cartridge_tag_decode (const guint8 *uid,
                                        gsize uid_size,
                                        const guint8 *memory,
                                        gsize memory_size,
                                        const MpsTagPolicy *policy,
                                        MpsCartridge **cartridge);
/* What lies on the antenna. */
gboolean mps_cartridge_tag_read_memory (MpsTag *tag,
                                        guint timeout_ms,
                                        GBytes **uid,
                                        GBytes **memory,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsCartridge *mps_cartridge_tag_read (MpsTag *tag,
                                      const MpsTagPolicy *policy,
                                      guint timeout_ms,
                                      MpsTagRefusal *refusal,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_cartridge_tag_burn_use (MpsTag *tag,
                                     MpsCartridge *cartridge,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The maker's side, for the virtual tag and for tests: builds the memory of a tag. */
GBytes *mps_cartridge_memory_build (const guint8 uid[MPS_CARTRIDGE_UID_SIZE],
                                    GBytes *payload,
                                    guint uses_burnt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
