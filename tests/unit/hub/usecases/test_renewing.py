"""An answer told again with the certificate that was issued anew."""

from dataclasses import replace

import pytest
from lxml import etree

from hub.api.forms.answer import answer_of
from hub.usecases.base.renewing import in_place
from hub.usecases.base.writing import wrap
from schemas.contracts import xsd
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import prepare
from signing.xades import sign
from tests.kit.answers import reading
from tests.kit.keys import certificate_signer
from tests.vectors.certificates.samples import NOW, card_clearance, clearance, contract_clearance

NUMBER = "37-1405-0000000001-6"
SPACES = {
    "article37": ("urn:peyvand:article37:1", "DeedText"),
    "commerce-card": ("urn:peyvand:commerce-card:1", "AnswerText"),
    "article38": ("urn:peyvand:article38:1", "AnswerText"),
}
OF = {"article37": clearance, "commerce-card": card_clearance, "article38": contract_clearance}
TEXT = 'سند تازه، با <نشان> و «&» و \\1 و "گیومه"'


def answer(text: str, certificate: bytes = b"<c:Certificate xmlns:c='urn:c'/>") -> bytes:
    """Return an answer as it is kept; a reason speaks of what an answer is made of."""
    return (
        (
            "<a:CaseId>0192f0c1-5d6e-7a8b-9c0d-112233445566</a:CaseId><a:State>answered</a:State>"
            "<a:Decision>GRANTED</a:Decision>"
            '<a:Reason article="37" code="no-debt"><a:Text lang="fa">&lt;a:Certificate&gt;</a:Text>'
            f'<a:Text lang="en">&lt;a:{text}&gt;</a:Text></a:Reason>'
            f'<a:{text}>سند کهنه</a:{text}><a:DueDate jalali="1405/09/16">2026-12-07</a:DueDate>'
        ).encode()
        + (b"<a:Certificate>%b</a:Certificate>" % certificate if certificate else b"")
        + b"<a:Receipt><r:Receipt xmlns:r='urn:r'>&lt;/a:Certificate&gt;</r:Receipt></a:Receipt>"
    )


def document(duty: str) -> bytes:
    made = replace(OF[duty](), deed_text=TEXT)
    return sign(prepare(made), certificate_signer(), NOW).xml


@pytest.mark.parametrize("duty", SPACES)
def test_the_new_certificate_stands_where_the_old_one_stood(duty: str) -> None:
    """A consumer would get the old text with the new document, or an answer he cannot read."""
    namespace, text = SPACES[duty]
    new = document(duty)
    told = reading(
        in_place(answer(text), new, NUMBER),
        namespace=namespace,
        operation="GetAnswer",
        contract=f"hub/v1/{duty}.xsd",
    )
    assert (told.document("Certificate"), told.supersedes) == (new, NUMBER)
    assert told.text(text) == TEXT
    before = parse(wrap(namespace, "GetAnswer", answer(text)))
    kept = [one for one in told.root if etree.QName(one).localname not in {text, "Certificate"}]
    assert [canonical(one) for one in kept] == [
        canonical(one) for one in before if etree.QName(one).localname not in {text, "Certificate"}
    ]
    certificate = answer_of(told.root)["certificate"]
    assert isinstance(certificate, dict)
    assert certificate["supersedes"] == NUMBER


def test_an_answer_without_certificate_stays() -> None:
    """A pending answer would be given a document that it never had."""
    pending = answer("DeedText", b"")
    assert in_place(pending, document("article37"), NUMBER) == pending


def test_a_certificate_names_only_a_certificate() -> None:
    """Anything could be written where the old number is expected."""
    told = in_place(answer("DeedText"), document("article37"), "0; x")
    assert not xsd("hub/v1/article37.xsd").validate(
        parse(wrap(SPACES["article37"][0], "GetAnswer", told))
    )
