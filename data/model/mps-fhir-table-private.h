/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_FHIR_MAX_SLOTS: elements that the richest type of R4 has, its bases' included, and some */
#define MPS_FHIR_MAX_SLOTS 80

/** MpsFhirPrimitive: the formats of R4's primitive types. */
typedef enum {
  MPS_FHIR_COMPLEX,
  MPS_FHIR_BASE64,
  MPS_FHIR_BOOLEAN,
  MPS_FHIR_CANONICAL,
  MPS_FHIR_CODE,
  MPS_FHIR_DATE,
  MPS_FHIR_DATE_TIME,
  MPS_FHIR_DECIMAL,
  MPS_FHIR_ID,
  MPS_FHIR_INSTANT,
  MPS_FHIR_INTEGER,
  MPS_FHIR_MARKDOWN,
  MPS_FHIR_OID,
  MPS_FHIR_POSITIVE_INT,
  MPS_FHIR_STRING,
  MPS_FHIR_TIME,
  MPS_FHIR_UNSIGNED_INT,
  MPS_FHIR_URI,
  MPS_FHIR_URL,
  MPS_FHIR_UUID,
  MPS_FHIR_XHTML,
} MpsFhirPrimitive;

typedef struct _MpsFhirType MpsFhirType;

/**
 * MpsFhirSlot:
 * @name: "status" or "value[x]"
 * @ordinal: place among the slots of its type, those of the bases first
 * @required: whether at least one must be there
 * @many: whether it is a list
 * @choice: whether the type stands in the name
 * @codes: (nullable): codes that it may have, between spaces
 *
 * An element as a definition lists it.
 */
typedef struct {
  const char *name;
  guint ordinal;
  gboolean required;
  gboolean many;
  gboolean choice;
  const char *codes;
} MpsFhirSlot;

/**
 * MpsFhirType:
 * @name: "Observation", "Quantity", "Observation.component"
 * @base: (nullable): what it inherits from
 * @primitive: its format where it is a primitive
 * @is_resource: whether a record may be one
 * @slots: (element-type MpsFhirSlot): its own elements
 * @n_slots: its own and those of its bases
 */
struct _MpsFhirType {
  const char *name;
  const MpsFhirType *base;
  MpsFhirPrimitive primitive;
  gboolean is_resource;
  GPtrArray *slots;
  guint n_slots;
};

/**
 * MpsFhirElement:
 * @owner: type that has it
 * @name: as it stands in JSON: "status", "valueQuantity"
 * @length: its bytes
 * @hash: of the name
 * @slot: the element that it is a form of
 * @type: type of its value
 */
typedef struct {
  const MpsFhirType *owner;
  const char *name;
  gsize length;
  guint32 hash;
  const MpsFhirSlot *slot;
  const MpsFhirType *type;
} MpsFhirElement;

const MpsFhirType *mps_fhir_find_type (const char *name);
const char *mps_fhir_find_other_version (const char *type);
const MpsFhirType *mps_fhir_peek_element_type (void);
const MpsFhirType *mps_fhir_peek_any_resource (void);
const MpsFhirElement *
mps_fhir_find_element (const MpsFhirType *type, guint32 hash, const char *name, gsize length);

G_END_DECLS
