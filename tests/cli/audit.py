#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/cli/audit.py MANPASIKCTL

The audit record and what leaves the program, on the command line.
"""

import base64
import csv
import datetime
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import run, write  # noqa: E402

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def verify_and_head(program):
    program.init_demo()
    first = program.done("audit", "verify").object
    assert first["intact"] is True and first["first_broken"] is None and len(first["head"]) == 64, first
    assert program.done("check").object["head"] == first["head"]
    program.done("put", write(program.folder, "p.json", '{"resourceType":"Patient","id":"p"}'))
    later = program.done("audit", "verify", "--head", first["head"]).object
    assert later["intact"] is True and later["entries"] > first["entries"] and later["head"] != first["head"]
    result = program.call("audit", "verify", "--head", "ab" * 32)
    assert result.code == 1 and result.object["intact"] is False and result.object["how"] == "tail-cut", result.stdout
    assert result.object["first_broken"] == later["entries"] + 1
    program.fails(1, "audit", "verify", "--head", "nothing", error=("store", "input"))
    for arguments in (("audit",), ("audit", "bend"), ("audit", "verify", "x"), ("audit", "list", "--limit", -1), ("audit", "export"),
                      ("audit", "sheet"), ("audit", "review", "--month", "May"), ("export",), ("export", "--out", "x", "--anonymise", "--bundle")):
        program.fails(2, *arguments, error=("cli", "usage"))


def list_in_pages(program):
    program.init_demo()
    program.done("put", write(program.folder, "p.json", '{"resourceType":"Patient","id":"p"}'))
    program.done("get", "Patient/p")
    mine = program.done("audit", "list", "--patient", "Patient/p").lines
    assert [(e["action"], e["patient"]) for e in mine] == [("C", "p"), ("R", "p")], mine
    for name in ("seq", "time", "who", "account", "outcome", "target", "why", "workstation", "program"):
        assert name in mine[0], name
    assert [(e["patient_state"], e["patient_name"], e["chart_number"]) for e in mine] == [("known", "", "")] * 2, mine
    program.done("put", write(program.folder, "p.json", '{"resourceType":"Patient","id":"p","meta":{"versionId":"1"},"name":[{"text":"Hong"}],'
                              '"identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"C-17"}]}'))
    text = program.call("audit", "list", "--patient", "p", options=()).stdout
    assert all(" Hong · chart C-17 " in line for line in text.splitlines()) and text, text
    nobody = [e for e in program.done("audit", "list").lines if e["patient"] == ""]
    assert {(e["patient_state"], e["patient_name"], e["chart_number"]) for e in nobody} == {("nobody", None, None)}
    assert mine[1]["program"] == "manpasikctl" and mine[1]["workstation"] and mine[1]["who"] == "tester", mine[1]

    program.done("list", "Patient", "--limit", 20)
    seen = [e for e in program.done("audit", "list").lines if e["target"] == "Patient"]
    assert len(seen) == len({e["patient"] for e in seen}) == 13, "whoever is on a list was seen"

    every = [e["seq"] for e in program.done("audit", "list").lines]
    assert every == list(range(1, len(every) + 1))
    seen, after = [], []
    while True:
        *page, end = program.done("audit", "list", "--limit", 7, *after).lines
        seen += [e["seq"] for e in page]
        if end["next"] is None:
            break
        after = ["--after", end["next"]]
    assert seen == list(range(1, len(every) + 2)), "the first page fixed where the list ends, its own readings apart"
    readings = [e for e in program.done("audit", "list").lines if e["target"] == "AuditRecord"]
    assert len(readings) > 10, "whoever reads the record is on it"


def round_trip(program):
    program.init_demo()
    records = [
        {"resourceType": "Patient", "id": "p", "name": [{"family": "홍", "given": ["길동"]}], "extension": [{"url": "urn:x", "valueDecimal": 1.10}]},
        {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "두 줄\n글"}, "subject": {"reference": "Patient/p"}},
    ]
    program.done("import", write(program.folder, "in.ndjson", "\n".join(json.dumps(r, ensure_ascii=False) for r in records)))
    out = program.folder / "out.ndjson"
    n = program.done("export", "--out", out, "--reason", "moving").object["resources"]
    exported = {(r["resourceType"], r["id"]): r for r in lines_of(out)}
    assert n == len(exported) and out.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in program.folder.iterdir() if p.name.startswith(".out")] == []

    other = program.folder / "other"
    options = ("--profile", str(other), "--json")
    first = program.profile
    program.profile = other
    program.done("init", "--admin", "kim")
    assert program.done("import", out).object["accepted"] == n
    again = program.folder / "again.json"
    assert program.done("export", "--out", again, "--bundle").object["resources"] == n, options
    bundle = json.loads(again.read_text())
    assert bundle["resourceType"] == "Bundle" and len(bundle["entry"]) == n
    for entry in bundle["entry"]:
        resource = entry["resource"]
        before = exported[(resource["resourceType"], resource["id"])]
        for version in (resource, before):
            version["meta"].pop("versionId")
            version["meta"].pop("lastUpdated")
        assert resource == before, (resource, before)
    assert program.done("import", again).object["accepted"] == n
    program.profile = first

    assert program.done("export", "--out", out, "--patient", "p").object["resources"] == 2
    assert {r["id"] for r in lines_of(out)} == {"p", "o"}
    entries = [e for e in program.done("audit", "list").lines if e["target"].startswith("Export/")]
    assert [(e["target"], e["patient"]) for e in entries] == [("Export/all", ""), ("Export/chart", "p")], entries
    assert entries[0]["why"].startswith("moving (") and entries[1]["why"].startswith("exported by command")
    assert [e["target"] for e in program.done("audit", "list", "--patient", "p").lines][-2:] == ["Export/all", "Export/chart"]


def export_leaves_nothing_half(program):
    program.init_demo()
    out = write(program.folder, "kept.ndjson", "kept")
    program.fails(4, "export", "--out", out, "--patient", "nobody", error=("store", "not-found"))
    program.fails(3, "export", "--out", out, "--reason", "  ", error=("session", "refused"))
    assert program.call("export", "--out", program.folder).code == 1
    assert program.call("export", "--out", program.folder / "no" / "such").code == 1
    assert out.read_text() == "kept" and len(list(program.folder.glob(".kept*"))) == 0
    assert not [e for e in program.done("audit", "list").lines if e["target"].startswith("Export/")]


DCM = "http://dicom.nema.org/resources/ontology/DCM"
ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
RESTFUL = "http://hl7.org/fhir/restful-interaction"


def check_balp(event):
    """What IHE's Basic Audit Log Patterns (BALP 1.1.3) require of an event that claims one; its name."""
    code = lambda coding: (coding["system"], coding["code"])
    (url,) = event["meta"]["profile"]
    assert url.startswith("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."), url
    name = url.rpartition(".")[2]
    kind = name.removeprefix("Patient")
    action, subtype = {"Create": ("C", "create"), "Read": ("R", "read"), "Update": ("U", "update"), "Delete": ("D", "delete"), "Query": ("E", "search")}[kind]
    assert code(event["type"]) == ("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest")
    assert [code(s) for s in event["subtype"]] == [(RESTFUL, subtype)] and event["action"] == action
    assert event["recorded"] and event["outcome"] == "0" and event["source"]["observer"]
    agents = {}
    for agent in event["agent"]:
        agents.setdefault(code(agent["type"]["coding"][0]), []).append(agent)
    for machine in ("110152", "110153"):
        (agent,) = agents.pop((DCM, machine))
        assert agent["who"] and agent["network"]["address"] and agent["requestor"] is False
        assert not set(agent) - {"type", "who", "requestor", "network"}, agent
    ((user,),) = agents.values()
    assert user["who"] and user["requestor"] is True and not {"network", "media"} & set(user)
    by_type = {}
    for entity in event["entity"]:
        by_type.setdefault(code(entity["type"]), []).append(entity)
    (data,) = by_type.pop((ENTITY, "2"))
    if kind == "Query":
        assert code(data["role"]) == (ROLE, "24") and "what" not in data and base64.b64decode(data["query"], validate=True)
    else:
        assert code(data["role"]) in ((ROLE, "4"), (ROLE, "3"), (ROLE, "20")) and data["what"]
        assert not {"lifecycle", "name", "query", "detail"} & set(data)
    if name != kind:
        (patient,) = by_type.pop((ENTITY, "1"))
        assert code(patient["role"]) == (ROLE, "1") and patient["what"]["reference"].startswith("Patient/")
    assert by_type == {}, by_type
    return name


