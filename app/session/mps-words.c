/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-words.h"

#include "app/session/mps-chart-error.h"
#include "app/session/mps-session.h"
#include "data/store/seal/mps-seal-error.h"
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/transport/mps-transport.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

/**
 * ErrorWords:
 * @code: of the error's domain
 * @name: for scripts, never translated
 * @what: what happened
 * @meaning: what it means for the patient, or empty
 * @next: what to do
 */
typedef struct {
  int code;
  const char *name;
  const char *what;
  const char *meaning;
  const char *next;
} ErrorWords;

#define NOTHING_WRITTEN N_ ("Nothing was changed in the record.")
#define RUN_KEPT N_ ("There is no result from this attempt.")

static const ErrorWords store_words[] = {
  { MPS_STORE_ERROR_NOT_FOUND,
    "not-found",
    N_ ("There is no such record or profile."),
    "",
    N_ ("Check the name. A new profile is made with “manpasikctl init”.") },
  { MPS_STORE_ERROR_EXISTS,
    "exists",
    N_ ("It is there already."),
    NOTHING_WRITTEN,
    N_ ("Use the one that is there, or choose another folder or id.") },
  { MPS_STORE_ERROR_STALE,
    "stale",
    N_ ("Somebody else changed this record in the meantime."),
    NOTHING_WRITTEN,
    N_ ("Load the newest version, look at the change, and make yours again.") },
  { MPS_STORE_ERROR_REFUSED,
    "refused",
    N_ ("A rule of the record store forbids this."),
    NOTHING_WRITTEN,
    N_ ("Check that it is the right patient's chart. The details name the rule.") },
  { MPS_STORE_ERROR_BUSY,
    "busy",
    N_ ("Another program is using this profile."),
    NOTHING_WRITTEN,
    N_ ("Wait until it is done, or close it, and try again. The details say which program it "
        "is.") },
  { MPS_STORE_ERROR_READ_ONLY,
    "read-only",
    N_ ("The profile's folder cannot be written to."),
    NOTHING_WRITTEN,
    N_ ("Give your user the right to write to the folder, or choose another profile.") },
  { MPS_STORE_ERROR_FULL,
    "full",
    N_ ("The disk is full."),
    N_ ("Nothing of this was stored; what was stored before is safe."),
    N_ ("Free space on the disk, then do it again.") },
  { MPS_STORE_ERROR_VERSION,
    "version",
    N_ ("The profile was made by a newer version of this program."),
    NOTHING_WRITTEN,
    N_ ("Update the program on this workstation.") },
  { MPS_STORE_ERROR_CORRUPT,
    "corrupt",
    N_ ("What is stored cannot be right."),
    N_ ("Do not rely on this profile until it has been looked at."),
    N_ ("Keep the folder as it is, run “manpasikctl check”, and restore the last backup.") },
  { MPS_STORE_ERROR_INPUT,
    "input",
    N_ ("What was handed in is not valid."),
    NOTHING_WRITTEN,
    N_ ("Correct it and try again. The details say what is wrong and where.") },
  { MPS_STORE_ERROR_CLOSED,
    "closed",
    N_ ("The records are closed."),
    NOTHING_WRITTEN,
    N_ ("Unlock the workstation, then do it again.") },
  { MPS_STORE_ERROR_FAILED,
    "failed",
    N_ ("The record store could not do this."),
    NOTHING_WRITTEN,
    N_ ("Try again. If it stays, run “manpasikctl check” and tell support the details.") },
};

