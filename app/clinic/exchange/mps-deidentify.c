/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-deidentify-private.h"

#include "mps-clinic-resources.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

#define TABLE_PATH "/org/manpasik/clinic/anonymise.ini"
#define SECRET_BYTES 32
#define CODE_MAX 64

struct _MpsDeidentifier {
  GKeyFile *table;
  char **systems;
  guint8 secret[SECRET_BYTES];
};

/* One record on its way. */
typedef struct {
  MpsDeidentifier *self;
  int days;
  guint64 n_removed;
} Pass;

static gboolean
fill_secret (guint8 *secret, GError **error)
{
  if (getrandom (secret, SECRET_BYTES, 0) == SECRET_BYTES)
    return TRUE;

  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               "export: the system gives no random numbers: %s",
               g_strerror (errno));
  return FALSE;
}

/**
 * mps_deidentifier_new:
 * @error: return location
 *
 * Returns: (transfer full): one with a new secret, or %NULL
 */
MpsDeidentifier *
mps_deidentifier_new (GError **error)
{
  g_autoptr (MpsDeidentifier) self = g_new0 (MpsDeidentifier, 1);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_clinic_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  self->table = g_key_file_new ();
  if (bytes == NULL || !g_key_file_load_from_bytes (self->table, bytes, G_KEY_FILE_NONE, error) ||
      !fill_secret (self->secret, error))
    return NULL;

  self->systems = g_key_file_get_string_list (self->table, "code-systems", "prefixes", NULL, error);
  return self->systems != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * mps_deidentifier_free:
 * @self: (transfer full) (nullable): one; its secret is wiped
 */
void
mps_deidentifier_free (MpsDeidentifier *self)
{
  if (self == NULL)
    return;

  explicit_bzero (self->secret, sizeof self->secret);
  g_key_file_unref (self->table);
  g_strfreev (self->systems);
  g_free (self);
}

/**
 * mps_deidentifier_knows:
 * @self: the table
 * @type: resource type
 *
 * Returns: whether records of that type may go out
 */
gboolean
mps_deidentifier_knows (MpsDeidentifier *self, const char *type)
{
  return mps_fhir_type_is_known (type) && g_key_file_has_group (self->table, type);
}

/**
 * mps_deidentifier_get_number:
 * @self: the table
 * @key: key of its group "groups"
 *
 * Returns: the number, at least 1
 */
guint
mps_deidentifier_get_number (MpsDeidentifier *self, const char *key)
{
  return (guint)MAX (1, g_key_file_get_integer (self->table, "groups", key, NULL));
}

/* A keyed hash of what something is and what it is for. */
static char *
dup_hash (MpsDeidentifier *self, const char *purpose, const char *type, const char *id)
{
  g_autofree char *text = g_strconcat (purpose, "\n", type, "\n", id, NULL);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->secret, SECRET_BYTES, text, -1);
}

/**
 * mps_deidentifier_dup_id:
 * @self: one
 * @type: resource type
 * @id: the record's own id
 *
 * Returns: (transfer full): the id that it has in this export, shaped as a random UUID
 */
char *
mps_deidentifier_dup_id (MpsDeidentifier *self, const char *type, const char *id)
{
  g_autofree char *hash = dup_hash (self, "id", type, id);

  return g_strdup_printf (
      "%.8s-%.4s-4%.3s-a%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

/* How far back the patient's dates go: at least one day, and never into the future. */
static int
get_days (MpsDeidentifier *self, const char *patient_id)
{
  g_autofree char *hash = dup_hash (self, "days", "Patient", patient_id);
  g_autofree char *part = g_strndup (hash, 8);
  guint64 number = g_ascii_strtoull (part, NULL, 16);

  return -1 - (int)(number % mps_deidentifier_get_number (self, "shift-days"));
}

static gboolean
is_code (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("-._:/", text[i]) == NULL)
      return FALSE;

  return length > 0 && length <= CODE_MAX;
}

static gboolean
is_public_system (MpsDeidentifier *self, const char *system)
{
  for (char **prefix = self->systems; *prefix != NULL; prefix++)
    if (**prefix != '\0' && g_str_has_prefix (system, *prefix))
      return is_code (system);

  return FALSE;
}

/**
 * mps_deidentify_shift_date:
 * @text: a FHIR date or time of any precision
 * @days: how far
 *
 * Shifts the date and leaves hour, zone and precision, so that intervals stay what they are. A date
 * without a day is shifted as its first day, and one without a month likewise.
 *
 * Returns: (transfer full) (nullable): the shifted one; %NULL where @text is no date
 */
char *
mps_deidentify_shift_date (const char *text, int days)
{
  static const char whole[] = "0000-01-01";
  const gsize date_length = MIN (strlen (text), strcspn (text, "T"));
  g_autofree char *date = g_strndup (text, date_length);
  g_autofree char *padded = NULL;
  g_autofree char *midnight = NULL;
  g_autofree char *moved = NULL;
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) to = NULL;

  if (date_length != 4 && date_length != 7 && date_length != 10)
    return NULL;
  padded = g_strconcat (date, whole + date_length, NULL);
  midnight = g_strconcat (padded, "T00:00:00Z", NULL);
  from = g_date_time_new_from_iso8601 (midnight, NULL);
  to = from != NULL ? g_date_time_add_days (from, days) : NULL;
  if (to == NULL)
    return NULL;
  for (const char *p = text + date_length; *p != '\0'; p++)
    if (!g_ascii_isdigit (*p) && strchr ("T:.+-Z", *p) == NULL)
      return NULL;

  moved = g_strdup_printf ("%04d-%02d-%02d",
                           g_date_time_get_year (to),
                           g_date_time_get_month (to),
                           g_date_time_get_day_of_month (to));
  moved[date_length] = '\0';
  return g_strconcat (moved, text + date_length, NULL);
}

