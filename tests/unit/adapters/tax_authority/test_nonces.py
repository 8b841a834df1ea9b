"""Nonces: each given out once and in time, few asked for more than are used."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyUnavailable
from adapters.tax_authority.nonces import LIFETIME, MOST, Nonces


class Authority:
    """Who gives nonces out by the clock ``now``, and fails when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
        self.given: dict[str, datetime] = {}
        self.failures = 0

    async def nonce(self) -> str:
        """Return a nonce, or fail."""
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise AgencyUnavailable("tax_authority", "timeout")
        nonce = f"n{len(self.given)}"
        self.given[nonce] = self.now
        return nonce

    def nonces(self) -> Nonces:
        """Return a store of this authority's nonces."""
        return Nonces(self.nonce, lambda: self.now)


@given(st.lists(st.tuples(st.floats(0, 300), st.integers(1, 6), st.integers(0, 5)), max_size=20))
def test_each_once_and_in_time(calls: list[tuple[float, int, int]]) -> None:
    """Whatever the pauses, the callers at once and the failures: no nonce twice, none too old."""

    async def play() -> None:
        authority = Authority()
        nonces = authority.nonces()
        used: set[str] = set()
        for pause, callers, failures in calls:
            authority.now += timedelta(seconds=pause)
            authority.failures = failures
            taken = await asyncio.gather(
                *(nonces.take() for _ in range(callers)), return_exceptions=True
            )
            for one in taken:
                if isinstance(one, str):
                    assert one not in used
                    assert authority.now - authority.given[one] < timedelta(seconds=LIFETIME)
                    used.add(one)
                else:
                    assert isinstance(one, AgencyUnavailable)

    asyncio.run(play())


@given(st.integers(1, 60))
def test_a_burst_wastes_few(calls: int) -> None:
    """However many calls follow each other, at most three nonces are never used."""

    async def play() -> None:
        authority = Authority()
        nonces = authority.nonces()
        for _ in range(calls):
            await nonces.take()
        assert calls <= len(authority.given) <= calls + MOST - 1

    asyncio.run(play())


async def test_a_lonely_call_wastes_none() -> None:
    """A call an hour asks for one nonce each time."""
    authority = Authority()
    nonces = authority.nonces()
    for _ in range(5):
        await nonces.take()
        authority.now += timedelta(hours=1)
    assert len(authority.given) == 5


async def test_trouble_is_not_multiplied() -> None:
    """An authority that fails is asked for one nonce at a time until it gives one again."""
    authority = Authority()
    nonces = authority.nonces()
    for _ in range(7):
        await nonces.take()
    authority.failures = 4 + 1 + 1
    for _ in range(3):
        with pytest.raises(AgencyUnavailable):
            await nonces.take()
    assert authority.failures == 0


async def test_one_of_a_batch_is_enough() -> None:
    """A nonce that came is used though another one failed."""
    authority = Authority()
    nonces = authority.nonces()
    await nonces.take()
    authority.failures = 1
    assert await nonces.take() == "n1"


async def test_forgotten_nonces_are_not_given_out() -> None:
    """What an authority no longer knows would be refused once for each."""
    authority = Authority()
    nonces = authority.nonces()
    for _ in range(4):
        await nonces.take()
    kept = len(authority.given)
    nonces.forget()
    assert await nonces.take() == f"n{kept}"


async def test_an_error_of_ours_is_not_swallowed() -> None:
    """A mistake in the code is no outage of the agency."""
    authority = Authority()

    async def broken() -> str:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await Nonces(broken, lambda: authority.now).take()
