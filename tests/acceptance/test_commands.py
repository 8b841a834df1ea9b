"""The commands: what is wrong is one clear line and exit code 2, and help shows an example."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.app import app
from tests.acceptance.cli import every_command, one_clear_line, peyvand
from tests.acceptance.conftest import House
from tests.acceptance.house import variables
from tests.acceptance.parties import NOTARIES, OTHERS, RETIRING, TAX, Keyring

NOBODY_LISTENS = "postgresql://peyvand@127.0.0.1:1/peyvand?connect_timeout=2"


COMMANDS = every_command()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example(path: tuple[str, ...]) -> None:
    """A user would have to read the code to find out how a command is called."""
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert shown.exit_code == 0
    assert "Example:" in shown.output
    assert f"peyvand {' '.join(path)}" in shown.output.partition("Example:")[2]


def test_help_and_no_arguments_show_the_commands(tmp_path: Path) -> None:
    """A user who types the bare name would be told nothing."""
    for arguments, code in ((("--help",), 0), ((), 2)):
        shown = peyvand(tmp_path, *arguments)
        assert shown.code == code
        said = shown.out + shown.err
        assert all(path[0] in said for path in COMMANDS)


@pytest.fixture
def own(tmp_path: Path, keys: Keyring, database_url: str) -> dict[str, str]:
    """Give the variables of a hub that lacks nothing but agencies."""
    (tmp_path / "garbage").write_text("no key")
    document, message = keys.key("certificates"), keys.key("messages")
    return {
        "DATABASE_URL": database_url,
        "CERTIFICATE_KEY__KEY": str(document.key),
        "CERTIFICATE_KEY__CERTIFICATE": str(document.certificate),
        "MESSAGE_KEY__KEY": str(message.key),
        "MESSAGE_KEY__CERTIFICATE": str(message.certificate),
        "TRUST": str(keys.trust),
        "AGENCIES__CIVIL_REGISTRY__BASE_URL": "http://127.0.0.1:1",
        "AGENCIES__INSURANCE_LEDGER__BASE_URL": "http://127.0.0.1:1",
        "AGENCIES__LEGAL_PERSON_REGISTRY__BASE_URL": "http://127.0.0.1:1",
        "PORT": "0",
    }


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PORT", "eighty", "port"),
        ("PORT", "70000", "port"),
        ("MAX_REQUEST_BYTES", "0", "max_request_bytes"),
        ("AGENCIES__CIVIL_REGISTRY__BASE_URL", "somewhere", "base_url"),
        ("AGENCIES", "{", "agencies"),
        ("AGENCIES", "{}", "agency"),
        ("DUTIES", '["article39"]', "article39"),
        ("DUTIES", "[]", "duties"),
        ("CERTIFICATE_KEY__KEY", "garbage", "certificate_key"),
        ("MESSAGE_KEY__CERTIFICATE", "garbage", "message_key"),
        ("MESSAGE_KEY__KEY", "missing.pem", "message_key"),
        ("DATABASE_URL", NOBODY_LISTENS, "PostgreSQL"),
        ("DATABASE_URL", "mysql://somewhere", "PostgreSQL"),
    ],
)
def test_a_wrong_setting_is_named_before_a_port_opens(
    name: str, value: str, word: str, own: dict[str, str], tmp_path: Path
) -> None:
    """An operator would be given a traceback at night, or a hub that fails at its first notary."""
    if name == "AGENCIES":
        own = {key: said for key, said in own.items() if not key.startswith("AGENCIES")}
    ended = peyvand(tmp_path, "serve", **(own | {name: value}))
    one_clear_line(ended, word)
    assert "ready" not in ended.out


@pytest.mark.parametrize(
    ("text", "word"), [("port = ", "peyvand.toml"), ("prot = 1\n", "prot"), ("port = -1", "port")]
)
def test_a_wrong_settings_file_is_named(
    text: str, word: str, own: dict[str, str], tmp_path: Path
) -> None:
    """A slip in the settings file would be a traceback, or be read over."""
    (tmp_path / "peyvand.toml").write_text(text)
    del own["PORT"]
    one_clear_line(peyvand(tmp_path, "serve", **own), word)


def test_a_port_that_is_taken_is_named(own: dict[str, str], tmp_path: Path) -> None:
    """An operator could not tell why the second hub on a machine does not start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        one_clear_line(peyvand(tmp_path, "serve", **(own | {"PORT": port})), "in use")