def audit_as_fhir(program):
    program.init_demo()
    program.done("put", write(program.folder, "p.json", '{"resourceType":"Patient","id":"p"}'))
    program.done("get", "Patient/p")
    program.done("list", "Patient")
    program.done("list", "Practitioner")
    program.done("export", "--out", program.folder / "x.ndjson")
    out = program.folder / "events.ndjson"
    n = program.done("audit", "export", "--out", out, "--reason", "yearly").object["resources"]
    events = lines_of(out)
    assert len(events) == n and all(e["resourceType"] == "AuditEvent" for e in events)
    profiles = [e.get("meta", {}).get("profile", [""])[0].rpartition(".")[2] for e in events]
    assert {"PatientCreate", "PatientRead", "PatientQuery", "Query", "Update", ""} <= set(profiles), set(profiles)
    checked = [check_balp(e) for e in events if "meta" in e]
    assert len(checked) == len([p for p in profiles if p]) and len(set(checked)) >= 5, set(checked)
    read = events[profiles.index("PatientRead")]
    assert read["action"] == "R" and read["subtype"][0]["code"] == "read" and read["outcome"] == "0"
    assert {"reference": "Patient/p"} in [e.get("what") for e in read["entity"]]
    assert [a["requestor"] for a in read["agent"]] == [False, False, True] and read["source"]["observer"]
    assert events[-1]["type"]["code"] == "110106", "the export before is an event"
    target = program.folder / "second"
    program.profile = target
    program.done("init", "--admin", "kim")
    taken = program.done("import", out).object
    assert taken["accepted"] == n and taken["rejected"] == [], "every event is FHIR R4"