static MpsTree *take_in (Pass *pass, const char *rule, const MpsTree *value);
static MpsTree *take_group (Pass *pass, const char *group, const MpsTree *object);

static MpsTree *
take_concept (Pass *pass, const MpsTree *concept)
{
  g_autoptr (MpsTree) codings = mps_tree_new (MPS_TREE_ARRAY, NULL);
  const MpsTree *list = mps_tree_peek (concept, "coding");
  MpsTree *result;

  if (list == NULL || mps_tree_get_kind (list) != MPS_TREE_ARRAY)
    return NULL;
  for (guint i = 0; i < mps_tree_get_size (list); i++) {
    const MpsTree *coding = mps_tree_peek_item (list, i);
    const char *system = mps_tree_peek_string (coding, "system");
    const char *code = mps_tree_peek_string (coding, "code");
    MpsTree *kept;

    if (system == NULL || code == NULL || !is_public_system (pass->self, system) || !is_code (code))
      continue;
    kept = mps_tree_append (codings, mps_tree_new (MPS_TREE_OBJECT, NULL));
    mps_tree_set_string (kept, "system", system);
    mps_tree_set_string (kept, "code", code);
  }
  if (mps_tree_get_size (codings) == 0)
    return NULL;

  result = mps_tree_new (MPS_TREE_OBJECT, NULL);
  mps_tree_set (result, "coding", g_steal_pointer (&codings));
  return result;
}

static gboolean
is_number (const MpsTree *tree)
{
  const char *text = tree != NULL && mps_tree_get_kind (tree) == MPS_TREE_LITERAL
                         ? mps_tree_peek_text (tree)
                         : NULL;

  return text != NULL && (g_ascii_isdigit (*text) || *text == '-');
}

static MpsTree *
take_quantity (const MpsTree *quantity)
{
  static const char ucum[] = "http://unitsofmeasure.org";
  const MpsTree *value = mps_tree_peek (quantity, "value");
  const char *comparator = mps_tree_peek_string (quantity, "comparator");
  const char *code = mps_tree_peek_string (quantity, "code");
  const char *system = mps_tree_peek_string (quantity, "system");
  MpsTree *result;

  if (!is_number (value))
    return NULL;

  result = mps_tree_new (MPS_TREE_OBJECT, NULL);
  mps_tree_set (result, "value", mps_tree_copy (value));
  if (comparator != NULL && strlen (comparator) <= 2)
    mps_tree_set_string (result, "comparator", comparator);
  if (code != NULL && g_strcmp0 (system, ucum) == 0 && strlen (code) <= CODE_MAX &&
      g_str_is_ascii (code) && strchr (code, ' ') == NULL) {
    mps_tree_set_string (result, "system", ucum);
    mps_tree_set_string (result, "code", code);
  }
  return result;
}

static MpsTree *
take_reference (Pass *pass, const MpsTree *value)
{
  const char *text = mps_tree_peek_string (value, "reference");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "/", 3);
  g_autofree char *id = NULL;
  g_autofree char *reference = NULL;
  MpsTree *result;

  if (g_strv_length (parts) < 2 || !mps_deidentifier_knows (pass->self, parts[0]) ||
      !mps_fhir_id_is_valid (parts[1]))
    return NULL;

  id = mps_deidentifier_dup_id (pass->self, parts[0], parts[1]);
  reference = g_strconcat (parts[0], "/", id, NULL);
  result = mps_tree_new (MPS_TREE_OBJECT, NULL);
  mps_tree_set_string (result, "reference", reference);
  return result;
}