static const ErrorWords device_words[] = {
  { MPS_DEVICE_ERROR_RETRY,
    "retry",
    N_ ("The reader did not answer in time."),
    RUN_KEPT,
    N_ ("Unplug the reader, plug it in again, and start anew.") },
  { MPS_DEVICE_ERROR_GONE,
    "gone",
    N_ ("The reader was unplugged."),
    RUN_KEPT,
    N_ ("Plug the reader in, check the cable, and start anew with a new cartridge.") },
  { MPS_DEVICE_ERROR_NOT_FOUND,
    "not-found",
    N_ ("The reader is not attached."),
    RUN_KEPT,
    N_ ("Plug the reader in and switch it on.") },
  { MPS_DEVICE_ERROR_PERMISSION,
    "permission",
    N_ ("This user may not use the reader."),
    RUN_KEPT,
    N_ ("Have the administrator install the udev rule 70-manpasik-reader.rules, then plug the "
        "reader in "
        "again.") },
  { MPS_DEVICE_ERROR_BUSY,
    "busy",
    N_ ("The reader is being used already."),
    RUN_KEPT,
    N_ ("Wait until the other measurement or program has ended, then start anew.") },
  { MPS_DEVICE_ERROR_VERSION,
    "version",
    N_ ("The reader speaks a protocol version that this program does not know."),
    RUN_KEPT,
    N_ ("Update this program, or use another reader.") },
  { MPS_DEVICE_ERROR_REFUSED,
    "refused",
    N_ ("The reader cannot be used for this."),
    RUN_KEPT,
    N_ ("Look at the reader under Devices for the reason, or use another reader.") },
  { MPS_DEVICE_ERROR_FAULT,
    "fault",
    N_ ("The reader reports a hardware fault."),
    RUN_KEPT,
    N_ ("Run its self-test under Devices. If the fault stays, use another reader.") },
  { MPS_DEVICE_ERROR_NO_CARTRIDGE,
    "no-cartridge",
    N_ ("No cartridge can be read."),
    RUN_KEPT,
    N_ ("Lay the cartridge on the antenna, or push it in until it clicks.") },
  { MPS_DEVICE_ERROR_CORRUPT,
    "corrupt",
    N_ ("What the device sent cannot be right."),
    RUN_KEPT,
    N_ ("Try again. If it stays, use another reader and tell support the details.") },
};

static const ErrorWords session_words[] = {
  { MPS_SESSION_ERROR_REFUSED,
    "refused",
    N_ ("This is not allowed as things stand."),
    NOTHING_WRITTEN,
    N_ ("The details name the rule. Follow it, or ask somebody whose role allows this.") },
  { MPS_SESSION_ERROR_CHOOSE_READER,
    "choose-reader",
    N_ ("More than one reader is attached."),
    RUN_KEPT,
    N_ ("Choose the reader that the patient's cartridge is in, or unplug the other.") },
  { MPS_SESSION_ERROR_NO_READER,
    "no-reader",
    N_ ("No such reader is attached."),
    RUN_KEPT,
    N_ ("Plug the reader in and switch it on.") },
  { MPS_SESSION_ERROR_NO_TAG,
    "no-tag",
    N_ ("There is no way to read a cartridge here."),
    RUN_KEPT,
    N_ ("Name the tag's file with “--tag FILE”, or use a demo profile: reading cartridges over NFC "
        "is not part of this version.") },
  { MPS_SESSION_ERROR_NOT_FOUND,
    "not-found",
    N_ ("There is no such patient, run, account or profile."),
    "",
    N_ ("Check the name. A new profile is made with “manpasikctl init”.") },
  { MPS_SESSION_ERROR_SIGN_IN,
    "sign-in",
    N_ ("This profile opens only to people with a password."),
    NOTHING_WRITTEN,
    N_ ("Sign in. On the command line: “--user NAME --password-file FILE” before the command.") },
  { MPS_SESSION_ERROR_WRONG_SECRET,
    "wrong-secret",
    N_ ("The name and the password do not fit together."),
    NOTHING_WRITTEN,
    N_ ("Type both again. An administrator can set a new password.") },
  { MPS_SESSION_ERROR_WAIT,
    "wait",
    N_ ("There were too many wrong passwords for this name."),
    NOTHING_WRITTEN,
    N_ ("Wait as long as the details say, or ask an administrator.") },
  { MPS_SESSION_ERROR_CHANGE_PASSWORD,
    "change-password",
    N_ ("The password was given by somebody else and must be replaced by one of your own."),
    NOTHING_WRITTEN,
    N_ ("Choose a new password. On the command line: “manpasikctl user password”.") },
  { MPS_SESSION_ERROR_LOCKED,
    "locked",
    N_ ("The workstation is locked."),
    NOTHING_WRITTEN,
    N_ ("Unlock it with your password.") },
  { MPS_SESSION_ERROR_RESTRICTED,
    "restricted",
    N_ ("This chart is not open to you."),
    NOTHING_WRITTEN,
    N_ ("In an emergency, break the glass: give the reason; it opens for a limited time, and "
        "somebody will review it.") },
};

