"""No door stands outside the contract, but for those that are named here."""

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest
from pydantic import HttpUrl
from starlette.routing import Match, Route

from hub.api.contracts import PUT_PATH
from hub.cli.first_keys import first_keys
from hub.config import AgencySettings, Settings
from hub.main import open_house
from tests.conformance.openapi.contract import generated

AGENCIES = ("civil_registry", "insurance_ledger", "legal_person_registry", "mobile_ownership")
BESIDE = {
    "/soap/article37/v1": "a contract of its own, in WSDL",
    "/soap/commerce-card/v1": "a contract of its own, in WSDL",
    "/verify": "a page",
    "/verify/{number}": "a page",
    "/verify/paper": "a page",
    "/services": "a page",
    "/docs": "a page",
    **dict.fromkeys(
        (
            "/panel",
            "/panel/sign-in",
            "/panel/sign-out",
            "/panel/passphrase",
            "/panel/contracts",
            "/panel/contracts/further",
            "/panel/contracts/choices",
            "/panel/contracts/{ocid}",
            "/panel/article38",
            "/panel/article38/{ocid}",
            "/panel/article38/{ocid}/{number}.{form}",
        ),
        "a page of the hub's own operators",
    ),
    "/assets/{name}": "what pages are shown with",
    "/healthz": "for who keeps the process running",
    "/readyz": "for who keeps the process running",
    "/openapi.json": "the contract itself",
}
"""The addresses that are not in the contract, and why."""


@pytest.fixture
async def routes(shared_database_url: str, tmp_path: Path) -> AsyncIterator[list[Route]]:
    """Give every route of a whole house."""
    keys = first_keys(tmp_path)
    nowhere = HttpUrl("http://127.0.0.1:9")
    settings = Settings(
        database_url=shared_database_url,
        certificate_key=keys.certificates.settings,
        message_key=keys.messages.settings,
        trust=keys.trust,
        agencies={name: AgencySettings(base_url=nowhere) for name in AGENCIES},
    )
    async with open_house(settings, "http://hub.test") as house:
        routes = [one for one in house.doors.routes if isinstance(one, Route)]
        assert len(routes) == len(house.doors.routes)
        yield routes


async def test_every_route_is_in_the_contract(routes: list[Route]) -> None:
    """A door would be opened that no contract tells of, or one be promised that there is not."""
    assert {one.path for one in routes} == generated()["paths"].keys() | BESIDE.keys()


async def test_no_word_of_an_address_keeps_a_contract_out(routes: list[Route]) -> None:
    """A register with a contract called ``assessment`` could never say it, or said it elsewhere."""
    addresses = [one.path.strip("/").split("/") for one in routes]
    words = {word for some in addresses for word in some if "{" not in word and "." not in word}
    assert {"changes", "acknowledgement", "reconciliation", "assessment", "batch"} <= words
    for source, source_id in product(sorted({*words, "tax_authority"}), sorted(words)):
        scope = {"type": "http", "method": "PUT", "path": f"/v1/contracts/{source}/{source_id}"}
        found = next(one for one in routes if one.matches({**scope})[0] is Match.FULL)
        assert found.path == PUT_PATH, scope["path"]
