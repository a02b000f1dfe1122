/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-words.h"
#include "app/session/people/mps-role.h"
#include "tests/clinic/roles-clinic.h"

#include <string.h>

/* Every use case, by every role, in every kind of chart, against the file that says who may: what
 * is refused must be refused by the function that does the work, also where somebody else opened
 * the chart before; and each refusal must be on the audit record. */

/* What takes a session, or what was opened with one, and is no use case of a role: what the object
 * knows already, one's own account, and how the session itself works. */
static const char *const no_use_cases[] = {
  /* What was read when the chart was opened, or what follows from it without the records. */
  "mps_chart_close",
  "mps_chart_is_open",
  "mps_chart_peek_token",
  "mps_chart_peek_session",
  "mps_chart_peek_patient_id",
  "mps_chart_peek_patient",
  "mps_chart_peek_patient_resource",
  "mps_chart_peek_allergies",
  "mps_chart_get_allergy_state",
  "mps_chart_peek_alerts",
  "mps_chart_peek_survivor_id",
  "mps_chart_peek_merged_ids",
  "mps_chart_get_timeline",
  "mps_chart_has_more",
  "mps_chart_peek_error",
  "mps_chart_can_undo",
  "mps_chart_check_form",
  "mps_patient_list_has_more",
  "mps_patient_list_is_loading",
  "mps_patient_list_peek_error",
  "mps_tasks_new",
  /* It goes on as mps_backup_state_load() and mps_tasks_back_up_when_due() allow. */
  "mps_keeper_new",
  /* Of nobody's records: whether the clock of the workstation can be right. */
  "mps_keeping_get_clock_behind",
};

typedef struct {
  const UseCase *cases;
  gsize n;
} Table;

static void
get_tables (Table tables[2])
{
  tables[0].cases = chart_cases_get (&tables[0].n);
  tables[1].cases = clinic_cases_get (&tables[1].n);
}

/* The file itself, not what the program makes of it. */
static MpsGrant
read_grant (GKeyFile *file, MpsAction action, MpsRole role)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_key_file_get_string (
      file, mps_action_to_string (action), mps_role_to_string (role), &error);

  g_assert_no_error (error);
  if (g_str_equal (text, "all"))
    return MPS_GRANT_ALL;
  if (g_str_equal (text, "own"))
    return MPS_GRANT_OWN;
  g_assert_cmpstr (text, ==, "no");
  return MPS_GRANT_NO;
}

static gboolean
opens_by_glass (GKeyFile *file, MpsAction action)
{
  g_auto (GStrv) names = g_key_file_get_string_list (file, "broken glass", "Actions", NULL, NULL);

  return g_strv_contains ((const char *const *)names, mps_action_to_string (action));
}

static gboolean
may (GKeyFile *file, const UseCase *use, MpsRole role, WhichChart which)
{
  MpsGrant grant = MAX (read_grant (file, use->action, role), read_grant (file, use->other, role));
  gboolean breaks = read_grant (file, MPS_ACTION_BREAK_GLASS, role) == MPS_GRANT_ALL;

  if (use->scope == SCOPE_LIST)
    return grant != MPS_GRANT_NO;
  if (use->scope == SCOPE_CLINIC)
    return grant == MPS_GRANT_ALL;

  switch (which) {
  case CHART_OPEN:
    return grant == MPS_GRANT_ALL;
  case CHART_OWN:
    return grant != MPS_GRANT_NO;
  case CHART_BROKEN:
    return breaks && (grant == MPS_GRANT_ALL || opens_by_glass (file, use->action));
  case CHART_CLOSED:
  case N_CHARTS:
  default:
    return FALSE;
  }
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED) ||
         g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_RESTRICTED);
}

typedef struct {
  guint tried;
  guint refused[MPS_N_ROLES];
} Count;

static gboolean
try_one (Clinic *clinic,
         GKeyFile *file,
         const UseCase *use,
         MpsRole role,
         WhichChart which,
         Count *count)
{
  g_autoptr (GError) error = NULL;
  gboolean allowed = may (file, use, role, which);
  gboolean done = use->run (clinic, which, &error);

  g_assert_true (done || error != NULL);
  count->tried++;
  if (!allowed)
    count->refused[role]++;
  if (allowed == !is_refusal (error) && !(done && !allowed))
    return TRUE;

  g_test_message ("%s by %s in chart %s: %s, must %s: %s",
                  use->name,
                  mps_role_to_string (role),
                  chart_ids[which],
                  done ? "done" : "not done",
                  allowed ? "be allowed" : "be refused",
                  error != NULL ? error->message : "no error");
  return FALSE;
}