static const ErrorWords chart_words[] = {
  { MPS_CHART_ERROR_WRONG_CHART,
    "wrong-chart",
    N_ ("This belongs to another patient than the open chart."),
    N_ ("Nothing was written into either chart. It is on the audit record."),
    N_ ("Close the form, open the right patient's chart, and do it there.") },
  { MPS_CHART_ERROR_CLOSED,
    "chart-closed",
    N_ ("The chart was closed before this was saved."),
    NOTHING_WRITTEN,
    N_ ("Open the patient's chart again. What you typed is kept as a draft.") },
  { MPS_CHART_ERROR_MERGED,
    "merged",
    N_ ("This chart was merged into another one of the same person."),
    NOTHING_WRITTEN,
    N_ ("Open the chart that it was merged into, and do it there.") },
  { MPS_CHART_ERROR_FIELDS,
    "fields",
    N_ ("Something in the form is missing or cannot be used."),
    NOTHING_WRITTEN,
    N_ ("Correct the fields that are marked, then save again.") },
  { MPS_CHART_ERROR_CONFIRM,
    "confirm",
    N_ ("Something in the form is unusual and has to be confirmed."),
    NOTHING_WRITTEN,
    N_ ("Look at the fields that are marked. Correct them, or confirm that they are right.") },
  { MPS_CHART_ERROR_DUPLICATE,
    "duplicate",
    N_ ("Another patient has this number already."),
    NOTHING_WRITTEN,
    N_ ("Open that patient's chart. If it is another person, check the number.") },
  { MPS_CHART_ERROR_UNCHANGED,
    "unchanged",
    N_ ("There is nothing to do here."),
    NOTHING_WRITTEN,
    N_ ("The details say why.") },
  { MPS_CHART_ERROR_KIND,
    "file-kind",
    N_ ("A file of this kind is not taken."),
    NOTHING_WRITTEN,
    N_ ("Save it as PDF, PNG, JPEG or text in UTF-8, and attach that.") },
  { MPS_CHART_ERROR_TOO_LARGE,
    "file-too-large",
    N_ ("The file is too large."),
    NOTHING_WRITTEN,
    N_ ("Files up to 64 MiB are taken. Scan it with fewer dots per inch, or split it.") },
  { MPS_CHART_ERROR_IDENTITY_CARD,
    "identity-card",
    N_ ("A picture of an identity card is never kept."),
    NOTHING_WRITTEN,
    N_ ("Record in the patient's form how identity was checked.") },
  { MPS_CHART_ERROR_DAMAGED,
    "damaged",
    N_ ("The file is not what was attached."),
    N_ ("Do not rely on it."),
    N_ ("Get it again from where it came, and run “manpasikctl check”.") },
  { MPS_CHART_ERROR_REASON,
    "reason",
    N_ ("This needs a reason."),
    NOTHING_WRITTEN,
    N_ ("Write in a few words why, then do it again.") },
};

static const ErrorWords model_words[] = {
  { MPS_MODEL_ERROR_SYNTAX,
    "syntax",
    N_ ("The file is not readable as JSON, or it is cut short."),
    NOTHING_WRITTEN,
    N_ ("Get the file again from where it came. The details say where it breaks off.") },
  { MPS_MODEL_ERROR_INVALID,
    "invalid",
    N_ ("This is not a valid FHIR R4 record."),
    NOTHING_WRITTEN,
    N_ ("Correct it and try again. The details say what is wrong and where.") },
  { MPS_MODEL_ERROR_VERSION,
    "version",
    N_ ("The file was made for another FHIR version than R4."),
    NOTHING_WRITTEN,
    N_ ("Export it as FHIR R4 (4.0.1) from where it came.") },
};

