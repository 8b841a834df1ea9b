"""Errors into the caller's protocol: the only place that turns one into a SOAP Fault or a problem.

Every error becomes a `Problem` with a stable code; what is not expected says nothing outside but
its reference, under which the log has it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree

from hub.errors import HubUnavailable, IdentityRefused, Refusal
from hub.store.database import DatabaseUnavailable
from hub.usecases.article38.errors import AssessmentRefused
from hub.usecases.article38.file.refusals import REFUSALS, ActRefused
from schemas.soap import FaultCode, SoapRefused, SoapVersion, fault
from schemas.xml import XmlRefused, escape_text
from signing.keys.errors import KeyUnusable
from signing.verify.wss import MessageRefused

Texts = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal as the caller is told it: ``subcode`` is the WS-Security fault, if it is one."""

    code: str
    fault: FaultCode
    fa: str
    en: str
    field: str | None = None
    rule: str | None = None
    subcode: etree.QName | None = None
    http_status: int | None = None


class TransportRefusal(Refusal):
    """What HTTP alone shows to be wrong; ``status`` is the HTTP status that says so."""

    def __init__(self, code: str, status: int) -> None:
        self.code = code
        self.status = status
        super().__init__()


def problem_of(error: Exception) -> Problem:
    """Return the problem that ``error`` is to the caller."""
    match error:
        case XmlRefused():
            return _problem(f"xml.{error.code}")
        case SoapRefused():
            return _problem(error.code, who=error.fault)
        case MessageRefused():
            return _problem(error.code, subcode=error.fault)
        case TransportRefusal():
            return _problem(error.code, status=error.status)
        case HubUnavailable():
            return _problem(error.code, who=FaultCode.RECEIVER, status=503)
        case KeyUnusable() | DatabaseUnavailable():
            return _problem(HubUnavailable.code, who=FaultCode.RECEIVER, status=503)
        case IdentityRefused():
            return _problem(error.code, field=error.field, rule=error.rule, status=401)
        case ActRefused() | AssessmentRefused():
            return _of_a_file(error)
        case Refusal():
            return _problem(error.code, field=error.field, rule=error.rule)
        case _:
            return _problem("hub.error", who=FaultCode.RECEIVER)


def _of_a_file(error: ActRefused | AssessmentRefused) -> Problem:
    """Return why an act is not taken: its rule is a sentence of the code's own, and is not told."""
    if isinstance(error, AssessmentRefused):
        return _problem(error.code, field=error.field)
    fa, en = REFUSALS[error.code]
    return Problem(error.code, FaultCode.SENDER, fa, f"{en[0].upper()}{en[1:]}.", error.field)


def _problem(
    code: str,
    *,
    who: FaultCode = FaultCode.SENDER,
    field: str | None = None,
    rule: str | None = None,
    subcode: etree.QName | None = None,
    status: int | None = None,
) -> Problem:
    fa, en = _texts(code, rule)
    return Problem(code, who, fa, en, field, rule, subcode, status)


def _texts(code: str, rule: str | None) -> Texts:
    """Return what a person is told: the rule's own words, else the code's, else its family's."""
    codes, rules = _catalogue()
    family = code.partition(".")[0]
    known = rules.get(rule or "") or codes.get(code) or codes.get(family) or codes["hub.error"]
    return known[0], known[1]


def words_of_rules() -> dict[str, Texts]:
    """Return what is told of each rule that may be broken, in Persian and in English."""
    return _catalogue()[1]


@cache
def _catalogue() -> tuple[dict[str, Texts], dict[str, Texts]]:
    texts = tomllib.loads((files("hub.api") / "texts.toml").read_text("utf-8"))
    return texts["code"], texts["rule"]


def soap_fault(problem: Problem, version: SoapVersion, namespace: str, reference: str) -> bytes:
    """Return the Fault element of ``problem``; its detail is the service's own ``Refusal``."""
    return fault(
        version,
        problem.fault,
        reason_fa=problem.fa,
        reason_en=f"{problem.en} [{problem.code}]",
        detail_xml=_refusal(problem, namespace, reference).encode(),
        subcode=problem.subcode,
    )


def _refusal(problem: Problem, namespace: str, reference: str) -> str:
    """Return the Refusal of the published contract, in canonical form."""
    parts = [("Code", problem.code), ("Field", problem.field), ("Rule", problem.rule)]
    named = "".join(f"<r:{name}>{escape_text(text)}</r:{name}>" for name, text in parts if text)
    texts = "".join(
        f'<r:Text lang="{lang}">{escape_text(text)}</r:Text>'
        for lang, text in (("fa", problem.fa), ("en", problem.en))
    )
    closing = f"<r:Reference>{reference}</r:Reference></r:Refusal>"
    return f'<r:Refusal xmlns:r="{namespace}">{named}{texts}{closing}'


def http_status(problem: Problem, version: SoapVersion) -> int:
    """Return the HTTP status of a fault: SOAP 1.1 over HTTP section 6.2, SOAP 1.2 part 2 7.5.2."""
    if problem.http_status is not None:
        return problem.http_status
    if version is SoapVersion.V12 and problem.fault is FaultCode.SENDER:
        return 400
    return 500


_REST_STATUS = {
    "agreement": 403,
    "agreement.quota": 429,
    "article38": 422,
    "article38.allocated": 409,
    "article38.cleared": 409,
    "article38.final": 409,
    "article38.minute-known": 409,
    "article38.no-file": 404,
    "article38.not-allocated": 409,
    "article38.not-fixed": 404,
    "article38.out-of-order": 409,
    "article38.row-taken": 409,
    "assessment": 422,
    "case.unknown": 404,
    "certificate.code": 403,
    "certificate.unknown": 404,
    "contract.below-cleared": 409,
    "contract.cleared": 409,
    "contract.invalid": 422,
    "contract.not-current": 412,
    "contract.revision-reused": 409,
    "contract.unknown": 404,
    "message.id-reused": 422,
    "message.replayed": 401,
    "provider.broke-contract": 502,
    "provider.silent": 503,
    "purpose": 403,
    "receipt.unknown": 404,
    "service": 403,
    "status.no-list": 404,
}
"""The statuses of codes, or of the families that they are of."""


def rest_status(problem: Problem) -> int:
    """Return the HTTP status of a problem at a REST door (RFC 9110 section 15)."""
    if problem.http_status is not None:
        return problem.http_status
    fallback = 500 if problem.fault is FaultCode.RECEIVER else 400
    family = problem.code.partition(".")[0]
    return _REST_STATUS.get(problem.code) or _REST_STATUS.get(family) or fallback


def problem_details(problem: Problem, reference: str) -> dict[str, object]:
    """Return the problem as JSON values (RFC 9457): one ``type`` for each code, in two languages.

    ``field`` and ``rule`` name what was broken, ``reference`` finds it in the log.
    """
    named = {"field": problem.field, "rule": problem.rule}
    return {
        "type": f"urn:peyvand:problem:{problem.code}",
        "title": problem.en,
        "title_fa": problem.fa,
        "status": rest_status(problem),
        "code": problem.code,
        **{name: value for name, value in named.items() if value},
        "instance": f"urn:uuid:{reference}",
    }