static gboolean
try_everything (Clinic *clinic, GKeyFile *file, MpsRole role, Count *count)
{
  Table tables[2];
  gboolean good = TRUE;

  get_tables (tables);
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++) {
    for (gsize i = 0; i < tables[t].n; i++) {
      const UseCase *use = &tables[t].cases[i];
      WhichChart last = use->scope == SCOPE_CHART ? N_CHARTS : CHART_OWN;

      for (WhichChart which = 0; which < last; which++) {
        if (!try_one (clinic, file, use, role, which, count))
          good = FALSE;
      }
    }
  }
  return good;
}

static void
say_row (GKeyFile *file, const UseCase *use)
{
  static const char *const words[] = {
    [MPS_GRANT_NO] = "-", [MPS_GRANT_OWN] = "own", [MPS_GRANT_ALL] = "all"
  };
  g_autoptr (GString) row = g_string_new (NULL);

  g_string_append_printf (row, "%-32s", use->name);
  for (MpsRole role = 0; role < MPS_N_ROLES; role++) {
    MpsGrant grant =
        MAX (read_grant (file, use->action, role), read_grant (file, use->other, role));
    gboolean glass =
        grant == MPS_GRANT_NO && use->scope == SCOPE_CHART && may (file, use, role, CHART_BROKEN);

    if (grant == MPS_GRANT_OWN && use->scope == SCOPE_CLINIC)
      grant = MPS_GRANT_NO;
    g_string_append_printf (row, "%-14s", glass ? "glass" : words[grant]);
  }
  g_test_message ("%s", g_strchomp (row->str));
}

static void
say_table (GKeyFile *file)
{
  g_autoptr (GString) head = g_string_new (NULL);
  Table tables[2];

  get_tables (tables);
  g_string_append_printf (head, "%-32s", "");
  for (MpsRole role = 0; role < MPS_N_ROLES; role++)
    g_string_append_printf (head, "%-14s", mps_role_to_string (role));
  g_test_message ("%s", g_strchomp (head->str));
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++) {
    for (gsize i = 0; i < tables[t].n; i++)
      say_row (file, &tables[t].cases[i]);
  }
}

static GKeyFile *
load_file (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "app", "session", "people", "roles.ini", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&file);
}

typedef struct {
  const char *login;
  guint n;
} RefusedEntries;

static gboolean
count_entry (const MpsAuditRecord *record, gpointer data)
{
  RefusedEntries *entries = data;

  if (record->outcome == MPS_AUDIT_REFUSED && g_str_equal (record->who, entries->login) &&
      g_str_has_prefix (record->why, "refused: ") && g_str_has_prefix (record->target, "Action/"))
    entries->n++;
  return TRUE;
}

/* What nobody waits for is written soon. */
static guint
count_audited (Clinic *clinic, MpsRole role, guint expected)
{
  RefusedEntries entries = { .login = mps_role_to_string (role) };

  for (int i = 0; i < 2000; i++) {
    const MpsAuditFilter filter = { 0 };
    g_autoptr (GError) error = NULL;

    entries.n = 0;
    g_assert_true (mps_store_walk_audit (
        mps_session_peek_store (clinic->session), &filter, count_entry, &entries, NULL, &error));
    if (entries.n >= expected)
      break;
    g_usleep (10000);
  }
  return entries.n;
}

/* So that there is something to take back, whoever comes. */
static void
write_as_doctor (Clinic *clinic)
{
  Table tables[2];

  get_tables (tables);
  clinic_become (clinic, "doctor");
  for (gsize i = 0; i < tables[0].n; i++) {
    if (!g_str_equal (tables[0].cases[i].name, "write a problem"))
      continue;
    for (WhichChart which = 0; which < N_CHARTS; which++) {
      g_autoptr (GError) error = NULL;

      if (which != CHART_CLOSED)
        g_assert_true (tables[0].cases[i].run (clinic, which, &error));
    }
  }
}

/* Reasons that the cases gave are a person's own words. */
static gboolean
is_own_words (const char *why)
{
  static const char *const given[] = { "a study",    "asked for it", "looked through",
                                       "moving out", "test",         "yearly review" };

  for (gsize i = 0; i < G_N_ELEMENTS (given); i++) {
    if (g_str_has_prefix (why, given[i]))
      return TRUE;
  }
  return FALSE;
}

