"""The asked-about register: who asked is found, and whatever is done to it is found too."""

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg import Connection

from adapters.base.errors import AgencyUnavailable, NoSuchRecord
from hub.cli import app
from hub.errors import NotPermitted, ProviderSilent
from hub.evidence.register import differences
from hub.lookups.firms import FIRM
from hub.lookups.persons import PERSON, REGISTRATION, RELATION
from hub.store.database import Database, connect
from hub.store.register import beside_receipts, count_receipts
from simulators.kit import identifiers
from tests.integration.hub.conftest import House
from tests.kit import article37 as kit
from tests.kit.lookups import BODIES, CHILD, Desk, admit, opened
from tests.kit.messages import NOTARIES, inbound

Run = Callable[..., tuple[int, str, str]]
PERSON_ID = kit.NATURAL["Transferor/Natural/NationalId"]
WORKSHOP = f"{kit.WORKSHOP.branch}/{kit.WORKSHOP.workshop_id}"
ALONE = "SELECT document_id FROM disclosures WHERE subject LIKE 'legal-id:%'"
"""A receipt of one line."""


async def _fill(url: str) -> None:
    """Leave one of each: told, not found, silent, refused; lookups and a case."""
    admit(url, NOTARIES.code)
    async with opened(url) as desk:
        for lookup in (PERSON, RELATION, REGISTRATION, FIRM):
            await desk.ask(lookup)
        await desk.ask(PERSON, BODIES[PERSON.name] | {"fields": ["person.alive"]})
        desk.registry.failure = NoSuchRecord("agency", "none")
        await desk.ask(REGISTRATION)
        desk.registry.failure = AgencyUnavailable("agency", "timeout")
        with pytest.raises(ProviderSilent):
            await desk.ask(PERSON)
        await _refused(desk)
    async with Database(url, min_size=1, max_size=2) as database:
        await House(database).road.travel(inbound(1))


