"""The notaries' stand-in against its own contract, and against who must not be heard."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from hub.messages import HubMessages
from schemas import contracts
from signing.keys.file import FileSigner
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.keys import made
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.notary_offices.people import MAGIC
from simulators.notary_offices.server import create_signing_app
from tests.contract.conftest import NOW, messages

NS = "urn:notary-offices:answers:1"
ACTION = f"{NS}:DeliverStatus"
ID = UUID(int=5)
SCHEMA = contracts.xsd("notary_offices/v1/answers.xsd")


def _child(number: str = MAGIC["taken"].number, state: str = "02", notice: UUID = ID) -> bytes:
    """Return a ``DeliverStatus`` in canonical form."""
    return (
        f'<n:DeliverStatus xmlns:n="{NS}"><n:NoticeId>{notice}</n:NoticeId>'
        f"<n:ReplyNo>{number}</n:ReplyNo><n:State>{state}</n:State>"
        "<n:EffectDate>1405/09/01</n:EffectDate><n:EffectTime>11:30:00</n:EffectTime>"
        "<n:KnownAt>2026-11-22T08:00:00Z</n:KnownAt></n:DeliverStatus>"
    ).encode()


def _sealed(child: bytes, **changes: str) -> bytes:
    """Return ``child`` as the hub seals it, but for ``changes`` of the addressing."""
    told = {"action": ACTION, "message_id": ID.urn, "to": NS}
    return messages().seal(child, **told | changes)


def _request(body: bytes, action: str = ACTION) -> Request:
    return Request("POST", "/", XML, body, headers=((b"soapaction", f'"{action}"'.encode()),))


@pytest.fixture
def system(people: Population) -> Simulator:
    """Give a system that has taken nothing yet."""
    return create_signing_app(people, made(), lambda: NOW)


def _inside(reply: Reply) -> etree._Element:
    """Return what stands in the Body of a reply."""
    (child,) = etree.fromstring(reply.body).iterfind("{*}Body/*")
    return child


@pytest.mark.parametrize("key", sorted(MAGIC.keys() - {"fault"}))
def test_every_reply_is_valid(system: Simulator, key: str) -> None:
    """A stand-in that breaks its contract teaches the gateway to take what nobody will send."""
    child = _inside(system.answer(_request(_sealed(_child(MAGIC[key].number)))))
    found = child.find(f"detail/{{{NS}}}Refusal")
    if found is None:
        assert SCHEMA.validate(child)
        assert etree.QName(child).localname == "DeliverStatusResponse"
    else:
        assert SCHEMA.validate(found)


def test_states_and_reasons_are_the_contracts(system: Simulator) -> None:
    """A code that the contract does not have must not be taken for one of its own."""
    reply = system.answer(_request(_sealed(_child(state="05"))))
    assert reply.status == 500
    assert b"not a valid message" in reply.body


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to": "urn:somebody-else"}, b"meant for somebody else"),
        ({"message_id": "urn:uuid:other"}, b"two messages"),
        ({"action": f"{NS}:DeliverAnswer"}, b"two operations"),
    ],
)
def test_what_is_signed_must_agree(system: Simulator, changes: dict[str, str], said: bytes) -> None:
    """A soundly signed message that contradicts itself shows an error of ours, at once."""
    reply = system.answer(_request(_sealed(_child(), **changes)))
    assert (reply.status, said in reply.body) == (500, True)


def test_header_and_content_must_agree(system: Simulator) -> None:
    """SOAPAction is the one word that nobody signs."""
    reply = system.answer(_request(_sealed(_child()), f"{NS}:DeliverAnswer"))
    assert (reply.status, b"two operations" in reply.body) == (500, True)


def _altered(body: bytes) -> bytes:
    return body.replace(b">02<", b">01<")


def _moved(body: bytes) -> bytes:
    return body.replace(b"11:30:00", b"11:30:01")


def _unsigned(body: bytes) -> bytes:
    start, end = body.index(b"<ds:Signature"), body.index(b"</wsse:Security>")
    return body[:start] + body[end:]


def _readdressed(body: bytes) -> bytes:
    return body.replace(b">urn:notary-offices:answers:1<", b">urn:x<", 1)


@pytest.mark.parametrize(
    "change", [_altered, _moved, _unsigned, _readdressed, lambda _: b"<unclosed>", lambda _: b""]
)
def test_nothing_unsigned_is_taken(system: Simulator, change: Any) -> None:
    """An obliging stand-in would let a signature of ours rot unnoticed."""
    reply = system.answer(_request(change(_sealed(_child()))))
    assert (reply.status, b"S:Client" in reply.body) == (500, True)
    assert b"SignatureValue" not in reply.body
    manage = Request("GET", "/_manage/notices", b"", b"")
    assert system.manage(manage).body == b"[]"


def test_strangers_are_not_heard(system: Simulator) -> None:
    """A certificate of the same authority is not yet the hub's."""
    other = made().notaries
    signer = FileSigner(other.key, other.certificate.public_bytes(Encoding.DER), ())
    sealed = HubMessages(signer, lambda: NOW).seal(
        _child(), action=ACTION, message_id=ID.urn, to=NS
    )
    assert b"another certificate" in system.answer(_request(sealed)).body


@pytest.mark.parametrize("minutes", [-6, 2, 60])
def test_old_and_future_messages(people: Population, minutes: int) -> None:
    """Each attempt is signed anew; one that was kept or foreseen is not taken."""
    system = create_signing_app(people, made(), lambda: NOW - timedelta(minutes=minutes))
    assert b"not of now" in system.answer(_request(_sealed(_child()))).body


def test_a_replay_is_no_second_attempt(system: Simulator) -> None:
    """The very same octets again are a stranger's doing: we would have signed anew."""
    sealed = _sealed(_child())
    assert system.answer(_request(sealed)).status == 200
    assert b"was here before" in system.answer(_request(sealed)).body
    assert system.answer(_request(_sealed(_child()))).status == 200


def test_soap_11_only(system: Simulator) -> None:
    """Another protocol is told so."""
    wrong = Request("POST", "/", b"application/soap+xml", _sealed(_child()))
    assert system.answer(wrong).status == 415
    assert system.answer(wrong._replace(method="GET")).status == 415
