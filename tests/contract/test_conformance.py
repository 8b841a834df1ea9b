"""``peyvand conformance``: every stand-in conforms, and what does not is told to people."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from lxml import html
from typer.testing import CliRunner

from adapters.base import catalog
from hub.cli.app import app as peyvand
from hub.errors import Misconfigured
from simulators.kit.command import app_of
from simulators.kit.faults import Fault
from simulators.kit.keys import made_hub
from simulators.kit.population import Population
from simulators.kit.serve import listening
from simulators.kit.simulator import Simulator
from tests.contract.conftest import account_at, subjects_of

LEDGER = "insurance_ledger"


@contextmanager
def standing(simulator: Simulator) -> Iterator[str]:
    """Serve a stand-in from a thread of its own while the block runs; give its URL."""
    up, over, urls = threading.Event(), asyncio.Event(), []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with listening(simulator) as url:
            urls.append(url)
            up.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    up.wait()
    try:
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def examined(*words: str) -> Result:
    """Return what the command comes to."""
    return CliRunner().invoke(peyvand, ["conformance", *words])


@pytest.fixture(autouse=True)
def message_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give us the message key of the hub that the stand-ins know, and no other setting."""
    hub, key, certificate = made_hub(), tmp_path / "key.pem", tmp_path / "certificate.pem"
    key.write_bytes(hub.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.chmod(0o600)
    certificate.write_bytes(hub.certificate.public_bytes(Encoding.PEM))
    told = json.dumps({"key": str(key), "certificate": str(certificate)})
    monkeypatch.setenv("PEYVAND_MESSAGE_KEY", told)


@pytest.mark.parametrize("name", sorted(catalog.discover()))
def test_every_stand_in_conforms(name: str, people: Population, tmp_path: Path) -> None:
    """An agency that does as its contract says would be told that it does not."""
    simulator = app_of(name, people)
    assert isinstance(simulator, Simulator)
    subjects = tmp_path / "subjects.toml"
    told = subjects_of(name).items()
    subjects.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in told), "utf-8")
    account = account_at(name, tmp_path)
    given = [key for key in ("credentials", "certificate") if account.get(key)]
    options = [word for key in given for word in (f"--{key}", str(account[key]))]
    with standing(simulator) as url:
        found = examined(name, url, "--subjects", str(subjects), *options, "--json")
    assert found.exit_code == 0, found.output
    report: dict[str, Any] = json.loads(found.stdout)
    assert report["ok"] is True
    assert all(check["ok"] for check in report["checks"])
    assert all(check["milliseconds"] for check in report["checks"] if "/" not in check["name"])


@pytest.mark.parametrize(
    ("mode", "code"),
    [("html", "not-json"), ("refuse", "service-closed"), ("extra-field", "schema")],
)
def test_what_does_not_conform(mode: str, code: str, people: Population, tmp_path: Path) -> None:
    """An agency would go into service that breaks its contract, or could not read why not."""
    simulator = app_of(LEDGER, people)
    assert isinstance(simulator, Simulator)
    simulator.faults.set(Fault(mode=mode))
    page = tmp_path / "report.html"
    with standing(simulator) as url:
        found = examined(LEDGER, url, "--report", str(page))
    assert found.exit_code == 1
    assert f"{LEDGER} at {url}: does not conform" in found.stdout
    assert code in found.stdout
    tree = html.fromstring(page.read_text("utf-8"))
    assert (tree.get("lang"), tree.get("dir")) == ("fa", "rtl")
    assert len(tree.findall(".//tbody/tr")) == 6
    assert code in tree.text_content()
    assert "نمی‌خواند" in tree.text_content()
    assert not tree.xpath("//@src | //@href | //script")


def test_silence_is_no_refusal() -> None:
    """A server that is down would pass every check of what it must refuse."""
    found = examined(LEDGER, "http://127.0.0.1:1")
    assert found.exit_code == 1
    assert "✓" not in found.stdout


def test_the_report_holds_no_page_of_theirs(tmp_path: Path) -> None:
    """A URL is text in the report, not a part of it."""
    page = tmp_path / "report.html"
    examined(LEDGER, "http://127.0.0.1:1/<b>x</b>", "--report", str(page))
    assert not html.fromstring(page.read_text("utf-8")).findall(".//b")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nobody", "http://127.0.0.1:1"), "there is no agency nobody"),
        ((LEDGER, "nonsense"), "nonsense"),
        ((LEDGER, "http://127.0.0.1:1", "--subjects", "{folder}/wrong.toml"), "colour"),
        ((LEDGER, "http://127.0.0.1:1", "--subjects", "{folder}/number.toml"), "is text"),
        ((LEDGER, "http://127.0.0.1:1", "--subjects", "{folder}/short.toml"), "subjects:"),
    ],
)
def test_bad_input_is_named(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    """Whoever mistypes a subject would be told that the agency does not know it."""
    (tmp_path / "wrong.toml").write_text('colour = "red"\n', "utf-8")
    (tmp_path / "number.toml").write_text("branch = 210\n", "utf-8")
    (tmp_path / "short.toml").write_text('postal_code = "12"\n', "utf-8")
    found = examined(*(word.format(folder=tmp_path) for word in words))
    assert isinstance(found.exception, Misconfigured)
    assert says in str(found.exception)
