"""The two buses as channels: what they add, what they take off, and what is only theirs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.base.accounts import Account, EsbAccount, PublicBusAccount
from adapters.base.answer import Answer
from adapters.base.bus import EsbChannel, basic
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from adapters.base.http import Channel, Fields
from adapters.base.public_bus import PublicBusChannel
from adapters.base.way import through

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ESB = EsbAccount("hub", "secret")
PUBLIC = PublicBusAccount("hub", "secret", "client", "cs", "provider", "ps", "77")
TOKEN = Answer(
    200,
    "application/json",
    b'{"access_token": "t0", "token_type": "Bearer", "expires_in": 300, "more": 1}',
)
Post = tuple[str, Fields, bytes]


class Recorded:
    """A channel that answers by rote and remembers what it was posted."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.posts: list[Post] = []
        self.closed = 0

    async def get(self, path: str, headers: Fields) -> Answer:
        raise AssertionError(path)

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        self.posts.append((path, headers, content))
        return self.answers.pop(0)

    async def aclose(self) -> None:
        self.closed += 1


def _esb(*answers: Answer) -> tuple[EsbChannel, Recorded]:
    below = Recorded(*answers)
    return EsbChannel("x", below, ESB), below


def _public(*answers: Answer) -> tuple[PublicBusChannel, Recorded]:
    below = Recorded(*answers)
    return PublicBusChannel("x", below, PUBLIC, lambda: NOW), below


def _json(value: object, status: int = 200) -> Answer:
    return Answer(status, "application/json", json.dumps(value).encode())


def _fault(detail: str) -> Answer:
    text = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
        f"<faultcode>e:Server</faultcode><detail>{detail}</detail></e:Fault></e:Body></e:Envelope>"
    )
    return Answer(500, "text/xml", text.encode())


async def test_esb_request() -> None:
    """The proxy is asked at its endpoint, by its action and our account, and for nothing else."""
    bus, below = _esb(Answer(200, "text/xml", b"<a/>"))
    headers = (
        (b"Content-Type", b"text/xml"),
        (b"soapAction", b'"urn:agency"'),
        (b"authorization", b"Basic agency"),
    )
    assert await bus.post("/Service.svc", headers, b"<q/>") == Answer(200, "text/xml", b"<a/>")
    assert below.posts == [
        (
            "",
            (
                (b"Content-Type", b"text/xml"),
                (b"SOAPAction", b'"urn:mediate"'),
                (b"Authorization", basic("hub", "secret")),
            ),
            b"<q/>",
        )
    ]
    await bus.aclose()
    assert below.closed == 1


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(202, "text/xml", b""), AgencyUnavailable, "bus-no-answer"),
        (Answer(200, "text/xml", b""), AgencyUnavailable, "bus-no-answer"),
        (Answer(200, "text/html", b"<p>"), AgencyBrokeContract, "bus-not-xml"),
        (Answer(401, "text/xml", b"<p/>"), AgencyRefused, "bus-http-401"),
        (Answer(403, "text/html", b"<p>"), AgencyRefused, "bus-http-403"),
        (Answer(404, "text/html", b"<p>"), AgencyBrokeContract, "bus-http-404"),
        (Answer(429, "text/html", b"<p>"), AgencyRefused, "bus-http-429"),
        (Answer(500, "text/html", b"<p>"), AgencyUnavailable, "bus-http-500"),
        (Answer(503, "text/xml", b"<p/>"), AgencyUnavailable, "bus-http-503"),
        (_fault("101504"), AgencyUnavailable, "bus-fault-101504"),
        (_fault("<c>303001</c>"), AgencyUnavailable, "bus-fault-303001"),
    ],
)
async def test_esb_failures(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """Every word of the bus's own is one of the four errors, named for the bus."""
    bus, _ = _esb(answer)
    with pytest.raises(kind) as caught:
        await bus.post("", (), b"")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "answer",
    [
        _fault(""),
        _fault("1015040"),
        _fault("<c>4711</c>"),
        Answer(500, "text/xml", b"<a/>"),
        Answer(500, "text/xml", b"<!DOCTYPE a><a/>"),
    ],
)
async def test_esb_leaves_the_agency_its_faults(answer: Answer) -> None:
    """A Fault of the agency is its gateway's to read, and so is XML that nobody may read."""
    bus, _ = _esb(answer)
    assert await bus.post("", (), b"") == answer


