"""Lookups are planned from the agreements; what comes back beside what is agreed is seen."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulators.demo.agreed import agreements, at_any_hour
from simulators.demo.disclosed import as_json, lines
from simulators.demo.disclosure import Answered, leaks, told_in, wrong
from simulators.demo.subjects import Day, Question, questions

QUESTION = Question(
    "/v1/persons/lookup",
    "registration",
    "account-registration",
    signed=False,
    about={"person": {"national_id": "9980000009", "birth_date": "1350/04/01"}},
    granted={"person.given_name": "whole", "person.birth_date": "age-band"},
    held={
        "person.given_name": "کیان",
        "person.birth_date": Day("1350/04/01", "1971-06-22"),
        "person.family_name": "کریمی",
        "person.alive": True,
    },
)


def field(name: str, form: str, value: object) -> dict[str, object]:
    return {"name": name, "form": form, "value": value, "source": "civil_registry"} | {
        "age_seconds": 0
    }


def answer(*fields: Mapping[str, object], withheld: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"fields": list(fields), "withheld": list(withheld or HIDDEN)}


HIDDEN = ("person.alive", "person.family_name")
NAME = field("person.given_name", "whole", "كيان")
BAND = field("person.birth_date", "age-band", "45-59")


def test_every_agreed_lookup_is_asked(tmp_path: Path) -> None:
    """A service that has an agreement would not be shown, or one asked at the wrong door."""
    at_any_hour(tmp_path)
    agreed = agreements(tmp_path)
    planned = {(one.service, one.path) for one in questions(agreed)}
    assert {
        ("identity-inquiry", "/v1/persons/lookup"),
        ("workshop-enrolment", "/v1/firms/lookup"),
        ("workshop-enrolment", "/v1/persons/lookup"),
        ("dependants-enrol", "/v1/persons/relation"),
        ("registration", "/v1/persons/registration-check"),
        ("registration", "/v1/persons/mobile-ownership"),
    } <= planned
    told = {"person", "relation", "firm", "mobile"}
    assert {one.service for one in agreed if one.families & told} == {one for one, _ in planned}
    texts = [one.read_text("utf-8") for one in (tmp_path / "agreements").iterdir()]
    assert all('allowed_hours = ["00:00-24:00"]' in text for text in texts)


def test_as_agreed() -> None:
    """An answer that is right would be called wrong: a letter in the other alphabet, a band."""
    assert wrong(QUESTION, answer(NAME, BAND), "كيان 45-59") == ""


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (answer(NAME), "person.birth_date is agreed and not told"),
        (
            answer(NAME, BAND, field("person.alive", "yes-no", value=True)),
            "person.alive is told and not agreed",
        ),
        (answer(NAME, BAND, withheld=HIDDEN[:1]), "the withheld fields are not named as they are"),
        (
            answer(NAME, field("person.birth_date", "whole", "1350/04/01")),
            "person.birth_date is not told as agreed",
        ),
        (
            answer(NAME, field("person.birth_date", "age-band", "55")),
            "person.birth_date is not told as agreed",
        ),
        (
            answer(field("person.given_name", "whole", "رضا"), BAND),
            "person.given_name is not told as agreed",
        ),
    ],
)
def test_another_answer(given: dict[str, Any], problem: str) -> None:
    """The demonstration would pass although somebody was told more, less or something else."""
    assert wrong(QUESTION, given, "") == problem


@pytest.mark.parametrize(
    "heard", ["… كريمي …", "کریمی", "born 1350/04/01", "13500401", "1971-06-22", "19710622"]
)
def test_a_withheld_value_anywhere(heard: str) -> None:
    """A withheld value in a header, a receipt or another field's value would go unseen."""
    assert wrong(QUESTION, answer(NAME, BAND), heard).endswith("its value came back")


def test_nothing_comes_with_a_refusal() -> None:
    """A refusal could tell what an answer may: nothing is granted there."""
    assert not list(leaks(QUESTION, "کیان"))
    assert list(leaks(QUESTION, "کیان", refused=True))
    same = replace(QUESTION, held={**QUESTION.held, "person.father_name": "کیان"})
    assert not list(leaks(same, "کیان"))  # told whole under another name


def test_shown_side_by_side() -> None:
    """What was withheld, or refused, would not be shown beside what was told."""
    given = Answered(QUESTION, told_in(answer(NAME, BAND)), HIDDEN, "00000000-0000")
    refusal = {"type": "urn:x", "title": "No", "title_fa": "نه", "status": "403"}
    told, refused = as_json([given, Answered(QUESTION, refusal=refusal)])
    assert [one["title_fa"] for one in told["disclosed"]] == ["نام", "تاریخ تولد"]
    assert [one["name"] for one in told["withheld"]] == list(HIDDEN)
    assert told["receipt"] == "receipts/00000000-0000.xml"
    assert refused["refused"] == refusal
    said = list(lines([given, Answered(QUESTION, refusal=refusal)], ["loan-clearance"]))
    assert "403 urn:x: No · نه" in said[0]
    assert "loan-clearance" in said[1]
