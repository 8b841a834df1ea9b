"""No door stands outside the contract, but for those that are named here."""

from pathlib import Path

from pydantic import HttpUrl
from starlette.routing import Route

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


async def test_every_route_is_in_the_contract(shared_database_url: str, tmp_path: Path) -> None:
    """A door would be opened that no contract tells of, or one be promised that there is not."""
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
    assert {one.path for one in routes} == generated()["paths"].keys() | BESIDE.keys()
