"""These tests are about the tax authority alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import pytest

from adapters.tax_authority import gateway


@pytest.fixture
def name() -> str:
    """Give the one agency of this folder."""
    return "tax_authority"


@dataclass(slots=True)
class Waits:
    """The seconds that a gateway waited for inquiries, none of which passed.

    ``meanwhile`` is what happens in such a time.
    """

    seconds: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def sleep(self, seconds: float) -> None:
        """Note a wait."""
        self.seconds.append(seconds)
        if self.meanwhile is not None:
            await self.meanwhile()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Give what stands for the clock of every gateway that is opened."""
    waits = Waits()
    monkeypatch.setattr(gateway, "build", partial(gateway.build, sleep=waits.sleep))
    return waits
