"""Which agencies stand behind a bus, by the name that the bus has for their service."""

from collections.abc import Callable
from datetime import datetime

from simulators.government_bus.esb import create_esb
from simulators.government_bus.public_bus import create_public_bus
from simulators.kit.asgi import App
from simulators.kit.command import agencies, app_of
from simulators.kit.population import Population
from simulators.kit.simulator import Answer, Simulator

PROXIES = {
    "budget_organization": "GSB_BudgetOrganization",
    "civil_registry": "GSB_SabteAhval_Online",
    "legal_person_registry": "GSB_SabteAsnad_Legal",
}
"""Behind the enterprise bus, by agency."""
OPERATIONS = {"mobile_ownership": "shahkar/gwsh"}
"""Behind the public bus, by agency."""


def buses(people: Population, now: Callable[[], datetime]) -> dict[str, App]:
    """Return both buses, each in front of stand-ins of its own; ``now`` tells UTC."""
    return {
        "esb": create_esb(_behind(PROXIES, people), people.seed),
        "public-bus": create_public_bus(_behind(OPERATIONS, people), people.seed, now),
    }


def _behind(services: dict[str, str], people: Population) -> dict[str, Answer]:
    """Return what answers behind a bus, by the name of the service."""
    found: dict[str, Answer] = {}
    for agency in sorted(services.keys() & set(agencies())):
        app = app_of(agency, people)
        if isinstance(app, Simulator):
            found[services[agency]] = app.answer
    return found
