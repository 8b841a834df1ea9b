"""Answers written out: canonical XML by construction, because it is signed as it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from schemas.canonical.case import Case
from schemas.canonical.certificate import Certificate
from schemas.canonical.dates import jalali
from schemas.canonical.decision import Decision, Outcome, Reason
from schemas.canonical.steps import Signed
from schemas.canonical.workshop import DebtPosition
from schemas.xml import escape_text


@dataclass(frozen=True, slots=True)
class Answer:
    """What a consumer is told: the state of the case, and the documents that prove it.

    ``deed_text`` is the text for people; ``certificate`` and ``receipt`` are signed XML documents,
    embedded whole.
    """

    case_id: UUID
    outcome: Outcome
    reasons: tuple[Reason, ...]
    debt: DebtPosition | None
    deed_text: str
    due: date
    certificate: bytes | None
    receipt: bytes


def answer_of(
    case: Case,
    decision: Decision[Any],
    certificate: tuple[Certificate, Signed] | None,
    receipt: Signed,
    *,
    debt: DebtPosition | None,
    pending: str,
) -> Answer:
    """Return what is told of a case: its certificate's text, or ``pending`` while it has none.

    ``debt`` is the one that the duty discloses.
    """
    return Answer(
        case_id=case.id,
        outcome=decision.outcome,
        reasons=decision.reasons,
        debt=debt,
        deed_text=certificate[0].deed_text if certificate else pending,
        due=case.due_on,
        certificate=certificate[1].xml if certificate else None,
        receipt=receipt.xml,
    )


@dataclass(frozen=True, slots=True)
class Form:
    """What differs between the answers of two contracts.

    ``text`` names the element of the text for people; ``after_debt`` is what stands behind the
    amounts of a debt, ``amounts`` what stands where a debt would, canonical under prefix ``a``.
    """

    namespace: str
    text: str
    after_debt: bytes = b""
    amounts: bytes = b""


def write_answer(answer: Answer, form: Form) -> bytes:
    """Return the children of an answer element, in canonical form under prefix ``a``."""
    state = "pending" if answer.outcome is Outcome.UNDETERMINED else "answered"
    certificate = answer.certificate and b"<a:Certificate>%b</a:Certificate>" % answer.certificate
    return b"".join(
        (
            element("CaseId", str(answer.case_id)),
            element("State", state),
            element("Decision", answer.outcome),
            *(_reason(reason) for reason in answer.reasons),
            _debt(answer.debt, form.after_debt) if answer.debt else form.amounts,
            element(form.text, answer.deed_text),
            f'<a:DueDate jalali="{jalali(answer.due)}">{answer.due}</a:DueDate>'.encode(),
            certificate or b"",
            b"<a:Receipt>%b</a:Receipt>" % answer.receipt,
        )
    )


def wrap(namespace: str, operation: str, children: bytes) -> bytes:
    """Return the whole response element of ``operation`` around an answer's children."""
    name = f"{operation}Response".encode()
    return b'<a:%b xmlns:a="%b">%b</a:%b>' % (name, namespace.encode(), children, name)


def element(name: str, text: str) -> bytes:
    """Return an element of text under prefix ``a``."""
    return f"<a:{name}>{escape_text(text)}</a:{name}>".encode()


def _reason(reason: Reason) -> bytes:
    texts = "".join(
        f'<a:Text lang="{lang}">{escape_text(text)}</a:Text>'
        for lang, text in (("fa", reason.fa), ("en", reason.en))
    )
    opening = f'<a:Reason article="{reason.article}" code="{reason.code}">'
    return f"{opening}{texts}</a:Reason>".encode()


def _debt(debt: DebtPosition, behind: bytes) -> bytes:
    """Return the debt with its parts, in rials."""
    amounts = {
        "Definite": debt.definite,
        "Divisible": debt.divisible,
        "Indivisible": debt.indivisible,
        "Total": debt.total,
    }
    parts = b"".join(element(name, str(amount)) for name, amount in amounts.items())
    return b"<a:Debt>%b%b</a:Debt>" % (parts, behind)
