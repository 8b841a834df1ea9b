"""The catalog refuses, at the start, whatever would surprise later."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.base import catalog, ports
from adapters.base.bus import EsbChannel
from adapters.base.catalog import AgencySettings, CatalogError, discover, open_gateways
from adapters.base.connection import NOBODY, Credentials
from adapters.base.errors import AgencyRefused
from adapters.base.hours import Hours, Window
from adapters.base.terms import LocalTerms

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BASE = "http://agency.invalid"
MANIFESTS = Path(catalog.__file__).parents[1]


def _now() -> datetime:
    return NOW


def _transport() -> httpx.AsyncBaseTransport:
    return httpx.MockTransport(lambda _: httpx.Response(500))


def _settings(**changes: Any) -> dict[str, AgencySettings]:
    """Return settings for every agency that wants no secrets, those of the registry changed."""
    plain: dict[str, Any] = {"base_url": BASE, "enabled": True, "credentials": None}
    settings = {name: AgencySettings(**plain) for name in _without_secrets()}
    return settings | {"civil_registry": AgencySettings(**plain | changes)}


def _without_secrets() -> dict[str, catalog.Manifest]:
    """Return the manifests of the agencies that want neither an account nor a key of ours."""
    return {
        name: one
        for name, one in discover().items()
        if one.credentials != "required" and not one.signed
    }


async def _open(settings: dict[str, AgencySettings]) -> dict[str, Any]:
    async with open_gateways(settings, _now, transport_factory=_transport) as gateways:
        return gateways.ports


def _other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Let the catalog find one agency alone, its manifest the registry's with changes."""
    text = (MANIFESTS / "civil_registry" / "manifest.toml").read_text("utf-8")
    for line in text.splitlines():
        key = line.partition(" =")[0]
        if key in changes:
            text = text.replace(line, f"{key} = {changes.pop(key)}")
    for key, value in changes.items():
        text = f"{key} = {value}\n{text}"
    folder = tmp_path / "civil_registry"
    folder.mkdir()
    (folder / "manifest.toml").write_text(text, "utf-8")
    monkeypatch.setattr(catalog, "_ADAPTERS", tmp_path)


async def test_gateways_by_port() -> None:
    """The hub gets a gateway for every port that the enabled agencies offer."""
    gateways = await _open(_settings())
    offered = {port for one in _without_secrets().values() for port in one.offers}
    assert gateways.keys() == offered
    for name, gateway in gateways.items():
        methods = [one for one in vars(getattr(ports, name)) if not one.startswith("_")]
        assert methods
        assert all(callable(getattr(gateway, method)) for method in methods)


async def test_disabled_agency_is_not_opened() -> None:
    """Discovery finds an agency, configuration alone enables it."""
    assert "PersonRegistry" not in await _open(_settings(enabled=False))


async def test_agency_without_settings_is_not_opened() -> None:
    """An agency that nobody configured is never asked."""
    assert await _open({}) == {}


async def test_unknown_agency() -> None:
    """A misspelt agency must not be skipped in silence."""
    with pytest.raises(CatalogError, match="no such agency: moon"):
        await _open({"moon": AgencySettings(BASE, enabled=True, credentials=None)})


async def test_one_port_one_agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers to one question would leave it to chance whom the hub believes."""
    _other(tmp_path, monkeypatch, offers='["PersonRegistry", "PersonRegistry"]')
    settings = {"civil_registry": AgencySettings(BASE, enabled=True, credentials=None)}
    with pytest.raises(CatalogError, match="another agency"):
        await _open(settings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"credentials": '"required"'}, "civil_registry: it wants credentials"),
        ({"signed": "true"}, "civil_registry: it wants a message key"),
    ],
)
async def test_secrets_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str
) -> None:
    """An agency that would refuse every message of ours is found out at the start."""
    _other(tmp_path, monkeypatch, **changes)
    settings = {"civil_registry": AgencySettings(BASE, enabled=True, credentials=None)}
    with pytest.raises(CatalogError, match=said):
        await _open(settings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": '"elsewhere"'}, "calls itself elsewhere"),
        ({"offers": '["Oracle"]'}, "there is no port Oracle"),
        ({"offers": '["Attested"]'}, "there is no port Attested"),
        ({"offers": "[]"}, "offers"),
        ({"contract": '"civil_registry/v9/est.wsdl"'}, "there is no contract"),
        ({"connect": "0"}, "timeouts.connect"),
        ({"attempts": "0"}, "retries.attempts"),
        ({"concurrent": "101"}, "bulkhead.concurrent"),
        ({"entries": "0"}, "freshness.entries"),
        ({"surprise": "1"}, "surprise"),
        ({"protocol": '"carrier-pigeon"'}, "protocol"),
        ({"via": '["direct", "public-bus"]'}, "public-bus carries no soap"),
        ({"via": "[]"}, "via"),
        ({"via": '["pigeon"]'}, "via"),
    ],
)
def test_wrong_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str
) -> None:
    """A manifest is data that people write; what is wrong is named when the hub starts."""
    _other(tmp_path, monkeypatch, **changes)
    with pytest.raises(CatalogError, match=said):
        discover()


def test_manifest_that_is_not_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file is an error with the agency's name, not a traceback."""
    _other(tmp_path, monkeypatch)
    (tmp_path / "civil_registry" / "manifest.toml").write_text("name =", "utf-8")
    with pytest.raises(CatalogError, match="civil_registry") as caught:
        discover()
    assert isinstance(caught.value.__cause__, tomllib.TOMLDecodeError)


