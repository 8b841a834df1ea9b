"""The register's gateway against its stand-in: magic inputs, in clear and encrypted."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adapters.base import catalog
from adapters.base.connection import Connection
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.resilience import Retries
from adapters.base.transport import AgencyTransport
from adapters.mobile_ownership.gateway import build
from schemas.canonical.identifiers import parse_mobile, parse_national_id
from simulators.kit.asgi import Reply, Request
from simulators.kit.population import Population
from simulators.mobile_ownership.cipher import public_pem, register_key
from simulators.mobile_ownership.people import MAGIC, UNKNOWN_PROVIDER, Magic, mobile_of
from simulators.mobile_ownership.server import PASSWORD, USER, create_app
from tests.contract.conftest import IMPATIENT, NOW, Agency

Open = Callable[..., Any]


@pytest.fixture
async def encrypted(agency: Agency, people: Population, tmp_path: Path) -> AsyncIterator[Open]:
    """Give a way to a gateway that has the register's key; ``now`` is its own clock."""
    agency.simulator.answer = create_app(people, lambda: NOW).answer
    connections: list[Connection] = []
    (tmp_path / "register.pem").write_bytes(public_pem(register_key()))

    def opened(now: datetime = NOW, **entries: str) -> Any:
        told = {"user": USER, "password": PASSWORD, "provider_code": "1234"}
        told |= {"encryption_key": str(tmp_path / "register.pem")} | entries
        path = tmp_path / "account.toml"
        path.write_text("".join(f"{name} = '{one}'\n" for name, one in told.items() if one))
        settings = catalog.AgencySettings(agency.url, enabled=True, credentials=path)
        once = Retries(attempts=1, first_wait=0.001, longest_wait=0.001)
        manifest = agency.manifest.model_copy(update={"retries": once})
        connections.append(catalog.connect(manifest, settings, lambda: now, AgencyTransport()))
        return build(connections[-1])

    yield opened
    for one in connections:
        await one.http.aclose()


async def _owns(gateway: Any, magic: Magic, national_id: str = "") -> bool:
    """Return whether a magic number is its owner's, or that person's."""
    asked = parse_national_id(national_id or magic.owner.national_id)
    owned: bool = (await gateway.owns(parse_mobile(magic.mobile), asked)).value
    return owned


async def test_everybody_owns_his_own(agency: Agency, people: Population) -> None:
    """Zeros at the front of an id or a number survive the wire; nobody owns his neighbour's."""
    gateway = agency.open()
    persons = list(people.people.values())[:120]
    for one, other in pairwise(persons):
        mobile = parse_mobile(mobile_of(one))
        assert (await gateway.owns(mobile, parse_national_id(one.national_id))).value
        assert not (await gateway.owns(mobile, parse_national_id(other.national_id))).value


@pytest.mark.parametrize(
    ("key", "owned"),
    [("owned", True), ("lost-zeros", True), ("ceased", False), ("foreign", False)],
)
async def test_answers(agency: Agency, encrypted: Open, key: str, owned: bool) -> None:
    """A number out of service or a foreigner's is nobody's who has a national id."""
    assert await _owns(agency.open(), MAGIC[key]) is owned
    assert await _owns(encrypted(), MAGIC[key]) is owned
    paths = [request.path for request, _ in agency.simulator.history]
    assert [path.rpartition("/")[2] for path in paths] == [
        "serviceIDmatching",
        "serviceIDmatchingencrypted",
    ]


async def test_not_his(agency: Agency, encrypted: Open) -> None:
    """Another's number is a plain no, in both forms of the question."""
    other = MAGIC["owned"].owner.national_id
    assert not await _owns(agency.open(), MAGIC["not-owned"], other)
    assert not await _owns(encrypted(), MAGIC["not-owned"], other)


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("no-such-person", NoSuchRecord, "no-such-person"),
        ("repeated", AgencyUnavailable, "request-repeated"),
        ("stale", AgencyRefused, "request-stale"),
        ("unreadable", AgencyBrokeContract, "cipher-refused"),
        ("quota", AgencyRefused, "quota"),
        ("closed", AgencyRefused, "service-closed"),
        ("operator-silent", AgencyUnavailable, "operator-silent"),
        ("unknown-code", AgencyBrokeContract, "unknown-response"),
        ("text-code", AgencyBrokeContract, "schema"),
        ("extra-field", AgencyBrokeContract, "schema"),
        ("other-request", AgencyBrokeContract, "other-request"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_refused(agency: Agency, key: str, error: type[AgencyError], code: str) -> None:
    """Each failure keeps its kind: none of them may be taken for a no."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await _owns(gateway, MAGIC[key])
    assert caught.value.code == code


async def test_every_attempt_has_an_id_of_its_own(agency: Agency) -> None:
    """A retry under the same id would be refused as a repetition, and the outage would last."""
    gateway = agency.open(retries=Retries(attempts=3, first_wait=0.001, longest_wait=0.001))
    with pytest.raises(AgencyUnavailable):
        await _owns(gateway, MAGIC["operator-silent"])
    bodies = [json.loads(request.body) for request, _ in agency.simulator.history]
    assert len({body["requestId"] for body in bodies}) == 3


async def test_an_id_another_process_took(agency: Agency) -> None:
    """Two processes in one microsecond: the second is refused once, and asks again."""
    answer = agency.simulator.answer

    def taken(request: Request) -> Reply:
        agency.simulator.answer = answer
        answer(request)
        return answer(request)

    agency.simulator.answer = taken
    gateway = agency.open(retries=Retries(attempts=2, first_wait=0.001, longest_wait=0.001))
    assert await _owns(gateway, MAGIC["owned"])


async def test_nothing_in_clear(agency: Agency, encrypted: Open) -> None:
    """Encrypted means that neither the number nor the id is on the wire, nor twice the same."""
    magic = MAGIC["owned"]
    gateway = encrypted()
    assert await _owns(gateway, magic)
    assert await _owns(gateway, magic)
    bodies = [request.body for request, _ in agency.simulator.history]
    for body in bodies:
        assert magic.mobile.encode() not in body
        assert magic.owner.national_id.encode() not in body
    first, second = (json.loads(body) for body in bodies)
    assert first["serviceNumber"] != second["serviceNumber"]


@pytest.mark.parametrize("seconds", [61, -61])
async def test_clock_that_is_off(encrypted: Open, seconds: int) -> None:
    """A clock that is off is a refusal that names it, never a no."""
    with pytest.raises(AgencyRefused) as caught:
        await _owns(encrypted(NOW + timedelta(seconds=seconds)), MAGIC["owned"])
    assert caught.value.code == "request-stale"


async def test_strangers(encrypted: Open) -> None:
    """An account or a provider that the register does not know is told apart from an outage."""
    for entries, code in (
        ({"password": "wrong"}, "http-401"),
        ({"provider_code": UNKNOWN_PROVIDER}, "provider-unknown"),
    ):
        with pytest.raises(AgencyRefused) as caught:
            await _owns(encrypted(**entries), MAGIC["owned"])
        assert caught.value.code == code
