"""The template signer against libxml2's own canonicalization."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.soap import SoapVersion
from schemas.xml import parse
from signing.canonicalize import XMLDSIG, canonical
from signing.signer import ECDSA_SHA256
from signing.wss import seal

NOW = datetime(2026, 11, 22, 8, 30, 0, 123_456, tzinfo=UTC)
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"]).filter(
        lambda c: c in "\t\n\r" or c >= " "
    ),
    min_size=1,
)
NAMES = st.sampled_from(["a", "b", "q:c", "r:d", "کارگاه"])
PREFIXED = "<{0} xmlns='urn:d' xmlns:q='urn:q' xmlns:r='urn:r'>{1}</{0}>"


@dataclass
class Recorder:
    """A signer that keeps what it was given to sign."""

    algorithm: str = ECDSA_SHA256
    certificate_der: bytes = b"certificate"
    chain_der: tuple[bytes, ...] = ()
    signed: list[bytes] = field(default_factory=list)

    def sign(self, data: bytes) -> bytes:
        self.signed.append(data)
        return b"\1" * 64


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")


def _sealed(
    recorder: Recorder, child: bytes, value: str = "urn:v", version: SoapVersion = SoapVersion.V12
) -> bytes:
    return seal(
        child,
        signer=recorder,
        action=value,
        message_id=value,
        to=value,
        relates_to=value,
        version=version,
        now=NOW,
    )


def elements() -> st.SearchStrategy[str]:
    """Random trees of prefixed and unprefixed names with texts."""
    return st.recursive(
        TEXT.map(_escape),
        lambda inner: st.tuples(NAMES, st.lists(inner, max_size=3)).map(
            lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
        ),
        max_leaves=8,
    )


@given(value=TEXT, content=elements(), root=NAMES, version=st.sampled_from(list(SoapVersion)))
def test_what_is_digested_is_the_canonical_form_in_place(
    value: str, content: str, root: str, version: SoapVersion
) -> None:
    """A reader who canonicalizes, as all do, would find another digest than the template's."""
    recorder = Recorder()
    child = canonical(parse(PREFIXED.format(root, content).encode()))
    message = parse(_sealed(recorder, child, value, version))
    signed_info = next(message.iter(f"{{{XMLDSIG}}}SignedInfo"))
    assert canonical(signed_info) == recorder.signed[0]
    named = {v: e for e in message.iter() for k, v in e.attrib.items() if k.endswith("}Id")}
    references = signed_info.findall(f"{{{XMLDSIG}}}Reference")
    assert len(references) == 6
    for reference in references:
        part = named[reference.get("URI", "")[1:]]
        digest = reference.findtext(f"{{{XMLDSIG}}}DigestValue", "")
        assert digest == b64encode(sha256(canonical(part)).digest()).decode()


def test_the_period_is_utc_to_the_millisecond() -> None:
    """A hub on Tehran time would write Created three and a half hours ahead."""
    tehran = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))
    octets = seal(
        b"<a></a>",
        signer=Recorder(),
        action="urn:a",
        message_id="urn:m",
        to="urn:t",
        relates_to=None,
        version=SoapVersion.V11,
        now=tehran,
        lifetime=timedelta(minutes=2),
    )
    assert b"<wsu:Created>2026-11-22T08:30:00.123Z</wsu:Created>" in octets
    assert b"<wsu:Expires>2026-11-22T08:32:00.123Z</wsu:Expires>" in octets
    assert b"RelatesTo" not in octets


@pytest.mark.parametrize(
    "child", [b'<soap:a xmlns:soap="urn:x"></soap:a>', b'<a xmlns:wsu="urn:x"></a>']
)
def test_a_prefix_of_the_envelope_is_refused(child: bytes) -> None:
    """Canonical form would leave out what the Body declares already, and the digest be wrong."""
    with pytest.raises(ValueError, match="prefix"):
        _sealed(Recorder(), child)


@pytest.mark.parametrize("value", ["\0", "a\x0bb", "\ud800", "\uffff"])
def test_a_character_that_xml_has_not_is_refused(value: str) -> None:
    """The hub would sign and send what nobody can parse."""
    recorder = Recorder()
    with pytest.raises(ValueError, match="character"):
        _sealed(recorder, b"<a></a>", value)
    assert recorder.signed == []