def _connect(name: str, path: Path | None) -> Credentials:
    """Return the credentials of a connection."""
    settings = AgencySettings(BASE, enabled=True, credentials=path)
    return catalog.connect(discover()[name], settings, _now, _transport()).credentials


def test_credentials_from_a_file(tmp_path: Path) -> None:
    """Secrets are given as paths, and a password never prints."""
    path = tmp_path / "account.toml"
    path.write_text('user = "hub"\npassword = "secret"\n', "utf-8")
    credentials = _connect("civil_registry", path)
    assert credentials == Credentials("hub", "secret")
    assert "secret" not in repr(credentials)


def test_no_credentials_behind_the_bus() -> None:
    """Where the bus vouches for us there is no account."""
    assert _connect("civil_registry", None) == NOBODY


@pytest.mark.parametrize("text", ['user = "hub"', "password = secret", 'user = "a"\nmore = "b"'])
def test_wrong_credentials_file(tmp_path: Path, text: str) -> None:
    """A wrong file is refused without a word of what stands in it."""
    path = tmp_path / "account.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogError) as caught:
        _connect("civil_registry", path)
    assert re.search("must hold user and password|is not TOML", str(caught.value))
    assert "hub" not in str(caught.value)


def test_missing_credentials_file(tmp_path: Path) -> None:
    """A path that leads nowhere is found at the start."""
    with pytest.raises(CatalogError):
        _connect("civil_registry", tmp_path / "nothing.toml")


def test_unwanted_credentials(tmp_path: Path) -> None:
    """A secret for an agency that takes none is a mistake in the settings."""
    with pytest.raises(CatalogError, match="wants no credentials"):
        _connect("insurance_ledger", tmp_path / "account.toml")


@pytest.mark.parametrize(
    ("name", "via", "said"),
    [
        ("civil_registry", "public-bus", "reached direct or esb, never public-bus"),
        ("insurance_ledger", "esb", "reached direct, never esb"),
        ("civil_registry", "esb", "esb wants a credentials file"),
    ],
)
def test_wrong_way(name: str, via: Any, said: str) -> None:
    """A way that the agency does not have, or that nobody may go, is found at the start."""
    settings = AgencySettings(BASE, enabled=True, credentials=None, via=via)
    with pytest.raises(CatalogError, match=said):
        catalog.connect(discover()[name], settings, _now, _transport())


def test_way_of_the_settings(tmp_path: Path) -> None:
    """A deployment behind a bus changes one word and its credentials file."""
    path = tmp_path / "account.toml"
    path.write_text('[esb]\nuser = "hub"\npassword = "secret"\n', "utf-8")
    settings = AgencySettings(BASE, enabled=True, credentials=path, via="esb")
    connection = catalog.connect(discover()["civil_registry"], settings, _now, _transport())
    assert isinstance(connection.http, EsbChannel)
    assert connection.credentials == NOBODY


async def _refusal(local: LocalTerms, **kwargs: Any) -> str:
    """Return why an agency with local terms is not asked."""
    settings = AgencySettings(BASE, enabled=True, credentials=None, terms=local)
    manifest = discover()["insurance_ledger"]
    connection = catalog.connect(manifest, settings, _now, _transport(), **kwargs)
    with pytest.raises(AgencyRefused) as caught:
        await connection.conduct.read(_nobody)
    return caught.value.code


async def _nobody() -> str:
    """Fail: nobody may be asked."""
    raise AssertionError


async def test_what_was_agreed_here_is_kept() -> None:
    """A deployment's own hours, holidays and maintenance would be read and forgotten."""
    rest = Window(begins=NOW, ends=NOW + timedelta(hours=1))
    assert await _refusal(LocalTerms(maintenance=(rest,))) == "maintenance"
    sundays = LocalTerms(hours=Hours(sunday=("00:00-24:00",)))
    assert await _refusal(sundays, holidays={NOW.date()}) == "holiday"
    assert await _refusal(LocalTerms(hours=Hours(monday=("00:00-24:00",)))) == "closed"
