"""Every error is told in the caller's protocol: a stable code, both languages, and no data."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

import hub.clearing.refusals  # noqa: F401 - its classes are listed below
from hub import errors
from hub.api import violations
from hub.api.article38 import slips
from hub.api.forms import body
from hub.api.identity.jose import _DANGEROUS
from hub.api.problems import TransportRefusal, http_status, problem_of, soap_fault
from hub.errors import (
    HubUnavailable,
    IdentityRefused,
    InvalidRequest,
    Misconfigured,
    NotPermitted,
    ProviderSilent,
    QuotaSpent,
    Refusal,
)
from hub.sharing.cleared import BELOW_CLEARED, CLEARED
from hub.sharing.results import REVISION_REUSED
from hub.usecases.article37.messages import NAMESPACE
from hub.usecases.article38.errors import (
    AssessmentRefused,
    FactMissing,
    FactsContradict,
    LeftOpen,
    NoRow,
    OtherVersion,
)
from hub.usecases.article38.file.refusals import REFUSALS, ActRefused
from hub.usecases.article38.paper.life import FormState
from schemas.contracts import xsd
from schemas.soap import FaultCode, SoapRefused, SoapVersion, wrap
from schemas.xml import XmlRefused, parse
from signing.verify.wss import FAULTS, MessageRefused

ROOT = Path(errors.__file__).parent.parent
TEXTS = tomllib.loads((ROOT / "hub/api/texts.toml").read_text("utf-8"))
REFERENCE = "0192f0c1-5d6e-7a8b-9c0d-112233445566"
SECRET = "sesame-9000000001"
XML_CODES = ("too-large", "encoding", "dtd", "comment", "processing-instruction", "too-many-tags")
FAMILIES = {"xml", "soap"} | {code.partition(".")[0] for code in FAULTS}
SOAP_CODES = ("version-mismatch", "must-understand", "not-an-envelope", "header", "body", "text")


OWN = ("hub.errors", "hub.clearing.refusals")
"""The modules that have the hub's own refusals."""
OTHERWISE = (NotPermitted, ProviderSilent, IdentityRefused)
"""Refusals whose code is told when they are raised."""


def _refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every refusal of the hub whose class has its code."""
    for kind in base.__subclasses__():
        if issubclass(kind, OTHERWISE) or not kind.__module__.startswith(OWN):
            continue
        yield kind
        yield from _refusals(kind)


def _calls(path: str, name: str) -> Iterator[ast.Call]:
    """Yield every call of ``name`` in a source file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
            yield node


def _words(call: ast.Call) -> list[str]:
    """Return the literal texts among a call's arguments."""
    return [
        one.value
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


TRANSPORT = {
    _words(call)[0]
    for door in ("api/soap", "api/forms/body", "api/contract_batch", "web/upload", "web/desk")
    for call in _calls(f"hub/{door}.py", "TransportRefusal")
} | {"request.only-get", "request.other-method", "request.no-door"}
DENIED = {
    "agreement.none",
    "agreement.not-in-force",
    "agreement.hours",
    "agreement.delivery",
    "agreement.signature",
    "agreement.source",
    "agreement.field",
    "service.unknown",
    "purpose.unknown",
    "purpose.other-service",
}
SILENT = {"provider.silent", "provider.broke-contract"}
ASSESSMENT: tuple[AssessmentRefused, ...] = (
    FactMissing("1", ["work.goods"], ["N10"]),
    FactsContradict("one or the other", field="work.gross"),
    LeftOpen("N32", "an officer's matter"),
    NoRow("none", field="work.subject"),
    OtherVersion("another table", field="version"),
)
ERRORS: list[Exception] = [
    *(kind("field.value", field="Transferor/Natural/NationalId") for kind in _refusals()),
    *(kind() for kind in _refusals()),
    *(NotPermitted(code, field="person.given_name") for code in sorted(DENIED)),
    QuotaSpent(42),
    *(ProviderSilent("civil_registry", broken=one, receipt=b"<r/>") for one in (False, True)),
    IdentityRefused(),
    *(TransportRefusal(code, 413) for code in sorted(TRANSPORT)),
    *(XmlRefused(code) for code in XML_CODES),
    *(SoapRefused(f"soap.{code}") for code in SOAP_CODES),
    *(MessageRefused(code) for code in FAULTS),
    *ASSESSMENT,
    *(ActRefused(code.removeprefix("article38."), field="amount") for code in REFUSALS),
    RuntimeError(SECRET),
    Misconfigured(SECRET),
    KeyError(SECRET),
]


def _fault(error: Exception, version: SoapVersion) -> etree._Element:
    """Return the Fault as a consumer reads it."""
    child = soap_fault(problem_of(error), version, NAMESPACE, REFERENCE)
    return parse(wrap(version, child))[0][0]


def _refusal(fault: etree._Element) -> etree._Element:
    found = fault.find(f".//{{{NAMESPACE}}}Refusal")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("error", "version"), list(product(ERRORS, SoapVersion)), ids=lambda value: repr(value)[:60]
)
def test_every_detail_keeps_the_published_contract(error: Exception, version: SoapVersion) -> None:
    """A consumer built from our WSDL could not read why it was refused."""
    refusal = _refusal(_fault(error, version))
    schema = xsd("hub/v1/article37.xsd")
    assert schema.validate(etree.ElementTree(refusal).getroot()), schema.error_log
    texts = {one.get("lang"): one.text or "" for one in refusal.iter(f"{{{NAMESPACE}}}Text")}
    assert texts.keys() == {"fa", "en"}
    assert re.search("[آ-ی]", texts["fa"])
    assert texts["en"].isascii()
    assert refusal.findtext(f"{{{NAMESPACE}}}Reference") == REFERENCE


