/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring-private.h"

#include <string.h>

/* 160 random bits as eight groups of five characters, the fifth a check character over the other
 * four and the group's place. It is computed in the field of 32 elements, each character with a
 * weight of its own, so that one wrong character and two that changed places always show. */

#define ALPHABET "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
#define N_GROUPS 8
#define PER_GROUP 4
#define BITS 5
#define N_DATA (N_GROUPS * PER_GROUP)
#define N_TEXT (N_GROUPS * (PER_GROUP + 1))

G_STATIC_ASSERT (N_DATA *BITS == MPS_RECOVERY_SIZE * 8);

/* Times x in GF(32), by x^5 + x^2 + 1. */
static guint8
times_x (guint8 a)
{
  return (guint8)(((a << 1) ^ ((a & 16) != 0 ? 37 : 0)) & 31);
}

/* Weights x^4, x^3, x^2, x: all different, none 0. Begins from the place, so that groups that
 * changed places show too. */
static guint8
compute_check (const guint8 *symbols, guint place)
{
  guint8 check = (guint8)(place + 1);

  for (guint i = 0; i < PER_GROUP; i++)
    check = times_x (check ^ symbols[i]);
  return check;
}

static void
split (const guint8 *bytes, guint8 *symbols)
{
  for (guint i = 0; i < N_DATA; i++) {
    guint bit = i * BITS;
    guint pair = (guint)bytes[bit / 8] << 8;

    if (bit / 8 + 1 < MPS_RECOVERY_SIZE)
      pair |= bytes[bit / 8 + 1];
    symbols[i] = (guint8)((pair >> (16 - BITS - bit % 8)) & 31);
  }
}

static void
join (const guint8 *symbols, guint8 *bytes)
{
  memset (bytes, 0, MPS_RECOVERY_SIZE);
  for (guint i = 0; i < N_DATA * BITS; i++) {
    guint bit = (symbols[i / BITS] >> (BITS - 1 - i % BITS)) & 1u;

    bytes[i / 8] = (guint8)(bytes[i / 8] | (bit << (7 - i % 8)));
  }
}

/**
 * mps_recovery_format:
 * @bytes: (array fixed-size=20): the recovery key
 *
 * Returns: (transfer full): as it is printed; the caller wipes it
 */
char *
mps_recovery_format (const guint8 *bytes)
{
  guint8 symbols[N_DATA];
  char *text = g_malloc0 (N_TEXT + N_GROUPS);
  char *out = text;

  split (bytes, symbols);
  for (guint group = 0; group < N_GROUPS; group++) {
    const guint8 *four = symbols + group * PER_GROUP;

    if (group > 0)
      *out++ = '-';
    for (guint i = 0; i < PER_GROUP; i++)
      *out++ = ALPHABET[four[i]];
    *out++ = ALPHABET[compute_check (four, group)];
  }
  sodium_memzero (symbols, sizeof symbols);
  return text;
}

/* Number of characters that were read, or -1 for one that never is in a recovery key. */
static int
read_symbols (const char *text, guint8 *symbols)
{
  int n = 0;

  for (const char *c = text; *c != '\0'; c++) {
    const char *found;

    if (g_ascii_isspace (*c) || *c == '-')
      continue;
    found = strchr (ALPHABET, g_ascii_toupper (*c));
    if (found == NULL || n == N_TEXT)
      return -1;
    symbols[n++] = (guint8)(found - ALPHABET);
  }
  return n;
}

static gboolean
set_mistyped (guint group, GError **error)
{
  if (group > 0)
    g_set_error (error,
                 MPS_SEAL_ERROR,
                 MPS_SEAL_ERROR_MISTYPED,
                 "keys: group %u of the recovery key is not as it was printed; compare it with "
                 "the paper",
                 group);
  else
    g_set_error (error,
                 MPS_SEAL_ERROR,
                 MPS_SEAL_ERROR_MISTYPED,
                 "keys: a recovery key has %d groups of %d letters and digits, without 0, 1, I "
                 "and O; compare it with the paper",
                 N_GROUPS,
                 PER_GROUP + 1);
  return FALSE;
}

static gboolean
check_groups (const guint8 *typed, guint8 *symbols, GError **error)
{
  for (guint group = 0; group < N_GROUPS; group++) {
    const guint8 *five = typed + group * (PER_GROUP + 1);

    if (five[PER_GROUP] != compute_check (five, group))
      return set_mistyped (group + 1, error);
    memcpy (symbols + group * PER_GROUP, five, PER_GROUP);
  }
  return TRUE;
}

/**
 * mps_recovery_parse:
 * @text: as a person typed it; case, spaces and dashes do not matter
 * @bytes: (out) (array fixed-size=20): the recovery key; untouched on failure
 * @error: return location
 *
 * Error: %MPS_SEAL_ERROR_MISTYPED, which says where to look.
 *
 * Returns: whether it is one that could have been printed
 */
gboolean
mps_recovery_parse (const char *text, guint8 *bytes, GError **error)
{
  guint8 typed[N_TEXT];
  guint8 symbols[N_DATA];
  gboolean done = read_symbols (text, typed) == N_TEXT ? check_groups (typed, symbols, error)
                                                       : set_mistyped (0, error);

  if (done)
    join (symbols, bytes);
  sodium_memzero (typed, sizeof typed);
  sodium_memzero (symbols, sizeof symbols);
  return done;
}
