"""The REST door of a duty: whatever is sent, there is an answer or a problem without a value."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from starlette.applications import Starlette
from starlette.requests import Request

from hub.api.callers import Caller
from hub.api.inquiries import KEY, InquiryDoor, Offer
from hub.api.soap import Service
from hub.errors import IdentityRefused, InvalidRequest, NotPermitted
from hub.logs import JsonLines
from hub.quotas import Usage
from hub.usecases.article37.messages import NAMESPACE, read_inquiry
from schemas.canonical.case import InboundRequest
from schemas.contracts import xsd
from tests.kit import article37 as kit
from tests.kit.inquiries import DEED, DEED_BODY, leaves, written
from tests.kit.messages import BANK
from tests.unit.hub.api.test_body import VALUES

ANSWER = (
    f"""<a:X xmlns:a="{NAMESPACE}"><a:CaseId>{kit.CASE}</a:CaseId><a:State>%s</a:State></a:X>"""
)
PATH = "/v1/article37/inquiries"
JSON = {"content-type": "application/json", KEY: "key-1"}


@dataclass
class Door:
    """A door whose road and doorkeeper are a test's own; ``asked`` are the requests let in."""

    asked: list[InboundRequest] = field(default_factory=list)
    state: str = "answered"
    signed: bool = True
    refused: Exception | None = None

    def __post_init__(self) -> None:
        service = Service(
            "article37",
            "/soap",
            NAMESPACE,
            xsd("hub/v1/article37.xsd"),
            {"InquireDebt": self._answer, "GetAnswer": self._answer},
        )
        offer = Offer(service, "InquireDebt", "hub/v1/article37.xsd", "inquiries")
        door = InquiryDoor(
            offer,
            self,  # type: ignore[arg-type]  # a doorkeeper of our own
            self._usages,
            clock=lambda: kit.NOW,
            max_bytes=20_000,
        )
        transport = httpx.ASGITransport(Starlette(routes=door.routes()))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://hub.test")

    async def caller(self, request: Request, body: bytes) -> Caller:
        """Let anyone in, as the bank, but who says that he is nobody."""
        if "nobody" in request.headers:
            raise IdentityRefused("token-missing")
        return Caller(BANK, b"k" * 32, kit.NOW + timedelta(minutes=5), self.signed)

    async def _answer(self, request: InboundRequest, document: etree._Element) -> bytes:
        if request.operation == "InquireDebt":
            read_inquiry(document)
        if self.refused is not None:
            raise self.refused
        self.asked.append(request)
        return (ANSWER % self.state).encode()

    async def _usages(self, request: InboundRequest) -> tuple[Usage, ...]:
        return (Usage("minute", 300, 1, 60, 42),)

    async def post(
        self, body: Any = None, content: bytes | None = None, **headers: str
    ) -> httpx.Response:
        """Return the answer to a body, as JSON or as octets."""
        octets = written(body) if content is None else content
        return await self.client.post(PATH, content=octets, headers=JSON | headers)


@contextmanager
def lines() -> Iterator[list[str]]:
    """Give every log line that is written meanwhile."""
    found: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(JsonLines().format(record))

    log, handler = logging.getLogger("hub"), Lines()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


async def test_what_reaches_the_road() -> None:
    """A request would be of another sender, message, instant or proof than the one that came."""
    door = Door()
    answer = await door.post(DEED_BODY)
    assert (answer.status_code, answer.json()["state"]) == (201, "answered")
    assert answer.headers["location"] == f"{PATH}/{kit.CASE}"
    assert answer.headers["ratelimit"] == '"minute";r=299;t=42'
    assert answer.headers["cache-control"] == "no-store"
    assert "retry-after" not in answer.headers
    request = door.asked[0]
    assert (request.consumer, request.duty, request.operation) == (BANK, "article37", "InquireDebt")
    assert request.message_id == "urn:peyvand:idempotency:key-1"
    assert request.document == kit.octets(kit.NAMED_REQUEST)
    assert (request.replay_key, request.received_at) == (b"k" * 32, kit.NOW)
    assert request.signed
    assert not (await _first(Door(signed=False))).signed


async def _first(door: Door) -> InboundRequest:
    await door.post(DEED_BODY)
    return door.asked[0]


async def test_an_open_case_is_accepted_and_not_an_error() -> None:
    """A slow agency would look like a fault of the hub."""
    door = Door(state="pending")
    answer = await door.post(DEED_BODY)
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "30")
    read = await door.client.get(f"{PATH}/{kit.CASE}")
    assert (read.status_code, read.headers["retry-after"]) == (200, "30")


async def test_a_case_is_read_under_an_entity_tag() -> None:
    """A consumer that waits would be sent the same documents over and over."""
    door = Door()
    first = await door.client.get(f"{PATH}/{kit.CASE}")
    tag = {"if-none-match": first.headers["etag"]}
    again = await door.client.get(f"{PATH}/{kit.CASE}", headers=tag)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    door.state = "pending"
    assert (await door.client.get(f"{PATH}/{kit.CASE}", headers=tag)).status_code == 200
    assert [one.operation for one in door.asked] == ["GetAnswer"] * 3
    assert b">%s<" % str(kit.CASE).encode() in door.asked[0].document