async def _refused(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        await desk.ask(PERSON, BODIES[PERSON.name] | {"purpose": "no-such-purpose"})


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """Give a database with lines of every kind."""
    asyncio.run(_fill(shared_database_url))
    return shared_database_url


@pytest.fixture
def tampered(url: str) -> Iterator[Connection]:
    """Give a connection that may do what nobody may, and undoes it."""
    with connect(url) as connection, connection.transaction(force_rollback=True):
        for table in ("disclosures", "evidence"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        yield connection


def meddle(connection: Connection, verb: str, how: str = "") -> None:
    """Do something to the one row of the receipt that has a single line."""
    done = connection.execute(f"{verb} {how} WHERE document_id = ({ALONE})".encode())
    assert done.rowcount == 1


def found(connection: Connection) -> list[list[str]]:
    """Return what does not agree, document by document."""
    each = ([*differences(one.leaf, one.lines)] for one in beside_receipts(connection))
    return [[one.what for one in told] for told in each if told]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run a command on a database."""

    def run(url: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PEYVAND_DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["peyvand", "register", *words])
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def test_what_the_hub_wrote_agrees(url: str) -> None:
    """A register that nobody touched would be called incomplete."""
    with connect(url) as connection:
        kept = [*beside_receipts(connection)]
        assert found(connection) == []
        assert count_receipts(connection) == len(kept) == 9
    outcomes = {line.disclosed.outcome for one in kept for line in one.lines}
    assert outcomes == {"told", "not-found", "silent", "refused"}


def test_a_line_that_was_removed_is_found(tampered: Connection) -> None:
    """Who asked could be made to never have asked."""
    meddle(tampered, "DELETE FROM disclosures")
    assert found(tampered) == [["line.missing"]]


@pytest.mark.parametrize("kind", ["disclosure", "receipt", "policy"])
def test_a_line_that_was_added_is_found(tampered: Connection, kind: str) -> None:
    """Somebody could be said to have asked who never did."""
    tampered.execute(
        """
        INSERT INTO disclosures
        SELECT (SELECT min(document_id::text)::uuid FROM evidence WHERE kind = %s),
               'national-id:9980000017', provider, agreement, consumer, task_kind, task, purpose,
               outcome, reason, asked, told, withheld, as_of, asked_at
        FROM disclosures WHERE subject LIKE 'legal-id:%%'
        """,
        (kind,),
    )
    assert found(tampered) == [["line.surplus"]]


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("told", """told || '{"firm.name": "masked"}'""", ["line.told"]),
        ("told", "told - 'firm.name'", ["line.told"]),
        ("withheld", "'{firm.name}'", ["line.withheld"]),
        ("asked", "'{firm.name}'", ["line.asked"]),
        ("task", "'registration'", ["line.task"]),
        ("task_kind", "'use_case'", ["line.task"]),
        ("purpose", "'debt-view'", ["line.purpose"]),
        ("consumer", f"'{NOTARIES.code}'", ["line.consumer"]),
        ("asked_at", "asked_at - interval '1 hour'", ["line.asked_at"]),
        ("as_of", "as_of - interval '1 hour'", ["line.as_of"]),
        ("outcome", "'not-found', told = '{}'", ["line.outcome", "line.told"]),
        (
            "agreement",
            "(SELECT digest FROM agreements WHERE canonical LIKE '%%mobile%%' LIMIT 1)",
            ["line.agreement"],
        ),
        ("subject", "'legal-id:10100000007'", ["line.surplus", "line.missing"]),
        ("provider", "'civil_registry'", ["line.surplus", "line.missing"]),
    ],
    ids=[
        "form",
        "told",
        "withheld",
        "asked",
        "task",
        "kind",
        "purpose",
        "consumer",
        "asked-at",
        "as-of",
        "outcome",
        "agreement",
        "subject",
        "provider",
    ],
)
def test_a_line_that_was_changed_is_found(
    tampered: Connection, column: str, value: str, what: list[str]
) -> None:
    """Something else could be said to have been told, of another, or by another right."""
    meddle(tampered, "UPDATE disclosures SET", f"{column} = {value}")
    assert [sorted(one) for one in found(tampered)] == [sorted(what)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("document = document || ' '::bytea", ["evidence.commitment"]),
        ("salt = sha256(salt)", ["evidence.commitment", "line.missing", "line.surplus"]),
        ("leaf_hash = sha256(leaf_hash)", ["evidence.commitment"]),
        ("document = '<Receipt/>'", ["evidence.commitment", "receipt.unreadable"]),
        ("document = 'x'", ["evidence.commitment", "receipt.unreadable"]),
        (
            "document = (SELECT document FROM evidence WHERE kind = 'receipt' LIMIT 1)",
            [
                "evidence.commitment",
                "line.missing",
                "line.missing",
                "line.missing",
                "line.surplus",
                "receipt.number",
            ],
        ),
        (
            "document = convert_to(replace(convert_from(document, 'UTF8'),"
            " 'form=\"yes-no\"', 'form=\"whole\"'), 'UTF8')",
            ["evidence.commitment", "line.told"],
        ),
    ],
    ids=["document", "salt", "leaf", "no-receipt", "no-xml", "anothers", "told"],
)
def test_a_receipt_that_was_changed_is_found(
    tampered: Connection, change: str, what: list[str]
) -> None:
    """The register could be made complete by changing what proves it."""
    meddle(tampered, "UPDATE evidence SET", change)
    assert [sorted(one) for one in found(tampered)] == [what]


def test_the_command_says_that_all_agrees(url: str, run: Run) -> None:
    """An auditor would have to believe instead of checking."""
    code, out, _ = run(url, "check")
    assert (code, out) == (0, "9 receipts, 14 lines of the register: they agree\n")
    code, out, _ = run(url, "check", "--json")
    assert (code, json.loads(out)) == (0, {"receipts": 9, "lines": 14, "differences": {}})


def test_the_command_names_what_does_not_agree(url: str, database_url: str, run: Run) -> None:
    """A register that somebody has changed would pass for complete."""
    asyncio.run(_fill(database_url))
    with connect(database_url) as connection:
        connection.execute("ALTER TABLE disclosures DISABLE TRIGGER USER")
        (name,) = connection.execute(ALONE).fetchall()[0]
        connection.execute("DELETE FROM disclosures WHERE subject LIKE 'legal-id:%'")
    code, out, _ = run(database_url, "check")
    assert code == 1
    missing = f"{name}: the register lacks a line that the receipt has (legal_person_registry)"
    assert out.splitlines() == [missing, "9 receipts, 13 lines of the register: 1 do not agree"]
    code, out, _ = run(database_url, "check", "--json")
    told = [{"what": "line.missing", "provider": "legal_person_registry"}]
    assert (code, json.loads(out)["differences"]) == (1, {str(name): told})


def test_a_person_finds_who_asked(url: str, run: Run) -> None:
    """The employer, or an insured person, would never learn who asked about him, and why."""
    code, out, _ = run(url, "about", "--national-id", PERSON_ID)
    assert code == 0
    heads = [line for line in out.splitlines() if not line.startswith(" ")]
    assert len(heads) == 11
    assert all("2026-11-22T11:30:00+03:30 (1405/09/01)" in line for line in heads)
    assert "sso-services asked civil_registry for registration (account-registration)" in out
    assert "notary-offices asked insurance_ledger for article37" in out
    assert "Social Security Act (1354), Article 37 (agreement " in out
    assert "told person.alive (yes-no)" in out
    assert "it was refused (purpose.unknown)" in out
    assert "«نام» (کامل)" in out
    assert PERSON_ID not in out


def test_what_was_told_is_there_for_machines(url: str, run: Run) -> None:
    """A portal could not show a person who asked about him."""
    found = json.loads(run(url, "about", "--national-id", CHILD.national_id, "--json")[1])
    (one,) = found
    assert one["service"] == "dependants-enrol"
    assert one["asked_on"] == {"gregorian": "2026-11-22", "jalali": "1405/09/01"}
    assert one["article"] == "Social Security Act (1354), Article 58"
    assert (one["outcome"], one["told"]["relation.holds"]) == ("told", "yes-no")
    assert one["withheld"] == ["relative.birth_date"]
    assert one["titles"]["relation.holds"] == "برقراری نسبت"


@pytest.mark.parametrize(
    ("option", "value", "lines"),
    [("--legal-id", BODIES[FIRM.name]["firm"]["legal_id"], 1), ("--workshop", WORKSHOP, 1)],
)
def test_firms_and_workshops_are_found_too(
    url: str, run: Run, option: str, value: str, lines: int
) -> None:
    """An employer would only be found under his own national id."""
    assert len(json.loads(run(url, "about", option, value, "--json")[1])) == lines


def test_the_newest_question_comes_first(url: str, run: Run) -> None:
    """Of a hundred questions the last one would be at the end."""
    found = json.loads(run(url, "about", "--national-id", PERSON_ID, "--json")[1])
    stamps = [one["asked_at"] for one in found]
    assert stamps == sorted(stamps, reverse=True)


def test_of_somebody_nobody_asked_about_there_is_nothing(url: str, run: Run) -> None:
    """An empty answer would look like one that failed."""
    other = identifiers.national_id(98 * 999_999 + 77)
    assert run(url, "about", "--national-id", other)[:2] == (
        0,
        "Nobody has asked. / کسی نپرسیده است.\n",
    )
    assert run(url, "about", "--national-id", other, "--json")[1] == "[]\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give one of"),
        (("--national-id", PERSON_ID, "--legal-id", "1"), "give one of"),
        (("--national-id", "9980000000"), "--national-id: it breaks the rule national-id."),
        (("--legal-id", "123"), "--legal-id: it breaks the rule legal-id.digits"),
        (("--workshop", "12"), "--workshop: it breaks the rule workshop-id.digits"),
    ],
    ids=["none", "two", "person", "firm", "workshop"],
)
def test_a_slip_is_one_line_without_the_number(
    url: str, run: Run, words: tuple[str, ...], said: str
) -> None:
    """A person's number would stand in a terminal's history of errors."""
    code, _, err = run(url, "about", *words)
    assert code == 2
    assert said in err
    assert not any(word in err for word in words if word.isdigit() and len(word) > 3)


def test_a_number_can_come_from_standard_input(
    url: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A person's number would stand in the list of processes."""
    (tmp_path / "id").write_text(f"{PERSON_ID}\n")
    with (tmp_path / "id").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        code, out, _ = run(url, "about", "--national-id", "-", "--json")
    assert (code, len(json.loads(out))) == (0, 11)


def test_no_log_has_the_number(url: str, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads logs would learn about whom an officer asked."""
    with caplog.at_level(logging.DEBUG):
        run(url, "about", "--national-id", PERSON_ID)
    assert not any(PERSON_ID in str(vars(one)) for one in caplog.records)
