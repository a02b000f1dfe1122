/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-cartridge.h"
#include "devices/transport/mps-tag.h"

G_BEGIN_DECLS

/**
 * MpsTagRefusal:
 *
 * Why a cartridge is refused, in the order in which the rules are checked; the first that fails wins.
 */
typedef enum {
  MPS_TAG_ACCEPTED,
  MPS_TAG_REFUSED_CHIP,
  MPS_TAG_REFUSED_NOT_NDEF,
  MPS_TAG_REFUSED_NO_RECORD,
  MPS_TAG_REFUSED_MALFORMED,
  MPS_TAG_REFUSED_KEY,
  MPS_TAG_REFUSED_SIGNATURE,
  MPS_TAG_REFUSED_FIELDS,
  MPS_TAG_REFUSED_EXPIRED,
  MPS_TAG_REFUSED_CLOCK,
  MPS_TAG_REFUSED_SPENT,
  MPS_TAG_REFUSED_ROLLED_BACK,
  MPS_TAG_REFUSED_PLAN,
} MpsTagRefusal;

const char *mps_tag_refusal_to_code (MpsTagRefusal refusal);
char *mps_tag_refusal_dup_message (MpsTagRefusal refusal) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsTrustedKeys: public keys of cartridge makers and firmware signers, read from key files.
 */
typedef struct _MpsTrustedKeys MpsTrustedKeys;
MpsTrustedKeys *mps_trusted_keys_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_trusted_keys_add_file (MpsTrustedKeys *keys, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_trusted_keys_add_data (MpsTrustedKeys *keys,
                                    const char *data,
                                    gsize size,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_trusted_keys_add_builtin (MpsTrustedKeys *keys);
void mps_trusted_keys_free (MpsTrustedKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTrustedKeys, mps_trusted_keys_free)

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
MpsTagRefusal mps_cartridge_payload_parse (const guint8 *payload,
                                           gsize size,
                                           MpsCartridge **cartridge);

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
GBytes *mps_cartridge_payload_build (const MpsCartridge *cartridge,
                                     const guint8 secret_key[64],
                                     const guint8 public_key[32]) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mps_cartridge_memory_build (const guint8 uid[MPS_CARTRIDGE_UID_SIZE],
                                    GBytes *payload,
                                    guint uses_burnt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
