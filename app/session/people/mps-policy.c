/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-policy.h"

#include "app/session/mps-session-resources.h"
#include "app/session/mps-session.h"

#include <string.h>

#define POLICY_PATH "/org/manpasik/session/policy.ini"
#define MAX_LOGIN_LENGTH 64
#define MAX_PASSWORD_BYTES 1024

typedef struct {
  MpsPolicy policy;
  char **common;
} Loaded;

static guint
read_number (GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, group, key, &error);

  /* The rules are linked into the program: without them it must not run. */
  if (error != NULL || value <= 0)
    g_error ("policy: %s of %s is missing or no number", key, group);
  return (guint)value;
}

static void
read_policy (GKeyFile *file, MpsPolicy *policy)
{
  *policy = (MpsPolicy){
    .password_min_length = read_number (file, "password", "MinLength"),
    .pin_min_digits = read_number (file, "pin", "MinDigits"),
    .pin_max_failures = read_number (file, "pin", "MaxFailures"),
    .pin_valid_s = read_number (file, "pin", "ValidHours") * 3600,
    .lock_out_failures = read_number (file, "lock-out", "Failures"),
    .lock_out_first_s = read_number (file, "lock-out", "FirstWaitSeconds"),
    .lock_out_max_s = read_number (file, "lock-out", "MaxWaitSeconds"),
    .attempts_singly = read_number (file, "attempts", "Singly"),
    .idle_curtain_s = read_number (file, "idle", "CurtainSeconds"),
    .idle_lock_s = read_number (file, "idle", "LockSeconds"),
    .glass_s = read_number (file, "break-glass", "Minutes") * 60,
    .glass_min_reason = read_number (file, "break-glass", "MinReasonLength"),
    .approval_s = read_number (file, "approval", "Hours") * 3600,
    .approval_min_reason = read_number (file, "approval", "MinReasonLength"),
  };
}

static const Loaded *
peek_loaded (void)
{
  static Loaded rules;
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded)) {
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_resource_lookup_data (
        mps_session_get_resource (), POLICY_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

    if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &error))
      g_error ("policy: %s", error->message);
    read_policy (file, &rules.policy);
    rules.common = g_key_file_get_string_list (file, "password", "Common", NULL, &error);
    if (rules.common == NULL)
      g_error ("policy: %s", error->message);
    g_once_init_leave (&loaded, 1);
  }

  return &rules;
}

/**
 * mps_policy_get:
 *
 * Returns: (transfer none): the rules
 */
const MpsPolicy *
mps_policy_get (void)
{
  return &peek_loaded ()->policy;
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED, why);
  return FALSE;
}

/**
 * mps_policy_check_login:
 * @login: a name to sign in with
 * @error: return location
 *
 * Error: REFUSED of #MpsSessionError.
 *
 * Returns: whether an account may be called that
 */
gboolean
mps_policy_check_login (const char *login, GError **error)
{
  if (login == NULL || !g_utf8_validate (login, -1, NULL) || *login == '\0')
    return refuse ("accounts: an account needs a name", error);
  if (g_utf8_strlen (login, -1) > MAX_LOGIN_LENGTH)
    return refuse ("accounts: a name has 64 characters at most", error);

  for (const char *at = login; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (!g_unichar_isprint (character) || character == ':' || character == '/' || character == ',')
      return refuse ("accounts: a name is letters, digits, spaces, dots and dashes", error);
  }
  if (g_ascii_isspace (*login) || g_ascii_isspace (login[strlen (login) - 1]))
    return refuse ("accounts: a name neither begins nor ends with a space", error);

  return TRUE;
}

/* The folded text is a copy of a secret outside locked memory: it is wiped before it is freed. */
static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
is_one_character (const char *text)
{
  gunichar first = g_utf8_get_char (text);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_utf8_get_char (at) != first)
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_common (const char *folded)
{
  char **common = peek_loaded ()->common;

  for (guint i = 0; common[i] != NULL; i++) {
    if (g_str_equal (common[i], folded))
      return TRUE;
  }

  return is_one_character (folded);
}

