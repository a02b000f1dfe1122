/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MPS_CARTRIDGE_MAX_ANALYTES 4
#define MPS_CARTRIDGE_UID_SIZE 7
#define MPS_CURVE_MAX_PARAMETERS 5

/** MpsCurveKind: curve of a lot, with the numbers of the cartridge tag. */
typedef enum {
  MPS_CURVE_LINEAR = 0,
  MPS_CURVE_QUADRATIC = 1,
  MPS_CURVE_4PL = 2,
  MPS_CURVE_5PL = 3,
} MpsCurveKind;

/**
 * MpsAnalyte:
 * @code: LOINC code
 * @unit: UCUM unit of x, @low and @high
 * @first_channel: first channel of the group
 * @n_channels: channels in the group, at least 1
 * @curve: which formula
 * @parameters: in tag order, unused 0; widened from binary32
 * @low: lower end of the range that is reported, in @unit
 * @high: its upper end
 * @temperature_coefficient: per °C about 25 °C
 *
 * What a cartridge measures and how its lot converts signal to concentration.
 */
typedef struct {
  char code[32];
  char unit[32];
  guint first_channel;
  guint n_channels;
  MpsCurveKind curve;
  double parameters[MPS_CURVE_MAX_PARAMETERS];
  double low;
  double high;
  double temperature_coefficient;
} MpsAnalyte;

/**
 * MpsCartridge:
 * @uid: the tag's UID
 * @id: cartridge id, a UUID in text
 * @type: cartridge type code
 * @lot: lot name, UTF-8
 * @expiry_days: last valid day, days since 2000-01-01 UTC
 * @uses_allowed: 1…32
 * @uses_burnt: uses recorded on the tag when it was read
 * @n_analytes: entries of @analytes that count
 * @analytes: what it measures
 * @key_id: first bytes of the SHA-256 of the maker's public key, in hexadecimal
 * @payload: the whole signed payload as it stood on the tag
 *
 * A cartridge whose tag was read and accepted.
 */
typedef struct {
  guint8 uid[MPS_CARTRIDGE_UID_SIZE];
  char *id;
  guint type;
  char *lot;
  guint expiry_days;
  guint uses_allowed;
  guint uses_burnt;
  guint n_analytes;
  MpsAnalyte analytes[MPS_CARTRIDGE_MAX_ANALYTES];
  char *key_id;
  GBytes *payload;
} MpsCartridge;

#define MPS_TYPE_CARTRIDGE (mps_cartridge_get_type ())
GType mps_cartridge_get_type (void);
MpsCartridge *mps_cartridge_new (void) G_GNUC_WARN_UNUSED_RESULT;
MpsCartridge *mps_cartridge_copy (const MpsCartridge *cartridge) G_GNUC_WARN_UNUSED_RESULT;
void mps_cartridge_free (MpsCartridge *cartridge);
char *mps_cartridge_dup_expiry (const MpsCartridge *cartridge) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_curve_kind_to_string (MpsCurveKind kind);
gboolean mps_curve_kind_from_string (const char *text, MpsCurveKind *kind);
guint mps_curve_kind_get_n_parameters (MpsCurveKind kind);
gboolean mps_curve_is_valid (MpsCurveKind kind, const double *parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsCartridge, mps_cartridge_free)

G_END_DECLS
