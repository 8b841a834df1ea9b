"""From the authority's words to a token: whatever comes is a token, or one of the four errors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import cms, tsp
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from adapters.timestamp_authority import translate, wire
from simulators.kit.keys import made
from simulators.timestamp_authority.token import Question, rejection, response, token

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DIGEST, NONCE = bytes(range(32)), 2**64 - 1
GOOD = wire.Stamp(b"token", "sha256", DIGEST, NONCE, NOW, certified=True)


@cache
def granted() -> bytes:
    """Return the response that a sound authority gives."""
    return response(token(made().timestamps, Question(DIGEST, nonce=NONCE), NOW, 1))


def _read(body: bytes, status: int = 200, media_type: str = wire.REPLY) -> bytes:
    """Return the token in an answer."""
    reply = wire.read(Answer(status, media_type, body))
    return translate.token_of(reply, DIGEST, NONCE, NOW)


def _code(reply: wire.Reply) -> tuple[type[AgencyError], str]:
    """Return how a reply is refused."""
    with pytest.raises(AgencyError) as caught:
        translate.token_of(reply, DIGEST, NONCE, NOW)
    return type(caught.value), caught.value.code


def test_the_token_is_handed_on_octet_for_octet() -> None:
    """A token that was encoded anew would be another token."""
    found = _read(granted())
    assert found in granted()
    assert cms.ContentInfo.load(found, strict=True)["content_type"].native == "signed_data"


def test_query() -> None:
    """The question is what openssl and every authority understand."""
    asked = tsp.TimeStampReq.load(wire.query(DIGEST, NONCE), strict=True).native
    assert asked["message_imprint"]["hashed_message"] == DIGEST
    assert (asked["version"], asked["nonce"], asked["cert_req"]) == ("v1", NONCE, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"digest": bytes(32)}, "other-imprint"),
        ({"algorithm": "sha512"}, "other-imprint"),
        ({"nonce": None}, "other-nonce"),
        ({"nonce": 0}, "other-nonce"),
        ({"certified": False}, "no-certificate"),
        ({"gen_time": NOW + translate.SLACK + timedelta(seconds=1)}, "clock"),
        ({"gen_time": NOW - translate.SLACK - timedelta(seconds=1)}, "clock"),
    ],
)
def test_a_token_that_answers_another_question(change: dict[str, object], code: str) -> None:
    """Replayed, swapped or out of time: it attests nothing that we asked for."""
    stamp = replace(GOOD, **change)  # type: ignore[arg-type]  # fields by name
    assert _code(wire.Reply("granted", None, stamp)) == (AgencyBrokeContract, code)


@pytest.mark.parametrize("gen_time", [NOW + translate.SLACK, NOW - translate.SLACK])
def test_clocks_may_differ_a_little(gen_time: datetime) -> None:
    """A clock that lags by minutes must not cost us every token."""
    reply = wire.Reply("granted_with_mods", None, replace(GOOD, gen_time=gen_time))
    assert translate.token_of(reply, DIGEST, NONCE, NOW) == b"token"


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (wire.Reply("granted", None, None), AgencyBrokeContract, "no-token"),
        (wire.Reply("waiting", None, None), AgencyUnavailable, "waiting"),
        (wire.Reply("revocation_warning", None, None), AgencyBrokeContract, "unknown-status"),
        (wire.Reply("rejection", None, None), AgencyRefused, "rejected"),
        (wire.Reply("rejection", "9", None), AgencyBrokeContract, "unknown-failure"),
        (wire.Reply("rejection", None, GOOD), AgencyRefused, "rejected"),
    ],
)
def test_no_token(reply: wire.Reply, error: type[AgencyError], code: str) -> None:
    """A refusal is never a token, even with one beside it."""
    assert _code(reply) == (error, code)


def test_every_failure_of_the_standard_has_a_meaning() -> None:
    """A failure that an authority may name would come out as unknown."""
    assert translate.MEANINGS.keys() - {None} == set(tsp.PKIFailureInfo._map.values())


@pytest.mark.parametrize("failure", sorted(tsp.PKIFailureInfo._map.values()))
def test_failures_are_read_from_the_wire(failure: str) -> None:
    """The bit of a failure is the failure's name."""
    reply = wire.read(Answer(200, wire.REPLY, rejection(failure, "no")))
    assert reply == wire.Reply("rejection", failure, None)


@pytest.mark.parametrize(
    ("status", "media_type", "error", "code"),
    [
        (200, "text/html", AgencyBrokeContract, "not-der"),
        (503, wire.REPLY, AgencyUnavailable, "http-503"),
        (403, wire.REPLY, AgencyRefused, "http-403"),
        (404, wire.REPLY, AgencyBrokeContract, "http-404"),
    ],
)
def test_http(status: int, media_type: str, error: type[AgencyError], code: str) -> None:
    """An error page must not be read as a token."""
    with pytest.raises(error) as caught:
        _read(granted(), status, media_type)
    assert caught.value.code == code


def _swapped(old: bytes, new: bytes) -> bytes:
    """Return the good response with the first ``old`` in it replaced by as many octets."""
    assert old in granted()
    assert len(old) == len(new)
    return granted().replace(old, new, 1)


TIME = b"20261122080000Z"
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rubbish",
        granted() + b"\x00",
        granted()[:-1],
        _swapped(TST_INFO, TST_INFO[:-1] + b"\x05"),
        _swapped(TIME, b"202611221130+03"),
        _swapped(TIME, b"202611220800.00"),
        _swapped(TIME, b"00000101000000Z"),
        _swapped(TIME, b"20261322080000Z"),
    ],
    ids=["empty", "rubbish", "longer", "cut", "no-info", "offset", "local", "year-0", "month-13"],
)
def test_unreadable(body: bytes) -> None:
    """What cannot be read is said to be so; a traceback would stop the worker."""
    with pytest.raises(AgencyBrokeContract) as caught:
        _read(body)
    assert caught.value.code == "unreadable-answer"


@given(place=st.integers(0, 1_500), octet=st.integers(0, 255), cut=st.integers(0, 40))
def test_damage_is_a_token_or_an_agencys_error(place: int, octet: int, cut: int) -> None:
    """No octet out of place may raise anything that the hub does not know."""
    damaged = bytearray(granted())
    damaged[place % len(damaged)] = octet
    try:
        _read(bytes(damaged[: len(damaged) - cut]))
    except AgencyError as error:
        assert error.agency == "timestamp_authority"  # noqa: PT017 - which one is free


@given(st.binary(max_size=200))
def test_rubbish_is_an_agencys_error(body: bytes) -> None:
    """Whatever a stranger sends under our media type is refused in our words."""
    with pytest.raises(AgencyError):
        _read(body)