static MpsTree *
take_text (Pass *pass, const char *rule, const MpsTree *value)
{
  const char *text = mps_tree_peek_text (value);
  g_autofree char *shifted = NULL;

  if (mps_tree_get_kind (value) == MPS_TREE_LITERAL)
    return g_str_equal (rule, "literal") && !g_str_equal (text, "null") ? mps_tree_copy (value)
                                                                        : NULL;
  if (mps_tree_get_kind (value) != MPS_TREE_STRING)
    return NULL;
  if (g_str_equal (rule, "code"))
    return is_code (text) ? mps_tree_new (MPS_TREE_STRING, text) : NULL;
  if (!g_str_equal (rule, "date"))
    return NULL;

  shifted = mps_deidentify_shift_date (text, pass->days);
  return shifted != NULL ? mps_tree_new (MPS_TREE_STRING, shifted) : NULL;
}

static MpsTree *
take_one (Pass *pass, const char *rule, const MpsTree *value)
{
  static const char *const texts[] = { "code", "literal", "date", NULL };

  if (g_strv_contains (texts, rule))
    return take_text (pass, rule, value);
  if (mps_tree_get_kind (value) != MPS_TREE_OBJECT)
    return NULL;
  if (g_str_equal (rule, "concept"))
    return take_concept (pass, value);
  if (g_str_equal (rule, "quantity"))
    return take_quantity (value);
  if (g_str_equal (rule, "reference"))
    return take_reference (pass, value);
  return take_group (pass, rule, value);
}

static MpsTree *
take_in (Pass *pass, const char *rule, const MpsTree *value)
{
  g_autoptr (MpsTree) list = NULL;

  if (mps_tree_get_kind (value) != MPS_TREE_ARRAY)
    return take_one (pass, rule, value);

  list = mps_tree_new (MPS_TREE_ARRAY, NULL);
  for (guint i = 0; i < mps_tree_get_size (value); i++) {
    MpsTree *item = take_one (pass, rule, mps_tree_peek_item (value, i));

    if (item != NULL)
      mps_tree_append (list, item);
  }
  return mps_tree_get_size (list) > 0 ? g_steal_pointer (&list) : NULL;
}

static MpsTree *
take_group (Pass *pass, const char *group, const MpsTree *object)
{
  g_autoptr (MpsTree) result = mps_tree_new (MPS_TREE_OBJECT, NULL);

  for (guint i = 0; i < mps_tree_get_size (object); i++) {
    const char *name = mps_tree_peek_name (object, i);
    g_autofree char *rule = g_key_file_get_string (pass->self->table, group, name, NULL);
    MpsTree *value = rule != NULL ? take_in (pass, rule, mps_tree_peek_item (object, i)) : NULL;

    if (value != NULL)
      mps_tree_set (result, name, value);
    else
      pass->n_removed++;
  }
  return mps_tree_get_size (result) > 0 ? g_steal_pointer (&result) : NULL;
}

/**
 * mps_deidentifier_apply:
 * @self: the table and the secret
 * @type: type of the record, one that the table knows
 * @id: its id
 * @patient_id: whose it is
 * @record: its JSON
 * @n_removed: (inout): how many elements were left out is added to it
 *
 * Returns: (transfer full): a new record that has only what the table lets through
 */
MpsTree *
mps_deidentifier_apply (MpsDeidentifier *self,
                        const char *type,
                        const char *id,
                        const char *patient_id,
                        const MpsTree *record,
                        guint64 *n_removed)
{
  Pass pass = { .self = self, .days = get_days (self, patient_id) };
  g_autofree char *new_id = mps_deidentifier_dup_id (self, type, id);
  g_autoptr (MpsTree) kept = take_group (&pass, type, record);
  MpsTree *result = mps_tree_new (MPS_TREE_OBJECT, NULL);

  mps_tree_set_string (result, "resourceType", type);
  mps_tree_set_string (result, "id", new_id);
  mps_tree_set_path_string (result,
                            "meta.security[0].system",
                            "http://terminology.hl7.org/CodeSystem/v3-ObservationValue");
  mps_tree_set_path_string (result, "meta.security[0].code", "PSEUDED");
  for (guint i = 0; kept != NULL && i < mps_tree_get_size (kept); i++)
    mps_tree_set (
        result, mps_tree_peek_name (kept, i), mps_tree_copy (mps_tree_peek_item (kept, i)));

  *n_removed += pass.n_removed;
  return result;
}