static const ErrorWords engine_words[] = {
  { MPS_ENGINE_ERROR_INPUT,
    "input",
    N_ ("The measurement cannot be computed with this calibration or cartridge."),
    RUN_KEPT,
    N_ ("Use another cartridge or reader, and tell support the details.") },
};

static const ErrorWords seal_words[] = {
  { MPS_SEAL_ERROR_WRONG_SECRET,
    "wrong-secret",
    N_ ("The name and the password do not fit together."),
    NOTHING_WRITTEN,
    N_ ("Type both again. An administrator can set a new password.") },
  { MPS_SEAL_ERROR_UNKNOWN_ACCOUNT,
    "wrong-secret",
    N_ ("The name and the password do not fit together."),
    NOTHING_WRITTEN,
    N_ ("Type both again. An administrator can set a new password.") },
  { MPS_SEAL_ERROR_MISTYPED,
    "mistyped",
    N_ ("The recovery key was not typed as it is printed."),
    NOTHING_WRITTEN,
    N_ ("Compare it group by group and type it again.") },
  { MPS_SEAL_ERROR_ALTERED,
    "altered",
    N_ ("The profile's keys were altered outside this program."),
    N_ ("Do not rely on this profile until it has been looked at."),
    N_ ("Keep the folder as it is and restore the last backup. The details say what was found.") },
  { MPS_SEAL_ERROR_DAMAGED,
    "damaged",
    N_ ("The profile's keys cannot be read."),
    N_ ("Do not rely on this profile until it has been looked at."),
    N_ ("Keep the folder as it is and restore the last backup. The details say what was found.") },
  { MPS_SEAL_ERROR_VERSION,
    "version",
    N_ ("The profile was made by a newer version of this program."),
    NOTHING_WRITTEN,
    N_ ("Update the program on this workstation.") },
  { MPS_SEAL_ERROR_NOT_FOUND,
    "not-found",
    N_ ("There is no such file."),
    NOTHING_WRITTEN,
    N_ ("Check the name and the folder.") },
  { MPS_SEAL_ERROR_EXISTS,
    "exists",
    N_ ("It is there already."),
    NOTHING_WRITTEN,
    N_ ("Use the one that is there, or choose another folder or id.") },
  { MPS_SEAL_ERROR_STALE,
    "stale",
    N_ ("Somebody else changed the accounts in the meantime."),
    NOTHING_WRITTEN,
    N_ ("Do it again.") },
  { MPS_SEAL_ERROR_BUSY,
    "busy",
    N_ ("Another program is using this profile."),
    NOTHING_WRITTEN,
    N_ ("Wait until it is done, or close it, and try again. The details say which program it "
        "is.") },
  { MPS_SEAL_ERROR_LOCKED,
    "locked",
    N_ ("The workstation is locked."),
    NOTHING_WRITTEN,
    N_ ("Unlock it with your password.") },
  { MPS_SEAL_ERROR_FAILED,
    "failed",
    N_ ("The profile's keys cannot be used."),
    NOTHING_WRITTEN,
    N_ ("The details say why. Try again; if it stays, tell support the details.") },
};