def monthly_review(program):
    program.init_demo()
    program.done("put", write(program.folder, "p.json", {"resourceType": "Patient", "id": "me", "name": [{"text": "Tester"}]}))
    program.done("put", write(program.folder, "q.json", {"resourceType": "Patient", "id": "mother"}))
    program.done("put", write(program.folder, "r.json", {"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/mother"}, "name": [{"given": ["TEST"], "family": "er"}]}))
    program.done("get", "Patient/me")
    program.done("get", "Patient/mother")
    program.done("export", "--out", program.folder / "x.ndjson")
    month = program.done("audit", "review").object
    assert month["export"] == 1 and month["own"] == 2 and month["family"] == 3, month
    assert [p["who"] for p in month["people"]] == ["tester"] and month["people"][0]["seen"] >= 2
    assert program.done("audit", "review", "--month", "2001-02").object["entries"] == 0


def daily_sheet(program):
    program.init_demo()
    before = program.done("audit", "verify").object
    for language in ("ko", "en"):
        pdf = program.folder / f"sheet-{language}.pdf"
        sheet = program.done("audit", "sheet", "--pdf", pdf, "--language", language).object
        assert sheet["pages"] == 1 and pdf.stat().st_mode & 0o777 == 0o600
    after = program.done("audit", "verify").object
    assert after["head"] == sheet["head"] and after["entries"] == before["entries"] + 2, "nothing comes after what was printed"
    program.fails(1, "audit", "sheet", "--pdf", program.folder / "x.pdf", "--day", "yesterday", error=("store", "input"))
    if not shutil.which("zbarimg") or not shutil.which("pdftoppm"):
        return "zbarimg or pdftoppm is missing"
    subprocess.run(["pdftoppm", "-r", "100", "-png", pdf, program.folder / "page"], check=True)
    picture = next(program.folder.glob("page*.png"))
    code = subprocess.run(["zbarimg", "--raw", "-q", picture], check=True, capture_output=True, text=True).stdout.strip()
    assert code.startswith("MPS-AUDIT:1:") and code.endswith(":" + sheet["head"]), code
    assert program.done("audit", "verify", "--head", code).object["intact"] is True

    # Somebody cuts off what was done today and makes SQLite forget how far the chain went: only the paper knows.
    cut = before["entries"] - 5
    program.sql(f"PRAGMA foreign_keys = OFF; DROP TRIGGER audit_keep_delete; DELETE FROM audit WHERE seq > {cut}; UPDATE sqlite_sequence SET seq = {cut} WHERE name = 'audit'")
    found = program.call("audit", "verify", "--head", code)
    assert found.code == 1 and found.object["intact"] is False and found.object["how"] == "tail-cut", found.stdout
    assert found.object["first_broken"] == found.object["entries"] + 1 <= after["entries"], found.stdout
    return None


