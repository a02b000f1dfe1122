/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-attempts.h"

#include "app/session/people/mps-policy.h"
#include "data/model/mps-time.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Who fails to sign in has no key, so that nothing can be put on the audit record: it is noted in a
 * small file, and whoever signs in next has it put there. The first of them singly, the others as a
 * number, so that a flood fills neither the disk nor the record. What was typed as a name stands
 * there as a keyed hash, and only where an account has that name: people type their password there.
 * As with the counters of the file of keys, whoever can write in the folder can take it away.
 *
 *   manpasik attempts 1 SALT
 *   TIME KIND HASH          one attempt; HASH is "-" where no account has the name
 *   more NUMBER FIRST LAST  all after these
 *   damaged                 there was something that could not be read
 */
#define FIRST_LINE "manpasik attempts 1 "
#define SALT_SIZE 32
#define MAX_BYTES 65536
#define LOCK_WAIT_US (2 * G_USEC_PER_SEC)
#define LOCK_POLL_US 5000

static const char *const kinds[] = { "wrong", "wait", "unknown", "recovery" };

typedef struct {
  gint64 time_us;
  MpsAttemptKind kind;
  char *hash;
} Attempt;

typedef struct {
  char *salt;
  GPtrArray *singly;
  gint64 more;
  gint64 first_us;
  gint64 last_us;
  gboolean damaged;
} Attempts;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_free (attempt->hash);
  g_free (attempt);
}

static void
attempts_free (Attempts *attempts)
{
  g_free (attempts->salt);
  g_ptr_array_unref (attempts->singly);
  g_free (attempts);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempts, attempts_free)

static gboolean
read_number (const char *text, gint64 *number)
{
  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, number, NULL);
}

static gboolean
read_kind (const char *text, MpsAttemptKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_str_equal (kinds[i], text))
      continue;
    *kind = (MpsAttemptKind)i;
    return TRUE;
  }
  return FALSE;
}

static gboolean
read_line (Attempts *attempts, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n = g_strv_length (words);
  MpsAttemptKind kind;
  gint64 time_us;
  Attempt *attempt;

  if (n == 4 && g_str_equal (words[0], "more"))
    return read_number (words[1], &attempts->more) && read_number (words[2], &attempts->first_us) &&
           read_number (words[3], &attempts->last_us);
  if (n != 3 || !read_number (words[0], &time_us) || !read_kind (words[1], &kind))
    return FALSE;

  attempt = g_new0 (Attempt, 1);
  attempt->time_us = time_us;
  attempt->kind = kind;
  attempt->hash = g_strdup (words[2]);
  g_ptr_array_add (attempts->singly, attempt);
  return TRUE;
}

static Attempts *
parse (const char *text)
{
  Attempts *attempts = g_new0 (Attempts, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  attempts->singly = g_ptr_array_new_with_free_func (attempt_free);
  if (g_str_has_prefix (text, FIRST_LINE) && strlen (lines[0]) > strlen (FIRST_LINE))
    attempts->salt = g_strdup (lines[0] + strlen (FIRST_LINE));
  else
    attempts->damaged = *text != '\0';
  for (guint i = 1; attempts->salt != NULL && lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !read_line (attempts, lines[i]))
      attempts->damaged = TRUE;
  if (attempts->salt == NULL)
    attempts->salt = g_uuid_string_random ();
  return attempts;
}

static char *
format (const Attempts *attempts)
{
  GString *text = g_string_new (FIRST_LINE);

  g_string_append_printf (text, "%s\n", attempts->salt);
  for (guint i = 0; i < attempts->singly->len; i++) {
    const Attempt *attempt = g_ptr_array_index (attempts->singly, i);

    g_string_append_printf (text,
                            "%" G_GINT64_FORMAT " %s %s\n",
                            attempt->time_us,
                            kinds[attempt->kind],
                            attempt->hash);
  }
  if (attempts->more > 0)
    g_string_append_printf (text,
                            "more %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                            attempts->more,
                            attempts->first_us,
                            attempts->last_us);
  if (attempts->damaged)
    g_string_append (text, "damaged\n");
  return g_string_free (text, FALSE);
}

/* Nobody waits long for a file that another program keeps to itself. */
static int
open_locked (const char *profile, int flags)
{
  g_autofree char *path = g_build_filename (profile, MPS_ATTEMPTS_FILE, NULL);
  gint64 end = g_get_monotonic_time () + LOCK_WAIT_US;
  int fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);

  while (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (g_get_monotonic_time () > end) {
      close (fd);
      return -1;
    }
    g_usleep (LOCK_POLL_US);
  }
  return fd;
}

/* What is longer than the program writes it was not written by it. */
static Attempts *
load (int fd)
{
  g_autofree char *text = g_malloc0 (MAX_BYTES + 1);
  gssize size = pread (fd, text, MAX_BYTES, 0);
  Attempts *attempts;

  if (size < 0)
    text[0] = '\0';
  attempts = parse (text);
  attempts->damaged = attempts->damaged || size < 0 || size == MAX_BYTES;
  return attempts;
}

static gboolean
save (int fd, const Attempts *attempts)
{
  g_autofree char *text = format (attempts);
  gsize size = strlen (text);

  return pwrite (fd, text, size, 0) == (gssize)size && ftruncate (fd, (off_t)size) == 0;
}

static char *
dup_hash (const Attempts *attempts, const char *login)
{
  g_autofree char *name = login != NULL ? mps_store_fold_login (login) : NULL;

  if (name == NULL)
    return g_strdup ("-");
  return g_compute_hmac_for_string (
      G_CHECKSUM_SHA256, (const guint8 *)attempts->salt, strlen (attempts->salt), name, -1);
}