static const ErrorWords io_words[] = {
  { G_IO_ERROR_WRONG_ETAG,
    "changed",
    N_ ("The file has changed since it was looked at."),
    NOTHING_WRITTEN,
    N_ ("Choose the file again and look at what would become of it.") },
  { G_IO_ERROR_CANCELLED,
    "cancelled",
    N_ ("It was cancelled."),
    "",
    N_ ("Start anew when you are ready.") },
  { G_IO_ERROR_NOT_FOUND,
    "not-found",
    N_ ("There is no such file."),
    NOTHING_WRITTEN,
    N_ ("Check the name and the folder.") },
  { G_IO_ERROR_PERMISSION_DENIED,
    "permission",
    N_ ("The file may not be read or written by this user."),
    NOTHING_WRITTEN,
    N_ ("Change the file's rights, or choose another file.") },
  { G_IO_ERROR_NO_SPACE,
    "full",
    N_ ("The disk is full."),
    N_ ("Nothing of this was stored; what was stored before is safe."),
    N_ ("Free space on the disk, then do it again.") },
  { G_IO_ERROR_READ_ONLY,
    "read-only",
    N_ ("The disk is read-only."),
    NOTHING_WRITTEN,
    N_ ("Choose another place.") },
  { G_IO_ERROR_IS_DIRECTORY,
    "is-folder",
    N_ ("That is a folder, not a file."),
    NOTHING_WRITTEN,
    N_ ("Name a file.") },
  { G_IO_ERROR_INVALID_DATA,
    "input",
    N_ ("The file is not what was expected, or it is damaged."),
    NOTHING_WRITTEN,
    N_ ("Check that it is the right file and that it is whole. The details say what is wrong.") },
  { G_IO_ERROR_INVALID_ARGUMENT,
    "input",
    N_ ("A value that was given cannot be used."),
    NOTHING_WRITTEN,
    N_ ("Correct it and try again. The details say which.") },
  { G_IO_ERROR_NOT_SUPPORTED,
    "unsupported",
    N_ ("This installation cannot do that."),
    NOTHING_WRITTEN,
    N_ ("The details say what is missing.") },
};

static const ErrorWords fallback_words = {
  0,
  "failed",
  N_ ("Something went wrong that the program did not expect."),
  "",
  N_ ("Try again. If it stays, tell support the details."),
};

typedef struct {
  GQuark quark;
  const char *name;
  const ErrorWords *words;
  gsize n_words;
} Domain;

static Domain
find_domain (const GError *error)
{
  const Domain domains[] = {
    { MPS_STORE_ERROR, "store", store_words, G_N_ELEMENTS (store_words) },
    { MPS_DEVICE_ERROR, "device", device_words, G_N_ELEMENTS (device_words) },
    { MPS_SESSION_ERROR, "session", session_words, G_N_ELEMENTS (session_words) },
    { MPS_CHART_ERROR, "chart", chart_words, G_N_ELEMENTS (chart_words) },
    { MPS_MODEL_ERROR, "model", model_words, G_N_ELEMENTS (model_words) },
    { MPS_ENGINE_ERROR, "engine", engine_words, G_N_ELEMENTS (engine_words) },
    { MPS_SEAL_ERROR, "seal", seal_words, G_N_ELEMENTS (seal_words) },
    { G_IO_ERROR, "io", io_words, G_N_ELEMENTS (io_words) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++) {
    if (domains[i].quark == error->domain)
      return domains[i];
  }

  return (Domain){ .name = "program" };
}

static int
file_code_to_io (int code)
{
  switch (code) {
  case G_FILE_ERROR_NOENT:
    return G_IO_ERROR_NOT_FOUND;
  case G_FILE_ERROR_ACCES:
  case G_FILE_ERROR_PERM:
    return G_IO_ERROR_PERMISSION_DENIED;
  case G_FILE_ERROR_NOSPC:
    return G_IO_ERROR_NO_SPACE;
  case G_FILE_ERROR_ROFS:
    return G_IO_ERROR_READ_ONLY;
  case G_FILE_ERROR_ISDIR:
    return G_IO_ERROR_IS_DIRECTORY;
  default:
    return G_IO_ERROR_FAILED;
  }
}

static const ErrorWords *
find_words (const GError *error)
{
  Domain domain = find_domain (error);
  int code = error->code;

  if (error->domain == G_FILE_ERROR) {
    domain.words = io_words;
    domain.n_words = G_N_ELEMENTS (io_words);
    code = file_code_to_io (code);
  }
  for (gsize i = 0; i < domain.n_words; i++) {
    if (domain.words[i].code == code)
      return &domain.words[i];
  }

  return &fallback_words;
}

/**
 * mps_words_error_domain:
 * @error: an error
 *
 * Returns: (transfer none): a stable word for the part of the program it comes from, for scripts
 */
const char *
mps_words_error_domain (const GError *error)
{
  return error->domain == G_FILE_ERROR ? "io" : find_domain (error).name;
}

/**
 * mps_words_error_code:
 * @error: an error
 *
 * Returns: (transfer none): a stable word for what the caller can do, for scripts
 */
const char *
mps_words_error_code (const GError *error)
{
  return find_words (error)->name;
}

static char *
translate (const char *text)
{
  /* The empty string stands for the catalogue's header in gettext. */
  return g_strdup (*text != '\0' ? _ (text) : "");
}

/* A refused cartridge has a sentence of its own for each reason. */
static char *
dup_refusal (const GError *error)
{
  const char *code;

  if (!g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED))
    return NULL;
  code = strstr (error->message, "refused: ");
  if (code == NULL || !g_str_has_prefix (error->message, "cartridge: "))
    return NULL;

  for (int i = MPS_TAG_REFUSED_CHIP; i <= MPS_TAG_REFUSED_PLAN; i++) {
    if (g_str_equal (code + strlen ("refused: "), mps_tag_refusal_to_code ((MpsTagRefusal)i)))
      return mps_tag_refusal_dup_message ((MpsTagRefusal)i);
  }

  return NULL;
}