def random_people(random_, n):
    """Patients with everything that could give them away, and the strings that would."""
    records, secrets = [], []
    for i in range(n):
        word = lambda: "".join(random_.choice("가나다라마바사아자차카타파하서울민준지우") for _ in range(random_.randint(3, 5)))
        number = lambda digits: "".join(random_.choice("123456789") for _ in range(digits))
        family, given, street, note = word(), word(), word() + "로 " + number(3), word() + " " + word()
        phone, chart, resident = "010-" + number(4) + "-" + number(4), "C" + number(9), number(6) + "-" + number(7)
        ident = f"person-{number(8)}"
        secrets += [family, given, street, phone, chart, resident, ident, note]
        birth = f"{random_.randint(1920, 2020)}-0{random_.randint(1, 9)}-1{random_.randint(0, 9)}"
        records.append({
            "resourceType": "Patient", "id": ident, "gender": random_.choice(["male", "female"]), "birthDate": birth,
            "identifier": [{"system": "urn:x", "value": chart}, {"value": resident}], "name": [{"family": family, "given": [given]}],
            "telecom": [{"system": "phone", "value": phone}], "address": [{"line": [street], "district": random_.choice(["강남구", "중구"]), "text": street}],
            "photo": [{"contentType": "image/png", "data": "c2VjcmV0"}], "text": {"status": "generated", "div": f"<div>{family}</div>"},
            "extension": [{"url": "urn:name", "valueString": given}], "contact": [{"name": {"text": family}}],
        })
        base = datetime.date(2024, 3, 1) + datetime.timedelta(days=random_.randint(0, 90))
        for k in range(3):
            when = base + datetime.timedelta(days=10 * k)
            records.append({
                "resourceType": "Observation", "id": f"{ident}-o{k}", "status": "final", "subject": {"reference": f"Patient/{ident}", "display": family},
                "code": {"coding": [{"system": LOINC, "code": "2345-7", "display": given}, {"system": "urn:local", "code": chart}], "text": note},
                "effectiveDateTime": f"{when}T09:30:00+09:00", "valueQuantity": {"value": 5.40, "unit": note, "system": "http://unitsofmeasure.org", "code": "mg/dL"},
                "note": [{"text": note}], "performer": [{"display": family}], "identifier": [{"value": resident}],
            })
        records.append({"resourceType": "Condition", "id": f"{ident}-c", "subject": {"reference": f"Patient/{ident}"}, "code": {"coding": [{"system": SNOMED, "code": "38341003"}], "text": note}})
        records.append({"resourceType": "Condition", "id": f"{ident}-d", "subject": {"reference": f"Patient/{ident}"}, "code": {"text": note}, "recordedDate": "2024-01-05"})
        records.append({"resourceType": "DocumentReference", "id": f"{ident}-x", "status": "current", "subject": {"reference": f"Patient/{ident}"}, "content": [{"attachment": {"data": "c2VjcmV0"}}]})
    return records, secrets


