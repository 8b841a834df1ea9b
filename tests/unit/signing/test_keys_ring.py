"""The ring of keys: at every instant exactly one key signs, the one whose turn has come last."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.keys.ring import Ring
from signing.signer import ECDSA_SHA256

TURN = datetime(2026, 12, 1, tzinfo=UTC)
INSTANTS = st.integers(-20, 20).map(lambda hours: TURN + timedelta(hours=hours))


@dataclass(frozen=True)
class Named:
    """A signer that is known by its name alone."""

    name: str
    algorithm: str = ECDSA_SHA256
    certificate_der: bytes = b""
    chain_der: tuple[bytes, ...] = ()

    def sign(self, data: bytes) -> bytes:
        return data


OLD, NEW = Named("old"), Named("new")


def test_the_next_key_signs_from_its_instant_on() -> None:
    """A key would roll over a moment early, where its certificate is not yet published."""
    ring = Ring([(None, OLD), (TURN, NEW)])
    assert ring.at(TURN - timedelta(microseconds=1)) is OLD
    assert ring.at(TURN) is NEW
    assert ring.at(TURN.astimezone(timezone(timedelta(hours=3, minutes=30)))) is NEW
    assert ring.signers == (OLD, NEW)


@given(st.lists(INSTANTS, unique=True, max_size=5), INSTANTS)
def test_one_key_signs_at_any_instant(turns: list[datetime], instant: datetime) -> None:
    """Two processes with the same settings in another order would sign with different keys."""
    entries = [(turn, Named(turn.isoformat())) for turn in turns]
    came = [signer for since, signer in sorted(entries, key=lambda e: e[0]) if since <= instant]
    expected = came[-1] if came else OLD
    assert Ring([(None, OLD), *entries]).at(instant) is expected
    assert Ring([*reversed(entries), (None, OLD)]).at(instant) is expected


@given(st.lists(INSTANTS, unique=True, max_size=5), INSTANTS, st.integers(0, 50))
def test_who_may_still_sign(turns: list[datetime], instant: datetime, hours: int) -> None:
    """A process would refuse to start for a key whose turn is over, or start with a lost one."""
    ring = Ring([(None, OLD), *((turn, Named(turn.isoformat())) for turn in turns)])
    assert ring.at(instant + timedelta(hours=hours)) in ring.from_now(instant)
    assert all(signer in ring.signers for signer in ring.from_now(instant))
    assert len(ring.from_now(instant)) == 1 + sum(turn > instant for turn in turns)


def test_a_ring_without_a_rule_is_refused() -> None:
    """No key, two at once or a time without zone: a request would find no signer, or either."""
    two_firsts = [(None, OLD), (None, NEW)]
    at_once = [(None, OLD), (TURN, NEW), (TURN, Named("third"))]
    naive = [(None, OLD), (TURN.replace(tzinfo=None), NEW)]
    for entries in ([], [(TURN, NEW)], two_firsts, at_once, naive):
        with pytest.raises(ValueError, match="key"):
            Ring(entries)
