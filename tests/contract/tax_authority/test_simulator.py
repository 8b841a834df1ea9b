"""The authority's stand-in against its own OpenAPI document, and as strict as it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from schemas import contracts
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.keys import made
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.tax_authority.pairs import certificate_of, client_pair, server_pairs
from simulators.tax_authority.people import CLIENT, CURSORS, MAGIC
from simulators.tax_authority.seals import decrypt, encrypt, sign, verify
from simulators.tax_authority.server import create_signing_app
from tests.contract.conftest import NOW

DOCUMENT = json.loads(contracts.text_of("tax_authority/v1/openapi.json"))
OTHER_KEY = server_pairs(0).signs


class Client:
    """Somebody who calls the stand-in by the letter, unless told otherwise; time is his to set."""

    def __init__(self, people: Population) -> None:
        self.now = NOW
        self.app: Simulator = create_signing_app(people, made(), lambda: self.now)
        self.key, self.certificate = client_pair()

    def header(self, **changes: Any) -> dict[str, Any]:
        """Return the header of a token."""
        return {
            "alg": "RS256",
            "typ": "jose",
            "x5c": [_x5c(self.certificate)],
            "sigT": _stamp(self.now),
            "crit": ["sigT"],
            "cty": "text/plain",
        } | changes

    def nonce(self, seconds: int = 200) -> str:
        """Return a fresh nonce."""
        reply = self.app.answer(Request("GET", "/nonce", b"", b"", f"timeToLive={seconds}"))
        told = _check(reply, "NonceReply")
        assert told["expDate"] > self.now.isoformat()
        return str(told["nonce"])

    def token(self, header: dict[str, Any] | None = None, **content: str) -> str:
        """Return a token with a fresh nonce."""
        told = {"nonce": self.nonce(), "clientId": CLIENT} | content
        return sign(header or self.header(), json.dumps(told).encode(), self.key)

    def ask(self, path: str, query: str = "", body: bytes = b"", token: str | None = None) -> Reply:
        """Return the answer to a call, by POST where there is a body."""
        headers = ((b"authorization", f"Bearer {token or self.token()}".encode()),)
        method = "POST" if body else "GET"
        return self.app.answer(Request(method, path, JSON if body else b"", body, query, headers))

    def packet(self, content: bytes, kid: str = "enc-0", **changes: Any) -> bytes:
        """Return the body of an inquiry of contracts."""
        signed = sign(self.header(), content, self.key)
        packet = {
            "payload": encrypt(kid, signed.encode(), server_pairs(0).decrypts.public_key()),
            "header": {"requestTraceId": str(uuid4()), "fiscalId": CLIENT},
        }
        return json.dumps([packet | changes]).encode()

    def pull(self, after: str | None) -> dict[str, Any]:
        """Return the end of an inquiry of contracts, every answer on the way held valid."""
        question = json.dumps({"after": after, "limit": 50}).encode()
        receipt = _check(self.ask("/contract-inquiry", body=self.packet(question)), "SubmitReply")
        reference = receipt["result"][0]["referenceNumber"]
        while True:
            reply = self.ask("/inquiry-by-reference-id", f"referenceIds={reference}")
            (told,) = json.loads(reply.body)
            _valid(told, "Inquiry")
            if told["status"] != "PENDING":
                return dict(told)


@pytest.fixture
def client(people: Population) -> Client:
    """Give a client of a stand-in of its own."""
    return Client(people)


def _x5c(certificate: x509.Certificate) -> str:
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _valid(value: Any, schema: str) -> Any:
    """Return a value that is valid by the schema of that name."""
    pointer = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(pointer).validate(value)
    return value


def _check(reply: Reply, schema: str) -> Any:
    """Return an answer of status 200 that is valid."""
    assert reply.status == 200
    return _valid(json.loads(reply.body), schema)


def _code(reply: Reply) -> tuple[int, str]:
    """Return the status and the code of a refusal that is valid."""
    return reply.status, _valid(json.loads(reply.body), "Problem")["errors"][0]["code"]


def test_document_is_openapi_31() -> None:
    """The contract itself must be one, or nothing can be held against it."""
    validate(DOCUMENT)


def test_every_taxpayer_is_valid(client: Client, people: Population) -> None:
    """A stand-in that breaks the contract teaches the gateway to accept what nobody will send."""
    odd = {"odd-status"}
    codes = [*people.firms, *(one.economic_code for one in MAGIC.values() if one.key not in odd)]
    for code in codes:
        reply = client.ask("/taxpayer", f"economicCode={code}")
        if code == MAGIC["unknown"].economic_code:
            assert _code(reply) == (404, "4041")
        else:
            _check(reply, "TaxpayerReply")


def test_fiscal_information(client: Client, people: Population) -> None:
    """A memory leads to its firm, and an unknown one to nobody."""
    told = _check(client.ask("/fiscal-information", "memoryId=F00003"), "FiscalReply")
    assert told["economicCode"] == list(people.firms)[3]
    assert _code(client.ask("/fiscal-information", "memoryId=Z00003")) == (404, "4042")


def test_keys(client: Client) -> None:
    """Both keys are listed with what they are for."""
    told = _check(client.ask("/server-information"), "ServerInformation")
    assert [one["purpose"] for one in told["publicKeys"]] == [1, 2]


@pytest.mark.parametrize("after", [None, "c100", *CURSORS])
def test_every_inquiry_is_valid(client: Client, after: str | None) -> None:
    """Every end of an inquiry is one that the contract knows."""
    assert client.pull(after)["status"] in {"SUCCESS", "FAILED", "TIMEOUT", "NOT_FOUND"}


def test_page_is_valid_and_signed(client: Client) -> None:
    """A page decrypts with the client's key, verifies with the server's and is by the schema."""
    signed = decrypt(client.pull(None)["data"]["payload"], client.key).decode()
    told = _check(client.ask("/server-information"), "ServerInformation")
    key = load_der_public_key(b64decode(told["publicKeys"][1]["key"]))
    assert isinstance(key, RSAPublicKey)
    page = _valid(json.loads(verify(signed, key)), "ContractPage")
    assert len(page["contracts"]) == 50


WRONG_HEADERS: dict[str, dict[str, Any]] = {
    "alg": {"alg": "PS256"},
    "none": {"alg": "none"},
    "typ": {"typ": "JWT"},
    "crit": {"crit": []},
    "cty": {"cty": "application/json"},
    "two certificates": {"x5c": ["x", "y"]},
    "no certificate": {"x5c": ["AAAA"]},
    "one more": {"kid": "1"},
    "time in words": {"sigT": "now"},
}


@pytest.mark.parametrize("changes", WRONG_HEADERS.values(), ids=WRONG_HEADERS)
def test_headers_that_are_refused(client: Client, changes: dict[str, Any]) -> None:
    """A header that differs in one word is refused; an obliging stand-in hides our mistakes."""
    token = client.token(client.header(**changes))
    assert _code(client.ask("/server-information", token=token)) == (401, "4014")


Spoil = Callable[[Client], str]
WRONG_TOKENS: dict[str, tuple[Spoil, str]] = {
    "another's signature": (
        lambda one: sign(one.header(), _content(one), OTHER_KEY),
        "4014",
    ),
    "another's certificate": (
        lambda one: sign(
            one.header(x5c=[_x5c(certificate_of(OTHER_KEY))]), _content(one), OTHER_KEY
        ),
        "4013",
    ),
    "another's name": (lambda one: one.token(clientId="OTHER1"), "4013"),
    "signed in the past": (lambda one: _at(one, timedelta(minutes=-6)), "4012"),
    "signed in the future": (lambda one: _at(one, timedelta(minutes=6)), "4012"),
    "no such nonce": (lambda one: one.token(nonce=str(uuid4())), "4011"),
    "one word more": (lambda one: one.token(more="1"), "4014"),
    "no token": (lambda _: "x", "4014"),
}


def _content(client: Client) -> bytes:
    return json.dumps({"nonce": client.nonce(), "clientId": CLIENT}).encode()


def _at(client: Client, off: timedelta) -> str:
    return client.token(client.header(sigT=_stamp(client.now + off)))


@pytest.mark.parametrize(("spoil", "code"), WRONG_TOKENS.values(), ids=WRONG_TOKENS)
def test_tokens_that_are_refused(client: Client, spoil: Spoil, code: str) -> None:
    """Each wrong token is refused under its own code."""
    assert _code(client.ask("/server-information", token=spoil(client))) == (401, code)


def test_a_nonce_is_good_once(client: Client) -> None:
    """A token that is shown twice is a replay."""
    token = client.token()
    assert client.ask("/server-information", token=token).status == 200
    assert _code(client.ask("/server-information", token=token)) == (401, "4011")


def test_a_nonce_expires(client: Client) -> None:
    """A nonce is good for the seconds that were asked for, and then no more."""
    for seconds, status in ((99, 200), (100, 401)):
        content = json.dumps({"nonce": client.nonce(100), "clientId": CLIENT}).encode()
        client.now += timedelta(seconds=seconds)
        token = sign(client.header(), content, client.key)
        assert client.ask("/server-information", token=token).status == status


@pytest.mark.parametrize("query", ["", "timeToLive=99", "timeToLive=201", "timeToLive=x", "a=1"])
def test_nonces_that_are_refused(client: Client, query: str) -> None:
    """A nonce lives 100 to 200 seconds."""
    reply = client.app.answer(Request("GET", "/nonce", b"", b"", query))
    assert _code(reply) == (400, "4001")


@pytest.mark.parametrize(
    ("path", "query", "body"),
    [
        ("/taxpayer", "economicCode=123", b""),
        ("/taxpayer", "memoryId=F00001", b""),
        ("/taxpayer", "", b""),
        ("/elsewhere", "", b""),
        ("/inquiry-by-reference-id", "referenceIds=1", b""),
        ("/contract-inquiry", "", b"{}"),
        ("/contract-inquiry", "", b"[{}]"),
        ("/contract-inquiry", "", b'[{"payload": "x", "header": {"requestTraceId": "1"}}]'),
    ],
)
def test_malformed_requests(client: Client, path: str, query: str, body: bytes) -> None:
    """What the contract does not know is refused."""
    assert _code(client.ask(path, query, body)) == (400, "4001")


@pytest.mark.parametrize(
    ("content", "changes", "code"),
    [
        (b"{}", {}, "4001"),
        (b'{"after": null, "limit": 201}', {}, "4001"),
        (b'{"after": "\\u0633", "limit": 1}', {}, "4001"),
        (b'{"after": null, "limit": 1}', {"kid": "enc-1"}, "4002"),
        (b'{"after": null, "limit": 1}', {"payload": "a.b.c.d.e"}, "4003"),
    ],
)
def test_inquiries_that_are_refused(
    client: Client, content: bytes, changes: dict[str, str], code: str
) -> None:
    """A question that is none, or encrypted for a key of before, is refused by its code."""
    body = client.packet(content, **changes)
    assert _code(client.ask("/contract-inquiry", body=body)) == (400, code)


def test_further_clients(client: Client) -> None:
    """A client registers his own certificate; the inquiries of another are none of his."""
    reference = client.pull(None)["referenceNumber"]
    key: RSAPrivateKey = OTHER_KEY
    certificate = certificate_of(key)
    order = {"client": "OTHER1", "certificate": certificate.public_bytes(Encoding.PEM).decode()}
    register = Request("POST", "/_manage/register", JSON, json.dumps(order).encode())
    assert client.app.manage(register).status == 200
    client.key, client.certificate = key, certificate
    query = f"referenceIds={reference}"
    reply = client.ask("/inquiry-by-reference-id", query, token=client.token(clientId="OTHER1"))
    assert json.loads(reply.body)[0]["status"] == "NOT_FOUND"