@pytest.mark.parametrize("channel", [_esb, _public])
async def test_only_posts(channel: Callable[[], tuple[Channel, Recorded]]) -> None:
    """A GET that no bus carries is refused by name instead of being sent somewhere."""
    bus, below = channel()
    with pytest.raises(AgencyBrokeContract) as caught:
        await bus.get("/a", ())
    assert caught.value.code == "bus-post-only"
    assert below.posts == []


async def test_public_bus_requests() -> None:
    """Token and call are asked for in the form that the bus's catalogue says."""
    bus, below = _public(TOKEN, _json({"result": {"data": {"a": 1}}}))
    answer = await bus.post("/s/g/op", ((b"Authorization", b"ours"), (b"Accept", b"x")), b"{}")
    assert json.loads(answer.body) == {"a": 1}
    assert answer.envelope == _json({"result": {"data": {"a": 1}}}).body
    (token_path, token_headers, form), (path, headers, content) = below.posts
    assert token_path == "/oauth/token"
    assert dict(token_headers)[b"Authorization"] == basic("client", "cs")
    assert form == b"grant_type=password&username=hub&password=secret"
    assert path == "/api/client/apim/v1/s/g/op"
    assert headers == (
        (b"Accept", b"x"),
        (b"basicAuthorization", basic("provider", "ps")),
        (b"pid", b"77"),
        (b"Authorization", b"Bearer t0"),
    )
    assert content == b"{}"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@settings(max_examples=50)
@given(st.dictionaries(st.text().filter(lambda key: key != "result"), _VALUES), st.booleans())
def test_unwrapping(value: object, nested: bool) -> None:
    """Whatever an agency says comes out as it went in, wrapped once or twice."""
    inner = {"result": {"data": value}} if nested else value
    bus, _ = _public()
    answer = bus._unwrapped(_json({"result": {"data": inner, "status": 1}, "time": 2}))
    assert json.loads(answer.body) == value


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (_json({}), AgencyBrokeContract, "bus-envelope"),
        (_json([]), AgencyBrokeContract, "bus-envelope"),
        (_json({"result": None}), AgencyBrokeContract, "bus-envelope"),
        (_json({"result": {}}), AgencyBrokeContract, "bus-envelope"),
        (_json({"result": {"data": 1}}, 502), AgencyUnavailable, "bus-http-502"),
        (_json({}, 403), AgencyRefused, "bus-http-403"),
        (_json({}, 429), AgencyRefused, "bus-http-429"),
        (_json({}, 404), AgencyBrokeContract, "bus-http-404"),
        (Answer(200, "text/html", b"<p>"), AgencyBrokeContract, "bus-not-json"),
        (Answer(200, "application/json", b"{"), AgencyBrokeContract, "bus-not-json"),
        (Answer(200, "application/json", b"[" * 9_999), AgencyBrokeContract, "bus-not-json"),
    ],
)
async def test_public_bus_failures(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """Nothing but the agency's own JSON comes through; a nesting bomb is a page like any other."""
    bus, _ = _public(TOKEN, answer)
    with pytest.raises(kind) as caught:
        await bus.post("/s/g/op", (), b"")
    assert caught.value.code == code


async def test_second_401_is_a_refusal() -> None:
    """A new token that is refused too is no matter of tokens; asking on would never end."""
    again = Answer(200, "application/json", TOKEN.body.replace(b"t0", b"t1"))
    bus, below = _public(TOKEN, _json({}, 401), again, _json({}, 401))
    with pytest.raises(AgencyRefused) as caught:
        await bus.post("/s/g/op", (), b"")
    assert caught.value.code == "bus-http-401"
    assert [dict(headers)[b"Authorization"] for _, headers, _ in below.posts[1::2]] == [
        b"Bearer t0",
        b"Bearer t1",
    ]


def test_through() -> None:
    """The way that the settings name is the way that is gone."""
    below = Recorded()
    account = Account(buses={"esb": ESB, "public-bus": PUBLIC})

    def now() -> datetime:
        return NOW

    assert through("x", "direct", below, account, now) is below
    assert isinstance(through("x", "esb", below, account, now), EsbChannel)
    assert isinstance(through("x", "public-bus", below, account, now), PublicBusChannel)


def test_basic_is_rfc_7617() -> None:
    """The example of the RFC, section 2."""
    assert basic("Aladdin", "open sesame") == b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert httpx.BasicAuth("a", "b")._auth_header.encode() == basic("a", "b")
