"""The stand-ins' own DER, read back by a library that did not write it."""

from datetime import UTC, datetime

from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from simulators.kit import der

ARCS = st.lists(st.integers(0, 2**40), min_size=1, max_size=6)


@given(st.integers(0, 2**200))
def test_integers(value: int) -> None:
    """A length or a sign that is wrong makes another number."""
    assert core.Integer.load(der.integer(value), strict=True).native == value
    assert der.integer(value) == core.Integer(value).dump()


@given(st.integers(0, 2), st.integers(0, 39), ARCS)
def test_identifiers(first: int, second: int, rest: list[int]) -> None:
    """An algorithm's name must be that algorithm's."""
    dotted = ".".join(map(str, (first, second, *rest)))
    assert core.ObjectIdentifier.load(der.oid(dotted), strict=True).dotted == dotted


@given(st.binary(max_size=70_000))
def test_lengths(value: bytes) -> None:
    """Lengths are in the shortest form, below and above 127, 255 and 65,535."""
    assert der.octets(value) == core.OctetString(value).dump()


@given(st.integers(0, 40))
def test_named_bits(number: int) -> None:
    """DER has no zero bit after the last that is set."""
    bits = core.BitString.load(der.bit(number), strict=True).native
    assert bits == (0,) * number + (1,)


@given(st.lists(st.binary(max_size=5)))
def test_sets_are_in_order(values: list[bytes]) -> None:
    """The order of a SET OF is that of the encodings, whatever the order of making."""

    class Octets(core.SetOf):  # type: ignore[misc]  # asn1crypto has no types
        _child_spec = core.OctetString

    assert der.set_of(*map(der.octets, values)) == Octets(values).dump()


@given(st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 - made aware below
def test_times(naive: datetime) -> None:
    """A trailing zero in the fraction is no DER."""
    at = naive.replace(tzinfo=UTC)
    assert der.generalized_time(at) == core.GeneralizedTime(at).dump()
