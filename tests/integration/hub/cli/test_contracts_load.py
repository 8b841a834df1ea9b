"""``peyvand contracts load``: a register's lines, each with its result, and again without harm."""

import json
from pathlib import Path

import pytest

from hub.contracts.digest import canonical
from tests.integration.hub.cli.conftest import Peyvand
from tests.integration.hub.conftest import Look
from tests.kit.contracts import unlike

TAX = ("--source", "tax_authority")


@pytest.fixture(autouse=True)
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database to the command."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    return database_url


def written(*lines: bytes) -> str:
    Path("c.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    return "c.ndjson"


def contract(serial: int) -> bytes:
    return canonical(unlike(serial))


def test_good_lines_are_kept_and_others_named(peyvand: Peyvand, look: Look) -> None:
    """A slip in a file of a million lines would cost all of them, or be lost in silence."""
    nobody = json.dumps(json.loads(contract(2)) | {"contractor": None}).encode()
    file = written(contract(1), b"{no json", b"", nobody, contract(5))
    ran = peyvand("contracts", "load", file, *TAX)
    first, second, told = ran.out.splitlines()
    assert (ran.code, told) == (1, "2 created, 2 refused")
    assert first.startswith("c.ndjson:2: refused json.malformed (")
    assert second.startswith("c.ndjson:4: refused contractor: ")
    assert look("SELECT source_id FROM contract_entries ORDER BY source_id") == [
        (unlike(1).source_id,),
        (unlike(5).source_id,),
    ]


def test_what_was_broken_off_goes_on(peyvand: Peyvand, look: Look) -> None:
    """A load that died at half would have to be undone first, or begin anew."""
    assert peyvand("contracts", "load", written(contract(1)), *TAX).code == 0
    file = written(*map(contract, range(1, 5)))
    ran = peyvand("contracts", "load", file, *TAX, "--json")
    assert json.loads(ran.out) == {"end": {"created": 3, "unchanged": 1}}
    ran = peyvand("contracts", "load", file, *TAX, "--from", "4", "--json")
    assert json.loads(ran.out) == {"end": {"unchanged": 1}}
    assert look("SELECT position FROM contract_feed") == [(4,)]


def test_lines_beyond_one_transaction(peyvand: Peyvand, look: Look) -> None:
    """What does not fit into one transaction would be left out, or numbered anew."""
    file = written(*map(contract, range(1, 1003)), b"[]")
    ran = peyvand("contracts", "load", file, *TAX)
    refused, told = ran.out.splitlines()
    assert (refused.split()[0], told) == ("c.ndjson:1003:", "1,002 created, 1 refused")
    assert look("SELECT contracts FROM contract_feed") == [(1002,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.ndjson", *TAX), "none.ndjson: there is no such file"),
        (("c.ndjson", "--source", "x"), "--source x: no register of precedence.toml"),
    ],
)
def test_what_cannot_be_loaded_is_one_line(
    peyvand: Peyvand, arguments: tuple[str, ...], said: str
) -> None:
    """A slip of the pen would be a traceback."""
    written(contract(1))
    ran = peyvand("contracts", "load", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_file_without_a_line_says_so(peyvand: Peyvand) -> None:
    """Nothing at all would be told of an empty file."""
    ran = peyvand("contracts", "load", written(b""), *TAX)
    assert (ran.code, ran.out) == (0, "There is no line in it.\n")