def anonymised(program):
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"# seed {seed}")
    people, secrets = random_people(random.Random(seed), 80)
    program.done("init", "--admin", "kim")
    assert program.done("import", write(program.folder, "in.ndjson", "\n".join(json.dumps(r, ensure_ascii=False) for r in people))).object["rejected"] == []
    out, twice = program.folder / "out.ndjson", program.folder / "twice.ndjson"
    report = program.done("export", "--out", out, "--anonymise", "--reason", "study 7").object
    text = out.read_text()
    for secret in secrets:
        assert secret not in text, f"{secret!r} went out (seed {seed})"
    for word in ("display", "extension", "photo", "c2VjcmV0", "urn:", "lastUpdated", "telecom", "identifier", "note"):
        assert word not in text, word

    records = lines_of(out)
    assert report["resources"] == len(records) and report["left_out"]["other_types"] == 80, report
    patients = {r["id"]: r for r in records if r["resourceType"] == "Patient"}
    assert len(patients) == 80
    counts = {}
    for patient in patients.values():
        key = (patient.get("birthDate"), patient.get("gender"), json.dumps(patient.get("address"), sort_keys=True))
        counts[key] = counts.get(key, 0) + 1
        assert patient.get("birthDate") is None or len(patient["birthDate"]) == 4
    assert all(n >= 5 for key, n in counts.items() if key != (None, None, "null")), counts
    assert min(int(key[0]) for key in counts if key[0]) >= datetime.date.today().year - 90, "ages over 89 are one class"

    by_patient, shifts = {}, set()
    for record in records:
        if record["resourceType"] == "Observation":
            assert record["valueQuantity"] == {"value": 5.4, "system": "http://unitsofmeasure.org", "code": "mg/dL"}, record
            by_patient.setdefault(record["subject"]["reference"].partition("/")[2], []).append(record["effectiveDateTime"])
    assert set(by_patient) == set(patients), "new ids are the same throughout"
    for dates in by_patient.values():
        days = sorted(datetime.date.fromisoformat(d[:10]) for d in dates)
        assert [(b - a).days for a, b in zip(days, days[1:])] == [10, 10] and all(d.endswith("T09:30:00+09:00") for d in dates)
        shifts.add((datetime.date(2024, 3, 1) - days[0]).days)
    assert len(shifts) > 20, "every patient has an offset of their own"
    assert len([r for r in records if r["resourceType"] == "Condition"]) == 160

    program.done("export", "--out", twice, "--anonymise")
    assert not set(patients) & {r["id"] for r in lines_of(twice)}, "another export has other ids"
    entry = [e for e in program.done("audit", "list").lines if e["target"] == "Export/anonymised"][0]
    assert entry["why"].startswith("study 7"), entry


def small_groups(program):
    program.done("init", "--admin", "kim")
    people = [{"resourceType": "Patient", "id": f"p{i}", "gender": "female", "birthDate": "1981-02-03", "address": [{"district": "중구"}]} for i in range(5)]
    people += [{"resourceType": "Patient", "id": "alone", "gender": "male", "birthDate": "1911-02-03", "address": [{"district": "종로구 1"}]}]
    program.done("import", write(program.folder, "in.ndjson", "\n".join(map(json.dumps, people))))
    out = program.folder / "out.ndjson"
    report = program.done("export", "--out", out, "--anonymise").object
    told = [{k: v for k, v in r.items() if k in ("gender", "birthDate", "address")} for r in lines_of(out)]
    assert told == [{"gender": "female", "birthDate": "1980", "address": [{"district": "중구"}]}] * 5 + [{}], told
    assert report["generalised"] == 1


