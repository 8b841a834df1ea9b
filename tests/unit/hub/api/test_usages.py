"""What is left of a quota is told of the quotas that a request was counted in, and of no others."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from hub.api import usages
from hub.api.usages import Usages
from hub.policy.authorize import authorize
from hub.policy.in_force import InForce
from schemas.canonical.case import Allowance, Consumer, InboundRequest
from tests.kit import policy

NOON = datetime(2026, 11, 22, 8, 30, 5, tzinfo=UTC)
ASKED = InboundRequest(
    consumer=Consumer("notary-offices"),
    duty="article37",
    operation="inquire",
    message_id="urn:peyvand:idempotency:1",
    document=b"",
    digest=bytes(32),
    replay_key=bytes(32),
    expires_at=NOON,
    received_at=NOON,
    signed=True,
)


class Held:
    """A policy in force, and quotas that return what they are asked about."""

    def __init__(self) -> None:
        """Begin with the shipped policy."""
        self.rules = policy.in_force()

    async def current(self) -> InForce:
        """Return the policy at hand."""
        return self.rules

    def usages(self, allowances: Iterable[Allowance], _: datetime) -> tuple[Any, ...]:
        """Return the allowances themselves."""
        return tuple(allowances)


@pytest.fixture
def held() -> Held:
    """Give a policy and quotas."""
    return Held()


@pytest.fixture
def told(held: Held) -> Usages:
    """Give what reads them."""
    return Usages(cast(Any, held), cast(Any, held))


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the versions of the policies by which somebody was authorized."""
    found: list[int] = []

    def counted(request: InboundRequest, rules: InForce) -> Any:
        found.append(rules.version)
        return authorize(request, rules)

    monkeypatch.setattr(usages, "authorize", counted)
    return found


async def test_it_is_found_once_a_minute(held: Held, told: Usages, times: list[int]) -> None:
    """Every answer would cost a second decision, or one of the night would count in the day's."""
    right: tuple[object, ...] = authorize(ASKED, held.rules).allowances
    assert await told.of(ASKED) == right != ()
    assert await told.of(replace(ASKED, received_at=NOON + timedelta(seconds=50))) == right
    assert len(times) == 1
    await told.of(replace(ASKED, received_at=NOON + timedelta(minutes=1)))
    assert len(times) == 2


async def test_others_are_not_mistaken_for_it(told: Usages) -> None:
    """A consumer would be told the quotas of another one, or of another duty."""
    assert await told.of(ASKED)
    assert await told.of(replace(ASKED, consumer=Consumer("nobody"))) == ()
    assert await told.of(replace(ASKED, duty="nothing")) == ()
    assert await told.of(ASKED)


async def test_a_newer_policy_is_taken_up_at_once(
    held: Held, told: Usages, times: list[int]
) -> None:
    """A consumer would pace himself by a quota that holds no more."""
    await told.of(ASKED)
    held.rules = replace(held.rules, version=held.rules.version + 1)
    await told.of(ASKED)
    assert times == [held.rules.version - 1, held.rules.version]