def test_a_database_without_tables_is_named(
    own: dict[str, str], empty_database_url: str, tmp_path: Path
) -> None:
    """A hub before its migration would say ready and refuse every notary."""
    for command in ("serve", "work"):
        ended = peyvand(tmp_path, command, **(own | {"DATABASE_URL": empty_database_url}))
        one_clear_line(ended, "migrate")
    url = {"DATABASE_URL": empty_database_url}
    assert peyvand(tmp_path, "migrate", **url).code == 0
    assert "up to date" in peyvand(tmp_path, "migrate", **url).out


def test_agencies_are_listed_as_json(house: House, tmp_path: Path) -> None:
    """A script could not tell who is registered."""
    url = house.settings.database_url
    listed = peyvand(tmp_path, "agency", "list", "--json", DATABASE_URL=url)
    agencies = {one["code"]: one for one in json.loads(listed.out)}
    assert listed.code == 0
    assert set(agencies) >= {NOTARIES, OTHERS, RETIRING, TAX}
    assert agencies[NOTARIES]["certificates"] == 1


def test_an_agency_is_registered_and_its_key_rolls_over(
    keys: Keyring, database_url: str, tmp_path: Path
) -> None:
    """An agency's change of keys would need a database administrator."""
    first, second = (str(keys.key(name).certificate) for name in ("first", "second"))
    url = {"DATABASE_URL": database_url}
    add = ("agency", "add", "some-agency", "--title", "دستگاه")
    assert peyvand(tmp_path, *add, "--certificate", first, **url).code == 0
    rolled = ("agency", "rotate", "some-agency", "--certificate", second, "--overlap-days", "1")
    assert peyvand(tmp_path, *rolled, **url).code == 0
    (one,) = json.loads(peyvand(tmp_path, "agency", "list", "--json", **url).out)
    assert (one["code"], one["certificates"]) == ("some-agency", 2)


def test_a_wrong_registration_is_named(keys: Keyring, database_url: str, tmp_path: Path) -> None:
    """Somebody else's certificate, or nobody's, would be a traceback or a hole."""
    certificate = str(keys.key("third").certificate)
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("no certificate")
    url = {"DATABASE_URL": database_url}
    said = ("--title", "دستگاه", "--certificate")
    assert peyvand(tmp_path, "agency", "add", "owner", *said, certificate, **url).code == 0
    wrong = [
        (("agency", "add", "thief", *said, certificate), "thief"),
        (("agency", "add", "Not A Code", *said, str(keys.key("fourth").certificate)), "lower-case"),
        (("agency", "add", "owner", *said, str(garbage)), "garbage.pem"),
        (("agency", "rotate", "nobody", "--certificate", certificate), "nobody"),
    ]
    for arguments, word in wrong:
        one_clear_line(peyvand(tmp_path, *arguments, **url), word)


def test_a_document_that_cannot_be_judged_is_said_to_be_unreadable(
    keys: Keyring, tmp_path: Path
) -> None:
    """A missing trust anchor would look like a forged certificate."""
    file = tmp_path / "some.xml"
    file.write_text("<a/>")
    one_clear_line(peyvand(tmp_path, "verify", "some.xml"), "--trust")
    trust = str(keys.trust)
    for name in ("some.xml", "missing.xml"):
        told = peyvand(tmp_path, "verify", name, "--trust", trust)
        assert (told.code, len(told.err.splitlines())) == (2, 1)
        assert told.err.startswith(f"{name}: unreadable: ")


def test_settings_as_variables_are_what_they_were(house: House) -> None:
    """The tests' own hubs would be set otherwise than they say."""
    told = variables(house.settings)
    assert told["PEYVAND_DATABASE_URL"] == house.settings.database_url
    assert json.loads(told["PEYVAND_AGENCIES"]).keys() == house.settings.agencies.keys()
