"""Events and their signatures, held against the specifications' own example and stated rules."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.base.webhook import Event, parse_secret, signed_fields, structured, taken
from simulators.commerce_card_registry.seals import Unsealed, check

NOW = datetime(2026, 11, 22, 8, 0, 0, 5, tzinfo=UTC)
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


def test_the_published_example() -> None:
    """The one vector that every implementation shows: another result is another scheme."""
    secret = parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1_614_265_330, UTC)
    fields = dict(
        signed_fields(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at)
    )
    assert fields[b"webhook-id"] == b"msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert fields[b"webhook-timestamp"] == b"1614265330"
    assert fields[b"webhook-signature"] == b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(
    st.binary(max_size=200),
    st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    st.integers(-300, 300),
)
def test_a_stranger_verifies_what_we_sign(body: bytes, name: str, drift: int) -> None:
    """Any body, any id, any clock within the tolerance: the independent check agrees."""
    headers = dict(signed_fields(parse_secret(SECRET), name, body, NOW))
    now = NOW.replace(microsecond=0) + timedelta(seconds=drift)
    assert check(headers, body, SECRET, now) == name
    with pytest.raises(Unsealed):
        check(headers, body + b" ", SECRET, now)


@pytest.mark.parametrize("name", ["", "a.b", "a\nb", "گ"])
def test_an_id_that_could_be_another(name: str) -> None:
    """A full stop in the id would let the same octets be signed for another id and time."""
    with pytest.raises(ValueError, match="id"):
        signed_fields(parse_secret(SECRET), name, b"", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        SECRET.removeprefix("whsec_"),
        "whsec_" + b64encode(bytes(23)).decode(),
        "whsec_" + b64encode(bytes(65)).decode(),
        "whsec_not base64 at all, and long enough for it",
        "whsec_ککک",
    ],
)
def test_no_secret(text: str) -> None:
    """A weak or broken secret is refused when the hub starts, without a word of it."""
    with pytest.raises(ValueError, match="24 to 64 octets") as caught:
        parse_secret(text)
    assert str(caught.value) == "a secret is whsec_ and base64 of 24 to 64 octets"


def test_a_secret_never_prints() -> None:
    """A secret in a log is everybody's."""
    assert "0" not in repr(parse_secret(SECRET))
    assert b64encode(bytes(range(32))).decode() not in repr(parse_secret(SECRET))


def test_structured_mode() -> None:
    """Another spelling of an attribute is no CloudEvent; letters stay letters."""
    tehran = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))
    event = Event("id", "urn:hub", "ir.sso.peyvand.x", "عنوان", tehran, {"a": None})
    body = structured(event)
    assert "عنوان".encode() in body
    assert json.loads(body) == {
        "specversion": "1.0",
        "id": "id",
        "source": "urn:hub",
        "type": "ir.sso.peyvand.x",
        "subject": "عنوان",
        "time": "2026-11-22T08:00:00.000005Z",
        "datacontenttype": "application/json",
        "data": {"a": None},
    }


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (410, NoSuchRecord, "gone"),
        (429, AgencyRefused, "http-429"),
        (401, AgencyRefused, "http-401"),
        (503, AgencyUnavailable, "http-503"),
        (502, AgencyUnavailable, "http-502"),
        (302, AgencyBrokeContract, "http-302"),
        (400, AgencyBrokeContract, "http-400"),
        (200, AgencyBrokeContract, "not-json"),
    ],
)
def test_not_taken(status: int, error: type[Exception], code: str) -> None:
    """A redirect or a page is no acknowledgement, and gone is not busy."""
    with pytest.raises(error) as caught:
        taken("somebody", Answer(status, "text/html", b"<html>"))
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_taken(status: int) -> None:
    """Any 2xx is success; what they said is handed on as it came."""
    assert taken("somebody", Answer(status, "application/json", b"{ }")) == b"{ }"
