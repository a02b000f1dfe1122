/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-list-words.h"

#include <glib/gi18n-lib.h>

static const MpsListWords words[MPS_FORM_N_KINDS] = {
  [MPS_FORM_PROBLEM] = { N_ ("Problems"),
                         N_ ("_Add problem"),
                         N_ ("_Save"),
                         N_ ("New problem"),
                         N_ ("Edit problem"),
                         "dialog-warning-symbolic",
                         N_ ("No problems on record"),
                         N_ ("Diagnoses and complaints that go on from visit to visit stand here."),
                         MPS_ACTION_WRITE_RECORD },
  [MPS_FORM_MEDICINE] = { N_ ("Medicines"),
                          N_ ("_Add medicine"),
                          N_ ("_Save"),
                          N_ ("New medicine"),
                          N_ ("Edit medicine"),
                          "view-list-bullet-symbolic",
                          N_ ("No medicines on record"),
                          N_ ("What the patient takes stands here, also what others prescribed."),
                          MPS_ACTION_WRITE_RECORD },
  [MPS_FORM_ALLERGY] = { N_ ("Allergies"),
                         N_ ("_Add allergy"),
                         N_ ("_Save"),
                         N_ ("New allergy"),
                         N_ ("Edit allergy"),
                         "dialog-question-symbolic",
                         N_ ("Not asked about allergies yet"),
                         N_ ("Ask, and record the allergy or that none is known."),
                         MPS_ACTION_WRITE_RECORD },
  [MPS_FORM_ALERT] = { N_ ("Alerts"),
                       N_ ("_Add alert"),
                       N_ ("_Save"),
                       N_ ("New alert"),
                       N_ ("Edit alert"),
                       "dialog-warning-symbolic",
                       N_ ("No alerts"),
                       N_ ("What everyone must know before anything is done stands here and in the "
                           "banner."),
                       MPS_ACTION_WRITE_RECORD },
  [MPS_FORM_VITALS] = { N_ ("Vital signs"),
                        N_ ("_Add vital signs"),
                        N_ ("_Save"),
                        N_ ("Vital signs"),
                        N_ ("Vital signs"),
                        "applications-science-symbolic",
                        N_ ("No vital signs on record"),
                        N_ ("Blood pressure, pulse, temperature and the rest are written at once "
                            "and judged while they are written."),
                        MPS_ACTION_RECORD_VITALS },
  [MPS_FORM_NOTE] = { N_ ("Notes"),
                      N_ ("_Write note"),
                      N_ ("_Sign note"),
                      N_ ("New note"),
                      N_ ("Edit note"),
                      "accessories-text-editor-symbolic",
                      N_ ("No notes on record"),
                      N_ ("What is written is kept by itself while it is written; signing makes it "
                          "a record."),
                      MPS_ACTION_WRITE_NOTE },
  [MPS_FORM_DOCUMENT] = { N_ ("Documents"),
                          N_ ("_Attach file…"),
                          N_ ("_Save"),
                          N_ ("New document"),
                          N_ ("Edit document"),
                          "x-office-document-symbolic",
                          N_ ("No documents on record"),
                          N_ ("Drag a PDF or a picture here, or choose a file. Identity cards are "
                              "never kept."),
                          MPS_ACTION_ATTACH_DOCUMENT },
  [MPS_FORM_CONSENT] = { N_ ("Consents"),
                         N_ ("_Add consent"),
                         N_ ("_Save"),
                         N_ ("New consent"),
                         N_ ("Edit consent"),
                         "document-edit-symbolic",
                         N_ ("No consents on record"),
                         N_ ("What the patient agreed to stands here, and can be withdrawn."),
                         MPS_ACTION_RECORD_CONSENT },
};

/**
 * mps_list_words_peek:
 * @kind: a kind of record that has a section of its own
 *
 * Returns: (transfer none): its words, marked for translation
 */
const MpsListWords *
mps_list_words_peek (MpsFormKind kind)
{
  return &words[kind];
}