/* "kim" in a long password says little; "kim.minsu" with four digits after it says all. */
static gboolean
is_the_name (const char *login, const char *folded)
{
  g_autofree char *name = mps_store_fold_login (login);

  return name != NULL && *name != '\0' && strstr (folded, name) != NULL &&
         strlen (name) * 2 >= strlen (folded);
}

/**
 * mps_policy_check_password:
 * @login: whose it shall be
 * @password: the new password
 * @error: return location
 *
 * Error: REFUSED of #MpsSessionError; its message says which rule, never the password.
 *
 * Returns: whether it may be used
 */
gboolean
mps_policy_check_password (const char *login, const MpsSecret *password, GError **error)
{
  const char *text = mps_secret_peek (password);
  char *folded;
  gboolean common;
  gboolean named;

  if (!g_utf8_validate (text, (gssize)mps_secret_get_length (password), NULL) ||
      mps_secret_get_length (password) > MAX_PASSWORD_BYTES)
    return refuse ("accounts: the password is too long or is no text", error);
  if (g_utf8_strlen (text, -1) < (glong)mps_policy_get ()->password_min_length) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "accounts: a password has %u characters at least; several words are easiest to "
                 "remember",
                 mps_policy_get ()->password_min_length);
    return FALSE;
  }

  folded = g_utf8_casefold (text, -1);
  common = is_common (folded);
  named = is_the_name (login, folded);
  wipe (folded);
  if (common)
    return refuse ("accounts: this password is one of the first that anybody tries", error);
  if (named)
    return refuse ("accounts: the password is little more than the name", error);

  return TRUE;
}

/* 123456 and 654321 */
static gboolean
is_row (const char *digits)
{
  int step = digits[1] - digits[0];

  for (gsize i = 1; digits[i] != '\0'; i++) {
    if (digits[i] - digits[i - 1] != step)
      return FALSE;
  }

  return step >= -1 && step <= 1;
}

/**
 * mps_policy_check_pin:
 * @pin: a new PIN
 * @error: return location
 *
 * Error: REFUSED of #MpsSessionError.
 *
 * Returns: whether it may be used
 */
gboolean
mps_policy_check_pin (const MpsSecret *pin, GError **error)
{
  const char *text = mps_secret_peek (pin);
  guint min = mps_policy_get ()->pin_min_digits;
  gsize length = mps_secret_get_length (pin);

  if (length < min || length > MAX_LOGIN_LENGTH || strspn (text, "0123456789") != length) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "accounts: a PIN is %u digits or more, and nothing else",
                 min);
    return FALSE;
  }

  return !is_row (text) ||
         refuse ("accounts: digits in a row are the first PIN to be tried", error);
}

/**
 * mps_policy_takes_pin:
 * @password_us: when somebody last gave a password in this program, µs since 1970 UTC
 * @now_us: what time it is
 *
 * Returns: whether a PIN or a badge is enough to take over: not the next day, and not where the
 *   clock was put back
 */
gboolean
mps_policy_takes_pin (gint64 password_us, gint64 now_us)
{
  return now_us >= password_us &&
         now_us - password_us < (gint64)mps_policy_get ()->pin_valid_s * G_USEC_PER_SEC;
}

/**
 * mps_policy_get_wait_us:
 * @failures: wrong passwords in a row
 * @last_us: when the last one was, µs since 1970 UTC
 * @now_us: the clock
 *
 * A clock that was set back does not keep anybody out for longer than the rule says.
 *
 * Returns: how long no password is tried for that name, µs
 */
gint64
mps_policy_get_wait_us (guint failures, gint64 last_us, gint64 now_us)
{
  const MpsPolicy *policy = mps_policy_get ();
  gint64 wait_s = policy->lock_out_first_s;
  gint64 left;

  if (failures < policy->lock_out_failures)
    return 0;

  for (guint i = policy->lock_out_failures; i < failures && wait_s < policy->lock_out_max_s; i++)
    wait_s *= 2;
  wait_s = MIN (wait_s, (gint64)policy->lock_out_max_s);

  left = last_us + wait_s * G_USEC_PER_SEC - now_us;
  return left > 0 && left <= 2 * wait_s * G_USEC_PER_SEC ? MIN (left, wait_s * G_USEC_PER_SEC) : 0;
}