/* A refused reader has its reason and the next step in words already. */
static const char *
peek_reader_problem (const GError *error)
{
  static const char prefix[] = "readers: refused: ";

  if (!g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED) ||
      !g_str_has_prefix (error->message, prefix))
    return NULL;

  return error->message + strlen (prefix);
}

/**
 * mps_sentence_new_for_error:
 * @error: an error of any part of the program
 *
 * Returns: (transfer full): what to tell a person: what happened, what it means for the patient,
 * what to do; the code and the technical text only in its detail
 */
MpsSentence *
mps_sentence_new_for_error (const GError *error)
{
  const ErrorWords *words = find_words (error);
  MpsSentence *sentence = g_new0 (MpsSentence, 1);
  char *refusal = dup_refusal (error);

  sentence->detail = g_strdup_printf (
      "%s/%s: %s", mps_words_error_domain (error), mps_words_error_code (error), error->message);
  if (refusal != NULL) {
    sentence->what = g_strdup (_ ("The cartridge was refused."));
    sentence->meaning = g_strdup (_ ("Nothing was measured."));
    sentence->next = refusal;
    return sentence;
  }

  if (peek_reader_problem (error) != NULL) {
    sentence->what = g_strdup (_ ("The reader is refused."));
    sentence->meaning = g_strdup (_ ("Nothing was measured."));
    sentence->next = g_strdup (peek_reader_problem (error));
    return sentence;
  }

  sentence->what = translate (words->what);
  sentence->meaning = translate (words->meaning);
  sentence->next = translate (words->next);
  return sentence;
}

/**
 * mps_sentence_free:
 * @sentence: (transfer full) (nullable): a sentence
 */
void
mps_sentence_free (MpsSentence *sentence)
{
  if (sentence == NULL)
    return;

  g_free (sentence->what);
  g_free (sentence->meaning);
  g_free (sentence->next);
  g_free (sentence->detail);
  g_free (sentence);
}

/**
 * mps_words_dup_count:
 * @count: how many
 *
 * Groups of three digits are parted as the locale does it; by a comma, as in Korean and English,
 * where the locale has no way (C.UTF-8).
 *
 * Returns: (transfer full): "1,000,000"
 */
char *
mps_words_dup_count (guint64 count)
{
  const char *separator = localeconv ()->thousands_sep;
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  g_autoptr (GString) text = g_string_new (digits);

  if (*separator == '\0')
    separator = ",";
  for (gssize at = (gssize)strlen (digits) - 3; at > 0; at -= 3)
    g_string_insert (text, at, separator);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
