#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: stage chart-walk.py MANPASIK MANPASIKCTL [FOLDER-FOR-PICTURES]

A day at the chart by keys alone: sign in, register a patient, record an allergy, begin a note, lock,
unlock, and the note stands there as it was left. The shipped program on a sealed profile with a
password; manpasikctl is asked whether the store agrees.
"""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import Ctl  # noqa: E402
from gui import Steps, Window, field, key, wait_for, write, write_korean  # noqa: E402

USER = "nurse"
PASSWORD = "four words make it long"
NAME = "홍새봄"
ALLERGEN = "Penicillin"
NOTE = "Headache since yesterday; pressure 150/95."
MORE = " Again in two weeks."


class Clinic:
    """What manpasikctl sees, signed in."""

    def __init__(self, program, profile, password_file):
        self.ctl = Ctl(program, profile)
        self.who = ("--user", USER, "--password-file", password_file)

    def call(self, *words):
        return self.ctl(*self.who, *words)

    def lines(self, kind, patient=None):
        words = ["list", kind, "--limit", 200]
        if patient:
            words += ["--patient", patient["id"]]
        return [line for line in self.ctl.lines(*self.who, *words) if line.get("resourceType") == kind]

    def find_patient(self):
        return next((patient for patient in self.lines("Patient")
                     if patient["name"][0].get("text") == NAME
                     or patient["name"][0].get("family", "") + "".join(patient["name"][0].get("given", [])) == NAME), None)


def count(window, text):
    return sum(1 for _ in window.all_shown(test=lambda seen: text in seen))


def sign_in(steps, window):
    with steps.step("nothing is shown before somebody signs in"):
        window.read("The records open to people of this clinic only.")
        window.settle(1.5)
        assert not window.shows("D-0001"), "a patient is shown"
    with steps.step("name and password open the list of patients"):
        write(USER)
        key("Tab")
        write(PASSWORD)
        key("Return")
        window.read("D-0001", 60)
        window.settle(1.5)


def register(steps, window, clinic):
    with steps.step("Ctrl+N leads to the form for a new patient, in its first field"):
        key("ctrl+n")
        window.read("How to reach")
        window.settle(1.5)
        write_korean(window, NAME)
        wait_for(lambda: field(window, NAME), "the name in its field")
    with steps.step("the resident number tells birth date and sex"):
        key("Tab")
        write("900101-2234567")
        wait_for(lambda: field(window, "1990-01-01"), "the birth date in its field")
    with steps.step("Ctrl+Enter registers, and the chart opens"):
        key("ctrl+Return")
        window.read("Allergies: not asked")
        window.read(NAME)
        patient = wait_for(clinic.find_patient, "the patient in the store")
        assert patient["birthDate"] == "1990-01-01" and patient["gender"] == "female", patient
    return patient


def record_allergy(steps, window, clinic, patient):
    with steps.step("Ctrl+Page Down leads to the allergies"):
        key("ctrl+Next", "ctrl+Next", "ctrl+Next")
        window.read("Add allergy")
    with steps.step("the allergy is written and saved"):
        key("ctrl+Return")
        window.read("New allergy")
        key("Tab")
        write(ALLERGEN)
        wait_for(lambda: field(window, ALLERGEN), "the substance in its field")
        key("ctrl+Return")
        found = wait_for(lambda: clinic.lines("AllergyIntolerance", patient), "the allergy in the store")
        assert len(found) == 1 and found[0]["patient"]["reference"].endswith(patient["id"]), found
    with steps.step("it stands in the banner at once"):
        wait_for(lambda: not window.shows("Allergies: not asked"), "the banner with the allergy")
        wait_for(lambda: count(window, ALLERGEN) >= 2, f"{ALLERGEN} in the list and in the banner")


def begin_note(steps, window):
    with steps.step("Ctrl+Page Down leads to the notes, and a note is begun"):
        key("ctrl+Next", "ctrl+Next", "ctrl+Next")
        window.read("Write note")
        key("ctrl+Return")
        window.read("New note")
        window.settle(1.5)
        key("Tab", "Tab")
        write(NOTE)
        wait_for(lambda: field(window, NOTE), "the note as it was typed")


def lock_and_unlock(steps, window, clinic, patient):
    with steps.step("Ctrl+L locks, and nothing of the patient is left on the screen"):
        key("ctrl+l")
        window.read("Unlock")
        for secret in (NAME, ALLERGEN, NOTE):
            assert not window.shows(secret), f"{secret} is still shown"
    with steps.step("no key of the window works while it is locked"):
        key("ctrl+n", "ctrl+k", "ctrl+1")
        assert not window.shows("New patient") and not window.shows(NAME)
    with steps.step("the password unlocks, and the draft stands there as it was"):
        assert not clinic.lines("DocumentReference", patient), "the draft is a record already"
        window.settle(1.5)
        write(PASSWORD)
        key("Return")
        wait_for(lambda: field(window, NOTE), "the note as it was left", 60)
        window.read(NAME)
    with steps.step("one goes on writing where one was"):
        write(MORE)
        wait_for(lambda: field(window, NOTE + MORE), "the note with the rest")


def sign_note(steps, window, clinic, patient):
    with steps.step("Ctrl+Enter signs the note, in this patient's chart"):
        key("ctrl+Return")
        found = wait_for(lambda: clinic.lines("DocumentReference", patient), "the note in the store")
        assert len(found) == 1 and found[0]["subject"]["reference"].endswith(patient["id"]), found
    with steps.step("Escape leads back, step by step, to the patients"):
        window.settle(1.5)
        key("Escape")
        window.settle(1.5)
        key("Escape")
        window.settle(1.5)
        key("ctrl+n")
        wait_for(lambda: field(window, NAME) is None, "an empty form for the next patient")
    with steps.step("the program ends in order, and the store checks out"):
        key("ctrl+q")
        status = window.process.wait(15)
        assert status == 0, f"exit status {status}"
        clinic.call("check")


def main(program, ctl_program, pictures):
    os.makedirs(pictures, exist_ok=True)
    steps = Steps(pictures)
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "profile")
        password_file = os.path.join(folder, "password")
        with open(password_file, "w", encoding="utf-8") as file:
            file.write(PASSWORD)
        clinic = Clinic(ctl_program, profile, password_file)
        window = None
        try:
            with steps.step("a demo profile with a password is made"):
                clinic.ctl("init", "--admin", USER, "--password-file", password_file, "--demo")
            window = Window([program, "--profile", profile], LANGUAGE="en", LC_ALL="C.UTF-8")
            steps.window = window
            sign_in(steps, window)
            patient = register(steps, window, clinic)
            record_allergy(steps, window, clinic, patient)
            begin_note(steps, window)
            lock_and_unlock(steps, window, clinic, patient)
            sign_note(steps, window, clinic, patient)
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