/* In another language there is nothing left of what the program wrote: a use case whose entries
 * nobody put into words shows up here. */
static gboolean
check_words (const MpsAuditRecord *record, gpointer data)
{
  g_autofree char *why = mps_audit_dup_why_words (record->why);
  g_autofree char *target = mps_audit_dup_target_words (record->target);
  guint *n = data;

  *n += 1;
  if (!is_own_words (record->why) && g_str_equal (why, record->why)) {
    g_test_message ("no words for what an entry is for: %s", record->why);
    g_test_fail ();
  }
  if (*record->target != '\0' && g_str_equal (target, record->target)) {
    g_test_message ("no words for what an entry is about: %s", record->target);
    g_test_fail ();
  }
  return TRUE;
}

static void
check_all_words (Clinic *clinic)
{
  MpsAuditFilter filter = { 0 };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (mps_store_walk_audit (
      mps_session_peek_store (clinic->session), &filter, check_words, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, >, 1000);
}

static void
test_matrix (Clinic *clinic, gconstpointer data)
{
  g_autoptr (GKeyFile) file = load_file ();
  Count count = { 0 };
  guint refused = 0;

  say_table (file);
  for (MpsRole role = 0; role < MPS_N_ROLES; role++) {
    guint audited;

    write_as_doctor (clinic);
    clinic_become (clinic, mps_role_to_string (role));
    g_assert_cmpint (mps_session_get_role (clinic->session), ==, role);
    if (!try_everything (clinic, file, role, &count))
      g_test_fail ();
    audited = count_audited (clinic, role, count.refused[role]);
    g_assert_cmpuint (audited, >=, count.refused[role]);
    refused += count.refused[role];
  }
  check_all_words (clinic);
  g_test_message ("%u attempts, %u refused, each on the audit record", count.tried, refused);
}

static gboolean
is_covered (const char *function)
{
  Table tables[2];

  if (g_strv_contains ((const char *const *)no_use_cases, function))
    return TRUE;
  get_tables (tables);
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++) {
    for (gsize i = 0; i < tables[t].n; i++) {
      g_auto (GStrv) names = g_strsplit (tables[t].cases[i].functions, " ", -1);

      if (g_strv_contains ((const char *const *)names, function))
        return TRUE;
    }
  }
  return FALSE;
}

static guint
check_header (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GRegex) comment = g_regex_new ("/\\*.*?\\*/", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GRegex) declaration =
      g_regex_new ("\\b(mps_\\w+) \\(\\s*(?:const )?"
                   "(?:MpsSession|MpsChart|MpsTasks|MpsPatientList) \\*",
                   0,
                   0,
                   NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  code = g_regex_replace_literal (comment, text, -1, 0, "", 0, &error);
  g_assert_no_error (error);
  for (g_regex_match (declaration, code, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *function = g_match_info_fetch (match, 1);

    /* It hands over what the function before it was asked for. */
    if (g_str_has_suffix (function, "_finish"))
      continue;
    n++;
    if (!is_covered (function)) {
      g_test_message (
          "%s of %s is not in the table of use cases: say what it needs", function, path);
      g_test_fail ();
    }
  }
  return n;
}

/* The headers of a folder and of the rooms in it. */
static guint
check_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      n += check_folder (path);
    else if (g_str_has_suffix (name, ".h") && !g_str_has_suffix (name, "-private.h"))
      n += check_header (path);
  }
  return n;
}

/* A new use case that nobody put into the table fails here. */
static void
test_complete (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "app", "clinic", NULL);
  guint n = check_folder (folder);

  g_assert_cmpuint (n, >, 80);
  g_test_message ("%u public functions that take a session or a chart", n);
}

/* And every action that the file knows is used by one. */
static void
test_actions (void)
{
  g_autoptr (GKeyFile) file = load_file ();

  for (MpsAction action = 0; action < MPS_N_ACTIONS; action++) {
    for (MpsRole role = 0; role < MPS_N_ROLES; role++)
      g_assert_cmpint (
          read_grant (file, action, role), ==, mps_roles_get_grant (MPS_ROLE_BIT (role), action));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roles/complete", test_complete);
  g_test_add_func ("/roles/actions", test_actions);
  g_test_add ("/roles/matrix", Clinic, NULL, clinic_set_up, test_matrix, clinic_tear_down);
  return g_test_run ();
}
