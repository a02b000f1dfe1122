#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes r4-elements.tsv from HL7's FHIR R4 (4.0.1) definition files.

usage: make-elements.py DIRECTORY > r4-elements.tsv

DIRECTORY holds profiles-resources.json, profiles-types.json, valuesets.json and
v3-codesystems.json of the R4 definitions. Only facts are taken: names of elements, their
cardinality, their types, and the codes of required bindings that can be listed.
"""
import json
import pathlib
import sys

# A value set larger than this is no list of states, and is left to a terminology server.
MAX_CODES = 300

# Resource types that R4 (4.0.1) does not have, by the FHIR version that has them.
OTHER_VERSIONS = {
    "DSTU2": "Conformance DeviceUseRequest DiagnosticOrder ImagingObjectSelection MedicationOrder"
    " Order OrderResponse",
    "DSTU2 or STU3": "BodySite DataElement DeviceComponent EligibilityRequest EligibilityResponse ProcedureRequest"
    " ProcessRequest ProcessResponse ReferralRequest",
    "STU3": "ExpansionProfile ImagingManifest Sequence ServiceDefinition",
    "R4B or R5": "AdministrableProductDefinition Citation ClinicalUseDefinition EvidenceReport"
    " Ingredient ManufacturedItemDefinition MedicinalProductDefinition NutritionProduct"
    " PackagedProductDefinition RegulatedAuthorization SubscriptionStatus SubscriptionTopic"
    " SubstanceDefinition",
    "R5": "ActorDefinition ArtifactAssessment BiologicallyDerivedProductDispense"
    " ConditionDefinition DeviceAssociation DeviceDispense DeviceUsage EncounterHistory"
    " FormularyItem GenomicStudy ImagingSelection InventoryItem InventoryReport NutritionIntake"
    " Permission RequestOrchestration Requirements TestPlan Transport",
}
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"


def load(directory, name):
    with open(directory / name, encoding="utf-8") as stream:
        return [entry["resource"] for entry in json.load(stream)["entry"]]


class CodeLists:
    """Codes of the value sets that can be written down whole."""

    def __init__(self, resources):
        self.systems = {r["url"]: r for r in resources if r["resourceType"] == "CodeSystem"}
        self.sets = {r["url"]: r for r in resources if r["resourceType"] == "ValueSet"}
        self.used = {}

    def system_codes(self, url):
        system = self.systems.get(url)
        if system is None or system.get("content") != "complete":
            return None
        codes, rest = [], list(system.get("concept", []))
        while rest:
            concept = rest.pop(0)
            codes.append(concept["code"])
            rest[0:0] = concept.get("concept", [])
        return codes

    def include_codes(self, include):
        if "filter" in include:
            return None
        if "valueSet" in include:
            parts = [self.expand(url.split("|")[0]) for url in include["valueSet"]]
            return None if None in parts else [code for part in parts for code in part]
        if "concept" in include:
            return [concept["code"] for concept in include["concept"]]
        return self.system_codes(include.get("system"))

    def expand(self, url):
        value_set = self.sets.get(url)
        compose = (value_set or {}).get("compose", {})
        if not compose or "exclude" in compose:
            return None
        codes = []
        for include in compose["include"]:
            part = self.include_codes(include)
            if part is None:
                return None
            codes += [code for code in part if code not in codes]
        return codes

    def name(self, element):
        binding = element.get("binding", {})
        if binding.get("strength") != "required" or "valueSet" not in binding:
            return "-"
        url = binding["valueSet"].split("|")[0]
        codes = self.expand(url)
        if not codes or len(codes) > MAX_CODES or any(" " in code for code in codes):
            return "-"
        name = url.rsplit("/", 1)[-1]
        self.used[name] = codes
        return name


def type_code(element, type_):
    for extension in type_.get("extension", []):
        if extension["url"] == FHIR_TYPE:
            # R4 publishes Resource.id as a string; the specification's id format holds for it.
            if element["path"].endswith(".id") and element["base"]["path"] == "Resource.id":
                return "id"
            return extension.get("valueUrl", extension.get("valueUri"))
    return type_["code"]


def element_types(element, nested):
    if "contentReference" in element:
        return ["@" + element["contentReference"].lstrip("#")]
    if element["path"] in nested:
        return ["@" + element["path"]]
    return [type_code(element, type_) for type_ in element.get("type", [])]


def definition_lines(definition, lists):
    elements = definition["snapshot"]["element"]
    nested = {e["path"].rsplit(".", 1)[0] for e in elements if "." in e["path"]}
    for element in elements:
        path = element["path"]
        if "." not in path:
            base = definition.get("baseDefinition", "-").rsplit("/", 1)[-1]
            kind = "abstract" if definition.get("abstract") else definition["kind"]
            yield f"T\t{path}\t{base}\t{kind}"
        elif element["base"]["path"] == path and element["max"] != "0":
            if path in nested:
                yield f"T\t{path}\t{element['type'][0]['code']}\tnested"
            owner, name = path.rsplit(".", 1)
            types = element_types(element, nested)
            codes = lists.name(element) if types == ["code"] else "-"
            many = "1" if element["max"] == "1" else "*"
            yield f"E\t{owner}\t{name}\t{element['min']}\t{many}\t{' '.join(types)}\t{codes}"


def main():
    directory = pathlib.Path(sys.argv[1])
    lists = CodeLists(load(directory, "valuesets.json") + load(directory, "v3-codesystems.json"))
    lines = []
    for name in ("profiles-types.json", "profiles-resources.json"):
        for definition in load(directory, name):
            if definition["resourceType"] != "StructureDefinition":
                continue
            if definition.get("derivation") == "constraint":
                continue
            if definition["kind"] == "primitive-type":
                lines.append(f"P\t{definition['id']}")
            else:
                lines += definition_lines(definition, lists)
    for version, types in OTHER_VERSIONS.items():
        lines += [f"V\t{name}\t{version}" for name in types.split()]
    lines += [f"C\t{name}\t{' '.join(codes)}" for name, codes in sorted(lists.used.items())]
    print("# HL7 FHIR R4 (4.0.1), elements, cardinalities, types and required codes; CC0.")
    print("# Made by make-elements.py; never edit by hand.")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