static void
add (Attempts *attempts, MpsAttemptKind kind, const char *login, gint64 now_us)
{
  Attempt *attempt;

  if (attempts->singly->len >= mps_policy_get ()->attempts_singly) {
    attempts->first_us = attempts->more > 0 ? attempts->first_us : now_us;
    attempts->last_us = now_us;
    attempts->more++;
    return;
  }

  attempt = g_new0 (Attempt, 1);
  attempt->time_us = now_us;
  attempt->kind = kind;
  attempt->hash = dup_hash (attempts, login);
  g_ptr_array_add (attempts->singly, attempt);
}

/**
 * mps_attempts_note:
 * @profile: a profile's folder
 * @kind: how signing in failed
 * @login: (nullable): the account that was tried; %NULL for a name that is no account's, which is
 *   not kept in any form
 * @now_us: the clock
 *
 * Notes that somebody failed to sign in, for mps_attempts_report(). Where that cannot be written,
 * as on a disk that is only read, it is not: the answer stays the same.
 *
 * Blocks for a moment; a worker thread.
 *
 * Returns: whether it is noted; on a full disk a line that was cut short is told when it is read
 */
gboolean
mps_attempts_note (const char *profile, MpsAttemptKind kind, const char *login, gint64 now_us)
{
  int fd = open_locked (profile, O_CREAT);
  g_autoptr (Attempts) attempts = NULL;
  gboolean done;

  if (fd < 0)
    return FALSE;

  attempts = load (fd);
  add (attempts, kind, login, now_us);
  done = save (fd, attempts);
  close (fd);
  return done;
}

static const MpsStoreAccount *
find_account (const Attempts *attempts, const Attempt *attempt, GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++) {
    const MpsStoreAccount *account = g_ptr_array_index (accounts, i);
    g_autofree char *hash = dup_hash (attempts, account->login);

    if (g_str_equal (hash, attempt->hash))
      return account;
  }
  return NULL;
}

static const char *
peek_why (MpsAttemptKind kind)
{
  switch (kind) {
  case MPS_ATTEMPT_WAIT:
    return "refused: tried to sign in while the name had to wait";
  case MPS_ATTEMPT_UNKNOWN:
    return "refused: tried to sign in with a name that is no account's";
  case MPS_ATTEMPT_RECOVERY:
    return "refused: wrong recovery key";
  case MPS_ATTEMPT_WRONG:
  default:
    return "refused: wrong password at sign-in";
  }
}

static gboolean
put_on_record (MpsStore *store, const MpsStoreAccount *account, const char *why, GError **error)
{
  const MpsAuditNote note = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = MPS_AUDIT_REFUSED,
    .who = account != NULL ? account->login : MPS_ATTEMPTS_NOBODY,
    .target = "Session",
    .why = why,
  };

  if (account != NULL)
    mps_store_name_person (store, account->login, account->id);
  return mps_store_audit_note (store, &note, error);
}

static gboolean
report_one (const Attempts *attempts,
            const Attempt *attempt,
            GPtrArray *accounts,
            MpsStore *store,
            GError **error)
{
  g_autofree char *when = mps_time_format_utc (attempt->time_us);
  g_autofree char *why = g_strdup_printf ("%s, %s", peek_why (attempt->kind), when);

  return put_on_record (store, find_account (attempts, attempt, accounts), why, error);
}

static gboolean
report_rest (const Attempts *attempts, MpsStore *store, GError **error)
{
  g_autofree char *first = mps_time_format_utc (attempts->first_us);
  g_autofree char *last = mps_time_format_utc (attempts->last_us);
  g_autofree char *why =
      g_strdup_printf ("refused: %" G_GINT64_FORMAT " more attempts to sign in from %s to %s",
                       attempts->more,
                       first,
                       last);

  if (attempts->more > 0 && !put_on_record (store, NULL, why, error))
    return FALSE;
  return !attempts->damaged ||
         put_on_record (
             store, NULL, "refused: part of the attempts to sign in could not be read", error);
}

static gboolean
report_all (const Attempts *attempts, MpsStore *store, GError **error)
{
  g_autoptr (GPtrArray) accounts = mps_store_list_accounts (store, error);

  if (accounts == NULL)
    return FALSE;
  for (guint i = 0; i < attempts->singly->len; i++)
    if (!report_one (attempts, g_ptr_array_index (attempts->singly, i), accounts, store, error))
      return FALSE;
  return report_rest (attempts, store, error);
}

/**
 * mps_attempts_report:
 * @profile: a profile's folder
 * @store: its records, open
 * @error: return location
 *
 * Puts on the audit record what was noted since the last time, and forgets the notes once that is
 * durable: a crash in between has them there twice, never not at all.
 *
 * Blocks; a worker thread. Errors: #MpsStoreError; the notes stay then.
 *
 * Returns: whether all of it is there
 */
gboolean
mps_attempts_report (const char *profile, MpsStore *store, GError **error)
{
  int fd = open_locked (profile, 0);
  g_autoptr (Attempts) attempts = NULL;
  gboolean done;

  if (fd < 0)
    return TRUE;

  attempts = load (fd);
  done = report_all (attempts, store, error);
  if (done && ftruncate (fd, 0) != 0) {
    done = FALSE;
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_FAILED,
                 "session: the file of attempts cannot be written (%s)",
                 g_strerror (errno));
  }
  close (fd);
  return done;
}
