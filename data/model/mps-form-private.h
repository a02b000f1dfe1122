/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "data/model/mps-tree.h"

G_BEGIN_DECLS

/** MPS_NO_KNOWN_ALLERGY: SNOMED CT: No known allergy (situation) */
#define MPS_NO_KNOWN_ALLERGY "716186003"

/**
 * MpsBindingKind: how a field stands in a record.
 * @MPS_BIND_TEXT: text at a path
 * @MPS_BIND_WORDS: CodeableConcept.text; another text takes the concept's codes away, because they
 *   would say something else than the text
 * @MPS_BIND_CODING: code of the coding of one system in a CodeableConcept
 */
typedef enum {
  MPS_BIND_TEXT,
  MPS_BIND_WORDS,
  MPS_BIND_CODING,
} MpsBindingKind;

/**
 * MpsBinding:
 * @field: name of the field
 * @kind: how it stands in the record
 * @path: where; of words and codings the path of the concept
 * @system: system of a coding
 */
typedef struct {
  const char *field;
  MpsBindingKind kind;
  const char *path;
  const char *system;
} MpsBinding;

void mps_form_load (MpsForm *form, const char *field, const char *text);
const char *mps_form_peek_loaded (const MpsForm *form, const char *field);
const MpsFormField *mps_form_find_field (MpsFormKind kind, const char *name);
gboolean mps_form_code_is (const MpsForm *form, const char *field, const char *code);

const MpsBinding *mps_form_list_bindings (MpsFormKind kind, gsize *n_bindings);
void mps_form_read_bindings (MpsForm *form, const MpsTree *tree);
void mps_form_write_bindings (const MpsForm *form, MpsTree *tree, const MpsFormContext *context);

void mps_patient_form_read (MpsForm *form, const MpsTree *tree);
void mps_patient_form_write (const MpsForm *form, MpsTree *tree, const MpsFormContext *context);
void mps_patient_form_check (const MpsForm *form, GPtrArray *issues);
GPtrArray *mps_vitals_form_build (const MpsForm *form,
                                  const MpsFormContext *context,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_vitals_form_check (const MpsForm *form, const MpsFormContext *context, GPtrArray *issues);
void mps_vitals_form_read (MpsForm *form, const MpsTree *tree);
void mps_document_form_read (MpsForm *form, const MpsTree *tree);
void mps_document_form_write (const MpsForm *form, MpsTree *tree, const MpsFormContext *context);
void mps_document_form_check (const MpsForm *form, GPtrArray *issues);

char *mps_form_dup_time (const char *text, GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
