"""A tax authority whose contracts can be lost and said behind everybody's back."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from adapters.base import catalog
from adapters.base.resilience import Retries
from schemas.canonical.contract import RegisteredContract
from simulators.kit.asgi import JSON, Request
from simulators.kit.keys import made
from simulators.kit.population import population
from simulators.tax_authority.people import account
from simulators.tax_authority.server import create_signing_app
from tests.contract.conftest import NOW
from tests.kit.inprocess import InProcess


class Authority:
    """The stand-in without a socket and without a contract; ``gateway`` is the way to it."""

    def __init__(self, folder: Path) -> None:
        self.simulator = create_signing_app(population(7, 20), made(), lambda: NOW)
        manifest = catalog.discover()["tax_authority"]
        settings = catalog.AgencySettings(
            "http://tax_authority", enabled=True, **account(made(), folder)
        )
        plain = {"retries": Retries(attempts=1, first_wait=0.001, longest_wait=0.001)}
        connection = catalog.connect(
            manifest.model_copy(update=plain),
            settings,
            _now,
            InProcess({"tax_authority": self.simulator}),
        )
        self.gateway: Any = import_module("adapters.tax_authority.gateway").build(connection)
        self.numbers = {one["crn"] for one in self._all()}
        self.lose(*self.numbers)

    def say(self, *contracts: RegisteredContract) -> None:
        """Have contracts registered there."""
        words = import_module("adapters.tax_authority.tree_words")
        self._alter(say=[words.told(one) for one in contracts])

    def lose(self, *numbers: str) -> None:
        """Have contracts lost there."""
        self._alter(lose=numbers)

    @property
    def asked(self) -> list[str]:
        """The paths of what was asked below the tree, in order."""
        paths = (request.path for request, _ in self.simulator.history)
        return [one.removeprefix("/contract-tree/") for one in paths if "contract-tree" in one]

    def _all(self) -> Iterable[dict[str, Any]]:
        register = self.simulator.answer.__self__._register  # type: ignore[attr-defined]  # its own
        return list(register.holdings.all())

    def _alter(self, **what: Sequence[Any]) -> None:
        body = json.dumps({name: [*values] for name, values in what.items()}).encode()
        reply = self.simulator.manage(Request("POST", "/_manage/alter", JSON, body))
        assert reply.status == 200, reply.body


def _now() -> datetime:
    return NOW
