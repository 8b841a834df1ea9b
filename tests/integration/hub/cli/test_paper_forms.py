"""``peyvand paper-forms``: long minutes out of a file, good lines kept, and what came of forms."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.evidence.leaf import leaf_of
from schemas.canonical.evidence import LeafKind
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.conftest import Look

HEADER = "act,first,last,replaced_by,number\n"
WORDS = ("--province", "07", "--branch", "0210", "--signed-by", "branch-head", "--by", "operator-3")
BOOK = "delivered,AB0000001,AB1000000,,\n"


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database without forms."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    return database_url


def record(
    peyvand: Peyvand, lines: str, *more: str, number: str = "1", day: str = "1399/09/20"
) -> tuple[int, list[Any]]:
    """Return the exit code and the rows of the answer to a file."""
    Path("book.csv").write_text(HEADER + lines, "utf-8")
    given = ("--minute", number, "--day", day, *WORDS, "--json", *more)
    ran = peyvand("paper-forms", "record", "book.csv", *given)
    assert ran.err == "", ran.err
    return ran.code, [json.loads(one) for one in ran.out.splitlines()]


def test_nothing_is_there_yet(house: str, peyvand: Peyvand) -> None:
    """An operator could not tell an empty register from a command that failed."""
    assert "No minutes are taken down yet" in peyvand("paper-forms", "list").out
    assert peyvand("paper-forms", "summary").out == "No form was delivered yet.\n"
    assert json.loads(peyvand("paper-forms", "list", "--json").out) == {"minutes": [], "next": None}


def test_good_lines_are_kept_and_the_rest_named(house: str, peyvand: Peyvand, look: Look) -> None:
    """A slip in one line of a long book would cost all the others, or be lost among them."""
    bad = "spoiled,AB0000150,,,\nissued,AB00,,,\nissued,AB0000001\n"
    code, rows = record(peyvand, f"{BOOK}unused-returned,AB0000101,AB0000200,,\n{bad}")
    assert code == 1
    assert [one.get("result") for one in rows[:-1]] == ["kept", "kept"] + ["refused"] * 3
    assert [one["line"] for one in rows[:-1]] == [2, 3, 4, 5, 6]
    assert [one["problems"][0] for one in rows[2:-1]] == [
        {"rule": "paper.is-unused-returned", "forms": "AB0000150"},
        {"field": "first", "rule": "paper-serial.form"},
        {"field": "line", "rule": "paper.columns"},
    ]
    assert rows[-1] == {"end": {"kept": 2, "refused": 3}}
    ((id_, part, lines, forms, by),) = look(
        "SELECT id, part, lines, forms, said_by FROM paper_form_minutes"
    )
    assert (part, lines, forms, by) == (1, 2, 1_000_100, "operator-3")
    ((entry, salt, document),) = look(
        "SELECT entry, salt, document FROM evidence WHERE document_id = %s", id_
    )
    assert leaf_of(LeafKind.PAPER_FORMS, id_, document, salt).entry == entry
    assert [one["act"] for one in json.loads(document)["lines"]] == ["delivered", "unused-returned"]


def test_a_file_is_run_again(house: str, peyvand: Peyvand, look: Look) -> None:
    """A corrected file would add its good lines twice, or never get its last one in."""
    record(peyvand, f"{BOOK}spoiled,AB000001,,,\n")
    code, rows = record(peyvand, f"{BOOK}spoiled,AB0000001,,,\n")
    assert (code, [one.get("result") for one in rows[:-1]]) == (0, ["same", "kept"])
    assert record(peyvand, f"{BOOK}spoiled,AB0000001,,,\n")[1][-1] == {"end": {"same": 2}}
    assert look("SELECT part, lines FROM paper_form_minutes ORDER BY part") == [(1, 1), (2, 1)]


def test_a_long_file_is_taken_in_parts(house: str, peyvand: Peyvand, look: Look) -> None:
    """A book line by line would be one transaction, and lost as a whole when it breaks off."""
    lines = "".join(f"issued,AB{n:07d},,,12/{n}\n" for n in range(1, 1201))
    code, rows = record(peyvand, BOOK + lines)
    assert (code, rows[-1]) == (0, {"end": {"kept": 1201}})
    assert look("SELECT part, lines FROM paper_form_minutes ORDER BY part") == [
        (1, 500),
        (2, 500),
        (3, 201),
    ]
    summary = json.loads(peyvand("paper-forms", "summary", "--branch", "210", "--json").out)
    assert (summary["total"]["issued"], summary["total"]["missing"]) == (1200, 998_800)
    assert summary["missing_forms"] == [
        {"first": "AB0001201", "last": "AB1000000", "forms": 998_800}
    ]


def test_what_was_recorded_is_shown(house: str, peyvand: Peyvand) -> None:
    """An operator would be shown what he cannot read, or a page without its end."""
    record(peyvand, BOOK)
    record(peyvand, "issued,AB0000001,AB0000010,,\n", number="2")
    ran = peyvand("paper-forms", "list", "--limit", "1")
    assert "1399" not in ran.out
    assert "next: --after 1" in ran.out
    told = json.loads(peyvand("paper-forms", "list", "--after", "1", "--json").out)
    assert [one["number"] for one in told["minutes"]] == ["2"]
    shown = peyvand("paper-forms", "summary", "--branch", "0210").out
    assert "missing AB0000011..AB1000000, 999990" in shown


@pytest.mark.parametrize(
    ("dated", "code", "verdict"),
    [("1399/09/20", 0, "valid-before-switch"), ("1399/10/05", 1, "after-switch")],
)
def test_a_paper_is_judged(
    house: str, peyvand: Peyvand, dated: str, code: int, verdict: str
) -> None:
    """A branch would have no answer for who stands there with a paper."""
    record(peyvand, f"{BOOK}issued,AB0000001,,,\n")
    ran = peyvand("paper-forms", "judge", "AB0000001", "--dated", dated, "--json")
    assert (ran.code, json.loads(ran.out)["verdict"]) == (code, verdict)
    plain = peyvand("paper-forms", "judge", "AB0000001", "--dated", dated)
    assert (plain.code, plain.out.splitlines()[0]) == (code, f"AB0000001: {verdict}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("judge", "AB1", "--dated", "1399/10/05"), "SERIAL: paper-serial.form (The serial"),
        (("judge", "AB0000001", "--dated", "1399/13/05"), "--dated: day.no-such-day"),
        (("list", "--branch", "x"), "branch: branch-code.digits"),
        (("summary", "--province", "123"), "province: paper.province"),
    ],
    ids=["serial", "day", "branch", "province"],
)
def test_what_is_wrong_is_one_line(
    house: str, peyvand: Peyvand, words: tuple[str, ...], said: str
) -> None:
    """A slip of the operator would be a stack trace, or an answer to something else."""
    ran = peyvand("paper-forms", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--signed-by", "A. Person"), "signed_by.1: json.enumeration"),
        (("--by", " "), "--by: somebody"),
        (("--day", "1499/01/01"), "day: paper.future"),
    ],
    ids=["name", "nobody", "future"],
)
def test_minutes_that_cannot_be(
    house: str, peyvand: Peyvand, look: Look, more: tuple[str, ...], said: str
) -> None:
    """Minutes would be kept that bear a person's name, nobody's, or a day to come."""
    Path("book.csv").write_text(HEADER + BOOK, "utf-8")
    given = ("--minute", "1", "--day", "1399/09/20", *WORDS, *more)
    ran = peyvand("paper-forms", "record", "book.csv", *given)
    assert (ran.code, said in " ".join(ran.err.split())) == (2, True), ran.err
    assert look("SELECT count(*) FROM paper_form_minutes") == [(0,)]


def test_a_number_is_of_one_minute(house: str, peyvand: Peyvand) -> None:
    """Two papers of a branch would be one, on the day of whichever came first."""
    record(peyvand, BOOK)
    Path("book.csv").write_text(f"{HEADER}issued,AB0000001,,,\n", "utf-8")
    ran = peyvand(
        "paper-forms", "record", "book.csv", "--minute", "1", "--day", "1399/09/21", *WORDS
    )
    assert (ran.code, "--minute 1: minutes of this number" in ran.err) == (2, True)


@pytest.mark.parametrize("text", ["serial\nAB\n", "act,first,act\n", ""])
def test_a_file_of_other_columns(house: str, peyvand: Peyvand, text: str) -> None:
    """Columns in another order or of another file would be taken for serials."""
    Path("book.csv").write_text(text, "utf-8")
    ran = peyvand(
        "paper-forms", "record", "book.csv", "--minute", "1", "--day", "1399/09/20", *WORDS
    )
    assert (ran.code, "book.csv: the first line is act,first,last" in ran.err) == (2, True)


def test_help_has_an_example(peyvand: Peyvand) -> None:
    """An operator would have to guess how the commands are written."""
    for name in ("record", "list", "summary", "judge"):
        ran = peyvand("paper-forms", name, "--help")
        assert f"Example: peyvand paper-forms {name}" in " ".join(ran.out.split())
