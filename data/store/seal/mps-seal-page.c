/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-companion-private.h"

#include <string.h>

static const guint8 magic[MPS_SEAL_ID_SIZE] = "SQLite format 3";

static gsize
bind_page (guint8 bound[5], guint32 page)
{
  bound[0] = 'D';
  mps_seal_write_be32 (bound + 1, page);
  return page == 1 ? MPS_SEAL_ID_SIZE : 0;
}

/**
 * mps_seal_page_open:
 * @cipher: the file's cipher
 * @page: number of the page
 * @raw: (array fixed-size=4096): the page as it lies in the database
 * @plain: (out) (array fixed-size=4096): the page as SQLite wrote it
 *
 * Page 1 has the file's id where SQLite's magic text belongs. SQLite is told that the database is
 * in WAL mode, whatever was written, since no other mode is safe for a sealed one.
 *
 * Returns: whether it is a page of this file with this number
 */
gboolean
mps_seal_page_open (const MpsSealCipher *cipher, guint32 page, const guint8 *raw, guint8 *plain)
{
  guint8 bound[5];
  gsize skip = bind_page (bound, page);

  if (memcmp (raw, mps_seal_cipher_peek_id (cipher), skip) != 0 ||
      !mps_seal_cipher_open (
          cipher, bound, sizeof bound, raw + skip, MPS_SEAL_PAGE_BODY - skip, plain + skip))
    return FALSE;

  memcpy (plain, magic, skip);
  if (page == 1)
    plain[18] = plain[19] = 2;
  /* The checksums of the log count these bytes in. */
  memset (plain + MPS_SEAL_PAGE_BODY, 0, MPS_SEAL_OVERHEAD);
  return TRUE;
}

/**
 * mps_seal_page_seal:
 * @cipher: the file's cipher
 * @nonces: nonces of the database file
 * @epoch: the epoch of this update
 * @page: number of the page
 * @plain: (array fixed-size=4096): the page
 * @raw: (out) (array fixed-size=4096): what goes into the database
 */
void
mps_seal_page_seal (const MpsSealCipher *cipher,
                    MpsSealNonces *nonces,
                    guint64 epoch,
                    guint32 page,
                    const guint8 *plain,
                    guint8 *raw)
{
  guint8 bound[5];
  gsize skip = bind_page (bound, page);

  memcpy (raw, mps_seal_cipher_peek_id (cipher), skip);
  mps_seal_cipher_seal (cipher,
                        nonces,
                        epoch,
                        bound,
                        sizeof bound,
                        plain + skip,
                        MPS_SEAL_PAGE_BODY - skip,
                        raw + skip);
}
