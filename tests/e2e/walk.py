#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: stage walk.py MANPASIK MANPASIKCTL [FOLDER-FOR-PICTURES]

A nurse's walk: find the patient, measure, accept the result, find it in the chart. Real keys, real
mouse, the shipped program on a demo profile; manpasikctl is asked whether the store agrees.
"""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import Ctl  # noqa: E402
from gui import Steps, Window, has_state, key, wait_for, write_korean  # noqa: E402

MEASURING_S = 150


def name_of(patient):
    """As the window shows it: Korean names family first without a space."""
    name = patient["name"][0]
    if name.get("text"):
        return name["text"]
    given = " ".join(name.get("given", []))
    family = name.get("family", "")
    return family + given if not (family + given).isascii() else f"{given} {family}".strip()


def button(window, label):
    """By the name that a screen reader says: the plain label, once."""
    return window.find("push button", label)


def press_when_ready(window, label, seconds=20):
    found = wait_for(lambda: next((thing for thing in window.all_shown("push button", lambda text: text == label)
                                   if has_state(thing, "SENSITIVE")), None),
                     f"the button “{label}”, ready to press", seconds)
    window.click(found)


def observations(ctl, patient):
    return [line for line in ctl.lines("list", "Observation", "--patient", patient["id"], "--limit", 200)
            if line.get("resourceType") == "Observation"]


def shown_number(observation):
    return float(observation["valueQuantity"]["value"])


def find_patient(steps, window, patient):
    name = name_of(patient)
    with steps.step("the window opens on the list of patients"):
        window.read(name)
    with steps.step("Ctrl+K and the name find the patient"):
        key("ctrl+k")
        write_korean(window, name, lambda: window.shows(name))
        window.read(name)
        wait_for(lambda: window.shows_any(lambda text: text == name), "the row of the patient")
    with steps.step("F2 leads to the measurement of that patient"):
        key("Return")
        window.settle(3)
        key("F2")
        wait_for(lambda: window.section() == "Measure", "the section that measures")
        button(window, "This is the patient")


def measure(steps, window):
    with steps.step("the patient is confirmed with Ctrl+Enter"):
        key("ctrl+Return")
        button(window, "Start measuring")
    with steps.step("the cartridge is read and accepted"):
        wait_for(lambda: has_state(button(window, "Start measuring"), "SENSITIVE"), "that measuring can start")
    with steps.step("a click starts the run, and the 88 channels are on screen"):
        press_when_ready(window, "Start measuring")
        button(window, "Cancel the measurement")
        window.read(lambda text: "Baseline" in text or "Exposure" in text)
    with steps.step("the run ends in a result with value and unit"):
        wait_for(lambda: has_state(button(window, "Accept the result"), "SENSITIVE"), "a result to accept", MEASURING_S)
        window.read(lambda text: "mg/dL" in text or "mmol/L" in text)
        window.read("How was this computed?")


def accept(steps, window, ctl, patient, before):
    with steps.step("until it is accepted, the result is preliminary"):
        new = [entry for entry in observations(ctl, patient) if entry["id"] not in before]
        assert new, "no new observation in the store"
        assert all(entry["status"] == "preliminary" for entry in new), [entry["status"] for entry in new]
    with steps.step("Ctrl+Enter accepts it, and the store has it as final"):
        key("ctrl+Return")
        window.read("The result is final")
        new = wait_for(lambda: [entry for entry in observations(ctl, patient)
                                if entry["id"] not in before and entry["status"] == "final"], "a final observation")
        wrong = [entry["id"] for entry in new if entry["subject"]["reference"] != f"Patient/{patient['id']}"]
        assert not wrong, f"in another chart: {wrong}"
    return new


def read_chart(steps, window, new):
    value = shown_number(new[0])
    unit = new[0]["valueQuantity"]["unit"]

    def is_value(text):
        for word in text.replace("<", " ").replace(">", " ").split():
            try:
                number = float(word.replace(",", ""))
            except ValueError:
                continue
            decimals = len(word.partition(".")[2])
            if abs(number - value) <= 0.51 * 10 ** -decimals:
                return True
        return False

    with steps.step("the chart opens and shows the value in its timeline"):
        press_when_ready(window, "Open chart")
        wait_for(lambda: window.section() == "Patients", "the section with the chart")
        timeline = window.find("list", "Timeline")
        wait_for(lambda: [text for text in window.texts_in(timeline) if is_value(text) and unit in text],
                 f"{value} {unit} in the timeline")
    with steps.step("Ctrl+1 goes back to the patients, Ctrl+Q ends the program in order"):
        key("ctrl+1")
        wait_for(lambda: window.section() == "Patients", "the section of the patients")
        key("ctrl+q")
        status = window.process.wait(15)
        assert status == 0, f"exit status {status}"


def check_after(steps, ctl, new):
    with steps.step("computed again, every run gives the same bits"):
        report = ctl("recompute", "--all")
        assert report["runs"] >= 1 and report["identical"] == report["runs"], report
    with steps.step("the store checks out"):
        ctl("check")
        assert ctl("get", f"Observation/{new[0]['id']}")["status"] == "final"


def main(program, ctl_program, pictures):
    os.makedirs(pictures, exist_ok=True)
    steps = Steps(pictures)
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "profile")
        ctl = Ctl(ctl_program, profile)
        window = None
        try:
            with steps.step("a demo profile is made"):
                ctl("init", "--admin", "nurse", "--demo")
                patient = ctl.lines("list", "Patient", "--limit", 5)[2]
                before = {entry["id"] for entry in observations(ctl, patient)}
            window = Window([program, "--profile", profile], LANGUAGE="en", LC_ALL="C.UTF-8")
            steps.window = window
            find_patient(steps, window, patient)
            measure(steps, window)
            new = accept(steps, window, ctl, patient, before)
            window.picture(os.path.join(pictures, "walk-done.png"))
            read_chart(steps, window, new)
            check_after(steps, ctl, new)
        except Exception as error:  # the step has said what failed; what came outside one has not
            if not steps.failed:
                steps.number += 1
                steps.failed = True
                print(f"not ok {steps.number} - {type(error).__name__}: {error}")
                steps.explain()
        finally:
            if window:
                window.close()
    return steps.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else tempfile.gettempdir()))
