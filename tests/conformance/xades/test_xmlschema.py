"""xmlschema, in Python, agrees with libxml2 about our published schemas."""

import re

import pytest
import xmlschema
from lxml import etree

from schemas.contracts import ROOT, xsd
from schemas.xml import parse
from signing.profile import prepare, prepare_receipt
from signing.verify import verify_document
from signing.xades import sign
from tests.vectors.certificates.receipts import BEFORE, RECEIPTS, lookup_receipt
from tests.vectors.certificates.samples import NOW, clearance, pki, receipt, statement

SCHEMAS = ("hub/v1/certificate.xsd", "hub/v1/receipt.xsd")
CERTIFICATE = sign(prepare(clearance()), pki().signer, NOW).xml
RECEIPT = sign(prepare_receipt(receipt()), pki().signer, NOW).xml

VALID = [
    (SCHEMAS[0], CERTIFICATE),
    (SCHEMAS[0], prepare(statement()).xml),
    (SCHEMAS[1], RECEIPT),
    *((SCHEMAS[1], prepare_receipt(one).xml) for one in RECEIPTS.values()),
    *((SCHEMAS[1], (BEFORE / f"{name}.xml").read_bytes()) for name in ("answered", "pending")),
]
EDITS = [
    (rb"<Number>3", b"<Number>x"),
    (rb"<Decision>GRANTED", b"<Decision>UNDETERMINED"),
    (rb"<Type>article37", b"<Type>article99"),
    (rb" role=\"transferor\"", b""),
    (rb" lang=\"fa\"", b' lang="de"'),
    (rb"\+03:30", b"+02:00"),
    (rb"(\d{4}-\d\d)-\d\dT", rb"\1-32T"),
    (rb"<Case>0", b"<Case>G"),
    (rb" Id=\"\w+-", b' Id="other-'),
    (rb"<State>answered", b"<State>lost"),
    (rb"</(\w+)></(\w+)><", rb"</\1><Extra></Extra></\2><"),
    (rb"<ds:Object>", b"<ds:Object></ds:Object><ds:Object>"),
    (rb"<ds:KeyInfo>", b"<ds:KeyInfo><ds:KeyName>x</ds:KeyName>"),
    (rb"<ds:Reference ", b'<ds:Reference Extra="x" '),
    (rb" Target=\"[^\"]*\"", b""),
    (rb"<xades:SigningTime>[^<]*</xades:SigningTime>", b""),
    (rb"08:30:00Z", b"08:30:00"),
]
LOOKUP = prepare_receipt(lookup_receipt()).xml
LOOKUP_EDITS = [
    (rb"<Operation>", b"<Case>0192f0c1-5d6e-7a8b-9c0d-112233445566</Case><Operation>"),
    (rb"(<AnsweredAt[^/]*/[^/]*/[^/]*/AnsweredAt>)", rb"<DueAt/>\1"),
    (rb"<State>answered", b"<State>told"),
    (rb"<Provider>[^/]*/Provider>", b""),
    (rb"<Provider>civil_", b"<Provider>civil-"),
    (rb"<SubjectDigest>\w", b"<SubjectDigest>"),
    (rb"<SubjectDigest>", b"<SubjectDigest>sha256:"),
    (rb"<Service>", b"<UseCase>article37</UseCase><Service>"),
    (rb"<Service>[^/]*/Service>", b""),
    (rb"<Purpose>a", b"<Purpose>A"),
    (rb"<Agreement>[^/]*/Agreement>", b""),
    (rb"<Article>[^/]*/Article>", b""),
    (rb"<Outcome>told", b"<Outcome>asked"),
    (rb"</Outcome>", b"</Outcome><Reason>agreement none</Reason>"),
    (rb"<AsOf jalali=\"[^\"]*\"", b"<AsOf"),
    (rb"<Asked>person.given_name", b"<Asked>person.birth_date"),
    (rb"<Told form=\"whole\">", b"<Told>"),
    (rb"form=\"age-band\"", b'form="part"'),
    (rb"<Told form=\"whole\">[^<]*", b'<Told form="whole">person.birth_date'),
    (rb"<Told form=\"whole\">[^<]*", b'<Told form="whole">person.father_name'),
    (rb"<Withheld>[^<]*", b"<Withheld>person.death_date"),
    (rb"<Withheld>[^<]*", b"<Withheld>person.n9980000001"),
    (rb"(<Told.*)(<Withheld>[^/]*/Withheld>)", rb"\2\1"),
]


def both(schema: str, data: bytes) -> tuple[bool, bool]:
    """Return the two verdicts: libxml2's, xmlschema's."""
    peer = xmlschema.XMLSchema(str(ROOT / schema))
    return xsd(schema).validate(parse(data)), peer.is_valid(etree.fromstring(data))


@pytest.mark.parametrize(("schema", "data"), VALID)
def test_both_accept_what_we_write(schema: str, data: bytes) -> None:
    """A schema that only libxml2 understands is no contract."""
    assert both(schema, data) == (True, True)


def test_the_one_difference_is_covered_elsewhere() -> None:
    """libxml2 skips strangers among base64 characters; the verifier decodes them strictly."""
    edited = CERTIFICATE.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>*")
    assert both(SCHEMAS[0], edited) == (True, False)
    report = verify_document(edited, policy=pki().policy, at=NOW)
    assert report.checks[-1].name == "base64"


@pytest.mark.parametrize(("pattern", "replacement"), EDITS)
def test_both_refuse_each_edit(pattern: bytes, replacement: bytes) -> None:
    """Where the two differ, a consumer's toolkit would let through what we refuse."""
    judged = 0
    for schema, data in ((SCHEMAS[0], CERTIFICATE), (SCHEMAS[1], RECEIPT)):
        edited = re.sub(pattern, replacement, data, count=1)
        if edited != data:
            judged += 1
            assert both(schema, edited) == (False, False)
    assert judged


@pytest.mark.parametrize(("pattern", "replacement"), LOOKUP_EDITS)
def test_both_refuse_each_edit_of_what_was_told(pattern: bytes, replacement: bytes) -> None:
    """A receipt could say what no receipt of ours says, or say it twice."""
    edited = re.sub(pattern, replacement, LOOKUP, count=1)
    assert edited != LOOKUP
    assert both(SCHEMAS[1], edited) == (False, False)