@pytest.mark.parametrize(
    "error", [RuntimeError(SECRET), Misconfigured(SECRET), KeyError(SECRET), OSError(5, SECRET)]
)
@pytest.mark.parametrize("version", SoapVersion)
def test_an_unknown_error_says_nothing_outside(error: Exception, version: SoapVersion) -> None:
    """A password or a person's number in some library's message would be sent to a stranger."""
    problem = problem_of(error)
    assert (problem.code, problem.fault) == ("hub.error", FaultCode.RECEIVER)
    assert (problem.field, problem.rule) == (None, None)
    assert SECRET not in etree.tostring(_fault(error, version)).decode()


def test_the_cause_of_a_refusal_is_not_told() -> None:
    """The value behind a broken rule would travel in the Fault."""
    refused = InvalidRequest("national-id.check-digit", field="Transferor/Natural/NationalId")
    refused.__cause__ = ValueError(SECRET)
    fault = etree.tostring(_fault(refused, SoapVersion.V12), encoding="unicode")
    assert SECRET not in fault
    assert "national-id.check-digit" in fault
    assert TEXTS["rule"]["national-id.check-digit"][0] in fault


@pytest.mark.parametrize(
    ("error", "code", "fault", "status_11", "status_12"),
    [
        (InvalidRequest("x", field="y"), "request.invalid", FaultCode.SENDER, 500, 400),
        (HubUnavailable("store.unavailable"), "hub.unavailable", FaultCode.RECEIVER, 503, 503),
        (
            TransportRefusal("request.too-large", 413),
            "request.too-large",
            FaultCode.SENDER,
            413,
            413,
        ),
        (XmlRefused("dtd"), "xml.dtd", FaultCode.SENDER, 500, 400),
        (SoapRefused("soap.body"), "soap.body", FaultCode.SENDER, 500, 400),
        (
            SoapRefused("soap.must-understand", FaultCode.MUST_UNDERSTAND),
            "soap.must-understand",
            FaultCode.MUST_UNDERSTAND,
            500,
            500,
        ),
        (MessageRefused("wss.digest"), "wss.digest", FaultCode.SENDER, 500, 400),
        (RuntimeError(), "hub.error", FaultCode.RECEIVER, 500, 500),
    ],
)
def test_who_is_at_fault_and_by_which_status(
    error: Exception, code: str, fault: FaultCode, status_11: int, status_12: int
) -> None:
    """A consumer would repeat a request that cannot succeed, or give up on one that can."""
    problem = problem_of(error)
    assert (problem.code, problem.fault) == (code, fault)
    assert http_status(problem, SoapVersion.V11) == status_11
    assert http_status(problem, SoapVersion.V12) == status_12


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_security_refusal_names_its_standard_fault(code: str) -> None:
    """A WS-Security stack would not recognize its own standard's fault."""
    assert problem_of(MessageRefused(code)).subcode == FAULTS[code]
    value = _fault(MessageRefused(code), SoapVersion.V11).findtext("faultcode")
    assert value == f"sub:{FAULTS[code].localname}"


def test_field_and_rule_stand_in_the_detail() -> None:
    """The notary would not learn which field is wrong."""
    refusal = _refusal(_fault(InvalidRequest("legal-id.digits", field="A/B"), SoapVersion.V11))
    found = [refusal.findtext(f"{{{NAMESPACE}}}{name}") for name in ("Code", "Field", "Rule")]
    assert found == ["request.invalid", "A/B", "legal-id.digits"]