@pytest.mark.parametrize("case_id", [str(kit.CASE).upper(), "case 1", "9980000009", "%00"])
async def test_what_is_no_case_is_no_case_of_yours(case_id: str) -> None:
    """A number in the wrong place would be told back, or be an internal error."""
    answer = await Door().client.get(f"{PATH}/{case_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "case.unknown")
    assert case_id not in answer.text


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ([], "idempotency-key.missing"),
        (["a", "a"], "idempotency-key.form"),
        ([""], "idempotency-key.form"),
        (["a" * 201], "idempotency-key.form"),
        (["کلید".encode()], "idempotency-key.form"),
        ([b"a\tb"], "idempotency-key.form"),
    ],
    ids=["none", "two", "empty", "long", "persian", "tab"],
)
async def test_a_request_without_a_key_of_its_own(key: list[Any], rule: str) -> None:
    """A request could not be repeated without being asked twice."""
    headers = [("content-type", "application/json"), *((KEY, one) for one in key)]
    answer = await Door().client.post(PATH, content=written(DEED_BODY), headers=headers)
    assert (answer.status_code, answer.json()["rule"]) == (400, rule)
    assert answer.json()["field"] == KEY


@pytest.mark.parametrize("key", ["a" * 200, "!", 'a "quoted" ~ one'])
async def test_keys_of_printable_ascii(key: str) -> None:
    """A lawful key would be refused, or be another one in the receipt."""
    door = Door()
    assert (await door.post(DEED_BODY, **{KEY: key})).status_code == 201
    assert door.asked[0].message_id == f"urn:peyvand:idempotency:{key}"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_no_address_takes_a_query(method: str) -> None:
    """A person's number would stand in the logs of every proxy."""
    path = PATH if method == "POST" else f"{PATH}/{kit.CASE}"
    door = Door()
    answer = await door.client.request(
        method, f"{path}?national_id=9980000009", headers=JSON, content=written(DEED_BODY)
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "request.query")
    assert not door.asked


async def test_what_the_road_finds_wrong_is_told_in_words_of_json() -> None:
    """A sender of JSON would be told of elements that he never wrote."""
    wrong = {**DEED_BODY, "transferee": {"legal": {"legal_id": "1" * 11}}}
    answer = (await Door().post(wrong)).json()
    assert (answer["code"], answer["field"]) == ("request.invalid", "transferee.legal.legal_id")
    assert answer["rule"] == "legal-id.check-digit"
    broken = {**DEED_BODY, "notary_office": "1"}
    answer = (await Door().post(broken)).json()
    assert (answer["code"], answer["rule"]) == ("request.schema", "schema.pattern")
    assert answer["field"] == "notary_office"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotPermitted("agreement.signature"), 403),
        (InvalidRequest("x", field="A/B"), 400),
        (RuntimeError("9980000009"), 500),
    ],
)
async def test_what_is_refused_further_on_is_a_problem(error: Exception, status: int) -> None:
    """A refusal would come as a bare error, or a fault of ours tell what it should not."""
    answer = await Door(refused=error).post(DEED_BODY)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "9980000009" not in answer.text


async def test_nobody_is_let_in_unproven() -> None:
    """A stranger would be told of a case, or open one."""
    door = Door()
    posted = await door.post(DEED_BODY, nobody="1")
    read = await door.client.get(f"{PATH}/{kit.CASE}", headers={"nobody": "1"})
    assert (posted.status_code, read.status_code, door.asked) == (401, 401, [])


MARK = "زهرا-9980000009"
"""What no problem and no log line may hold: somebody's name and number."""


@st.composite
def marked(draw: st.DrawFn) -> Any:
    """Draw a body of the contract with the mark, or any value at all, at one of its places."""
    body = json.loads(written(DEED_BODY))
    path, _ = draw(st.sampled_from(leaves(DEED)))
    value = draw(st.just(MARK) | st.just({MARK: MARK}) | VALUES)
    *groups, name = path.split(".")[: draw(st.integers(1, 3))]
    found = body
    for group in groups:
        found = found.setdefault(group, {})
    found[draw(st.just(name) | st.just(MARK))] = value
    return body


@settings(max_examples=150)
@given(marked() | st.dictionaries(st.just(MARK) | st.text(max_size=4), VALUES))
def test_whatever_is_sent_is_answered_and_never_told_back(body: Any) -> None:
    """Somebody's number would be in a log, or a body that nobody thought of be our fault."""
    with lines() as written_lines:
        answer = _run(Door().post(content=json.dumps(body).encode()))
    assert answer.status_code in {201, 400}
    told = answer.text + "".join(written_lines)
    assert "9980000009" not in told
    assert "زهرا" not in told


def _run(coroutine: Any) -> Any:
    """Return what a coroutine returns that waits for nobody."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")