MAPPING = """[columns]
patient=차트번호
code=검사
value=결과
unit=단위
time=일시
flag=판정
[codes]
혈당=2345-7
[units]
mg/dl=mg/dL
"""


def csv_in(program):
    program.done("init", "--admin", "kim")
    people = [{"resourceType": "Patient", "id": f"p{i}", "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": chart}]} for i, chart in enumerate(("A-1", "B-2", "B-2"))]
    program.done("import", write(program.folder, "in.ndjson", "\n".join(map(json.dumps, people))))
    mapping = write(program.folder, "map.ini", MAPPING)
    rows = [
        "차트번호,검사,결과,단위,일시,판정",
        "A-1,혈당,101.50,mg/dl,2026-03-01 09:30,H",
        'A-1,2345-7,<60,mg/dL,2026/03/02,"l"',
        "A-2,혈당,100,mg/dl,2026-03-01,",        # nobody
        "A-,혈당,100,mg/dl,2026-03-01,",         # not a guess
        "B-2,혈당,100,mg/dl,2026-03-01,",        # two people
        "A-1,2345-8,100,mg/dl,2026-03-01,",      # no LOINC code: check digit
        'A-1,혈당,"1,200",mg/dl,2026-03-01,',    # no plain number
        "A-1,혈당,100,,2026-03-01,",             # no unit
        "A-1,혈당,100,mg/dl,01.03.2026,",        # day or month first
        "A-1,혈당,100,mg/dl,2999-01-01,",        # the future
        "A-1,혈당,100,mg/dl,2026-03-01,?",       # no flag
        ",혈당,100,mg/dl,2026-03-01,",
    ]
    file = write(program.folder, "results.csv", "\r\n".join(rows).encode("cp949"))
    before = program.done("audit", "verify").object["entries"]
    preview = program.done("import", "--csv", file, "--mapping", mapping, "--preview").object
    assert preview["accepted"] == 2 and [r["index"] for r in preview["rejected"]] == list(range(4, 14)), preview
    assert all("A-1" not in r["reason"] for r in preview["rejected"])
    assert program.done("audit", "verify").object["entries"] == before, "a preview stores nothing"
    taken = program.done("import", "--csv", file, "--mapping", mapping).object
    assert taken["accepted"] == 2 and len(taken["rejected"]) == 10
    *stored, _ = program.done("list", "Observation", "--patient", "p0").lines
    assert len(stored) == 2
    first, second = sorted(stored, key=lambda r: r["effectiveDateTime"])
    assert first["valueQuantity"] == {"value": 101.50, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"}
    assert first["effectiveDateTime"].startswith("2026-03-01T09:30:00") and first["code"]["coding"][0]["code"] == "2345-7"
    assert second["valueQuantity"]["comparator"] == "<" and second["effectiveDateTime"] == "2026-03-02"
    assert second["interpretation"][0]["coding"][0]["code"] == "L"
    assert program.done("import", "--csv", file, "--mapping", mapping).object["accepted"] == 2
    assert [r["meta"]["versionId"] for r in program.done("list", "Observation", "--patient", "p0").lines[:-1]] == ["1", "1"], "twice is once"

    odd = write(program.folder, "odd.ini", MAPPING + '[code 0]\nword=[Glu=1]\nmeans=2345-7\n')
    odd_file = write(program.folder, "odd.csv", "\r\n".join([rows[0], "A-1,[Glu=1],99,mg/dl,2026-03-03,"]).encode("cp949"))
    assert program.done("import", "--csv", odd_file, "--mapping", odd, "--keep-mapping", "우리 검사실", "--preview").object["accepted"] == 1
    odd.unlink()
    assert program.done("import", "--csv", odd_file, "--mapping", "우리 검사실", "--preview").object["accepted"] == 1, "kept under its name, whole"
    assert program.done("audit", "list").lines[-1]["target"] == "Setting/csv-mapping/우리 검사실"
    program.fails(4, "import", "--csv", odd_file, "--mapping", "다른 이름", error=("store", "not-found"))
    program.fails(1, "import", "--csv", odd_file, "--mapping", mapping, "--keep-mapping", " ", error=("store", "input"))

    program.fails(1, "import", "--csv", write(program.folder, "a.csv", 'a,b\n"x,1\n'), error=None)
    program.fails(1, "import", "--csv", file, "--mapping", write(program.folder, "b.ini", MAPPING.replace("=결과", "=없음")), error=("store", "input"))
    program.fails(2, "import", "--csv", file, "in.ndjson", error=("cli", "usage"))
    program.fails(2, "import", "--mapping", mapping, error=("cli", "usage"))


def csv_out(program):
    program.done("init", "--admin", "kim")
    evil = '=HYPERLINK("http://x","y")'
    records = [
        {"resourceType": "Patient", "id": "p", "name": [{"text": evil}], "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "A-1"}]},
        {"resourceType": "Observation", "id": "o", "status": "final", "code": {"coding": [{"system": LOINC, "code": "2345-7"}]}, "subject": {"reference": "Patient/p"},
         "effectiveDateTime": "2026-03-01T09:30:00+09:00", "valueQuantity": {"value": -1.50, "code": "mg/dL"}},
        {"resourceType": "Observation", "id": "b", "status": "final", "code": {"text": "blood pressure"}, "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-03-01",
         "component": [{"code": {"coding": [{"code": "8480-6"}]}, "valueQuantity": {"value": 120, "code": "mm[Hg]"}}, {"code": {"coding": [{"code": "8462-4"}]}, "valueQuantity": {"value": 80, "code": "mm[Hg]", "comparator": "<"}}]},
    ]
    text = "\n".join(map(json.dumps, records)).replace("-1.5,", "-1.50,").replace("-1.5}", "-1.50}")
    program.done("import", write(program.folder, "in.ndjson", text))
    out = program.folder / "out.csv"
    assert program.done("export", "--csv", "--out", out, "--patient", "p", "--reason", "copy").object["resources"] == 3
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert {r["name"] for r in rows} == {"'" + evil} and {r["patient"] for r in rows} == {"A-1"}
    assert sorted((r["code"], r["value"], r["unit"]) for r in rows) == [("2345-7", "-1.50", "mg/dL"), ("8462-4", "<80", "mm[Hg]"), ("8480-6", "120", "mm[Hg]")]

    pdf = program.folder / "chart.pdf"
    assert program.done("export", "--pdf", "--out", pdf, "--patient", "p").object["pages"] == 1
    assert pdf.read_bytes().startswith(b"%PDF") and pdf.stat().st_mode & 0o777 == 0o600
    program.fails(2, "export", "--pdf", "--out", pdf, error=("cli", "usage"))
    program.fails(4, "export", "--pdf", "--out", pdf, "--patient", "q", error=("store", "not-found"))
    assert [e["target"] for e in program.done("audit", "list", "--patient", "p").lines][-2:] == ["Export/chart-csv", "Export/chart-pdf"]

    program.profile = program.folder / "other"
    program.done("init", "--admin", "kim")
    program.done("put", write(program.folder, "p.json", records[0]))
    assert program.done("import", "--csv", out).object["accepted"] == 3, "what goes out can come in, by its headings"


if __name__ == "__main__":
    os.umask(0o022)
    run([verify_and_head, list_in_pages, round_trip, export_leaves_nothing_half, audit_as_fhir, monthly_review, daily_sheet, anonymised, small_groups, csv_in, csv_out])