def test_a_hostile_field_stays_a_text() -> None:
    """A name from the request could close the Fault and write its own."""
    refused = InvalidRequest("x", field="</r:Field><r:Rule>y & z")
    refusal = _refusal(_fault(refused, SoapVersion.V11))
    assert refusal.findtext(f"{{{NAMESPACE}}}Field") == "</r:Field><r:Rule>y & z"


def _identity_rules() -> set[str]:
    """Return every rule that a proof of identity can break."""
    found = set()
    api = ROOT / "hub/api"
    for path in (api / "callers.py", *api.glob("oauth*.py"), *api.glob("identity/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "id", "") == "IdentityRefused":
                found |= {word.partition("-")[2] for word in _words(node)}
            elif getattr(node.func, "attr", "") == "refusal":
                found |= _chosen(node.args[0])
    found |= {f"header-{name}" for name in _DANGEROUS}
    return {f"identity.{rule}" for rule in found if rule}


_CONTRACT_FILES = (
    "contracts/readers",
    "contracts/check",
    "contracts/part_readers",
    "contracts/part_check",
    "api/contract_says",
    "api/contracts",
)


def _contract_rules() -> set[str]:
    """Return every rule of a contract that the check of one names."""
    return {
        node.value
        for one in _CONTRACT_FILES
        for node in ast.walk(ast.parse((ROOT / f"hub/{one}.py").read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(contract|line|day|text|json)\.[a-z-]+", node.value)
    }


_PAPER_FILES = ("minutes", "serials", "register", "weigh")


def _paper_rules() -> set[str]:
    """Return every rule that minutes on paper forms can break."""
    places = [ROOT / f"hub/usecases/article38/paper/{one}.py" for one in _PAPER_FILES]
    literal = {
        node.value
        for path in (*places, ROOT / "hub/cli/paper_record.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"paper(-serial)?\.[a-z-]*[a-z]", node.value)
    }
    return literal | {f"paper.is-{one}" for one in FormState}


def _chosen(word: ast.expr) -> set[str]:
    """Return the texts that an argument can be: one, or either of a choice."""
    choice = [word.body, word.orelse] if isinstance(word, ast.IfExp) else [word]
    return {str(one.value) for one in choice if isinstance(one, ast.Constant)}


def _rules_raised() -> set[str]:
    """Return every rule that the identifiers, the request's reader and the schema check name."""
    source = "schemas/canonical/identifiers.py"
    literal = {word for call in _calls(source, "InvalidIdentifier") for word in _words(call)}
    digits = {f"{word}.digits" for call in _calls(source, "_digits") for word in _words(call)}
    reader = "hub/usecases/base/reading.py"
    sources = (reader, "schemas/canonical/certificate.py", "hub/lookups/base.py")
    own = {
        word
        for one in sources
        for call in _calls(one, "InvalidIdentifier")
        for word in _words(call)
    }
    doors = (
        "hub/api/rest.py",
        "hub/api/services.py",
        "hub/api/forms/body.py",
        "hub/api/forms/request.py",
        "hub/api/inquiries.py",
        "hub/api/contracts.py",
        "hub/api/contract_doors.py",
        "hub/api/contract_ocds.py",
        "hub/api/contract_reconciled.py",
        "hub/api/article38/doors.py",
        "hub/api/article38/overdue.py",
        "hub/sharing/cursor.py",
        "hub/lookups/road.py",
    )
    for one in (*doors, "hub/usecases/commerce_card/messages.py"):
        own |= {rule for call in _calls(one, "InvalidRequest") for rule in _words(call)[:1]}
    tables = {*violations._RULES.values(), *body._RULES.values(), *slips._BEGINNINGS.values()}
    tables |= {"schema.other", "json.type"}
    own |= (
        _identity_rules()
        | _contract_rules()
        | _paper_rules()
        | {REVISION_REUSED, BELOW_CLEARED, CLEARED}
    )
    return literal | digits | own | tables


def test_the_rules_that_are_raised_and_the_texts_there_are() -> None:
    """A person would be told only that some rule was broken; or a text would be dead."""
    assert len(_rules_raised()) > 20
    assert TEXTS["rule"].keys() == _rules_raised()


def test_the_codes_that_are_raised_and_the_texts_there_are() -> None:
    """A refusal would read as an internal error; or a text would be dead."""
    own = {kind.code for kind in _refusals()}
    own |= {one.code for one in ASSESSMENT}
    own |= DENIED | SILENT | {"agreement.quota", "identity.refused"}
    assert len(own) >= 18
    assert TEXTS["code"].keys() == own | TRANSPORT | {"hub.error"} | FAMILIES


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_no_known_error_reads_as_an_internal_one(error: Exception) -> None:
    """A mistake of the sender would send him to our help desk."""
    internal = problem_of(error).en == TEXTS["code"]["hub.error"][1]
    assert internal == (problem_of(error).code == "hub.error")
