"""Certificates that are hard to set on a page; nobody of these exists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

from schemas.canonical.certificate import (
    Certificate,
    Fact,
    LegalBasis,
    Participant,
    Role,
    Unit,
)
from schemas.canonical.person import Party
from signing.page.render import render
from signing.render import render_certificate
from tests.vectors.certificates.samples import (
    ALIVE,
    NOW,
    card_clearance,
    card_statement,
    clearance,
    legal,
    natural,
    refusal,
    statement,
)

SEAL = "PEYVAND1:" + "A1B2C3" * 55
"""As long as a seal of P-256 is, and none."""

SENTENCE = "به موجب این گواهی، کارگاه نمونه در تاریخ صدور بدهی ندارد."
_PROSE = (
    "گواهی شمارهٔ ۳۷-۱۴۰۵-۰۰۰۰۰۰۰۱۲۳-۱ مورخ ۱۴۰۵/۰۹/۰۱ برای «نمونه (Acme Co.)» می‌گوید: جمعاً "
    "۱٬۵۰۰٬۰۰۰ ریال؛ "
)


def between(*parties: Party) -> Certificate:
    """Return a clearance between ``parties``, the first of them the transferor."""
    roles = (Role.TRANSFEROR, *[Role.TRANSFEREE] * (len(parties) - 1))
    participants = tuple(map(Participant, roles, parties))
    return replace(clearance(), subject=replace(clearance().subject, participants=participants))


def owing(amounts: list[int]) -> Certificate:
    """Return a debt statement of so many debts."""
    names = ("debt.definite", "debt.divisible", "debt.indivisible")
    at = NOW - timedelta(minutes=1)
    debts = (
        Fact(names[place % 3], amount, "insurance_ledger", at, Unit.RIALS)
        for place, amount in enumerate(amounts)
    )
    return replace(statement(), facts=(ALIVE, *debts))


def named(name: str) -> Certificate:
    """Return a clearance for a firm called ``name``."""
    return between(natural(), replace(legal(), name=name))


VARIANTS: dict[str, Callable[[], Certificate]] = {
    "clearance": clearance,
    "statement": statement,
    "card-clearance": card_clearance,
    "card-statement": card_statement,
    "refusal": refusal,
    "one-party": lambda: between(natural()),
    "many-debts": lambda: owing([7_919_333 * place for place in range(99)]),
    "largest-debt": lambda: owing([2**63 - 1]),
    "many-parties": lambda: between(*[natural(), legal()] * 10),
    "long-names": lambda: between(
        replace(
            natural(),
            given_name="سید محمدرضا علی‌اکبر نورالدین " * 6,
            family_name="حسینی‌نژادِ اصفهانیِ مقدّم‌زاده " * 6,
        ),
        legal(),
    ),
    "latin": lambda: named('Acme Trading (Tehran) Ltd. شعبهٔ ۲ – «نمونه» No. 12/A, "X"'),
    "unbroken": lambda: named("Abcdefghij" * 20),
    "unbroken-persian": lambda: named("نمونهٔکارگاه" * 16),
    "no-glyph": lambda: named("株式会社 李 شركة كمالي المحدودة 🙂 ГОСТ a\u202ebc"),
    "unnamed": lambda: named("\u200f"),
    "prose": lambda: replace(
        clearance(),
        deed_text=(_PROSE * 40)[:4000],
        legal_basis=LegalBasis("37", (_PROSE * 40)[:4000]),
    ),
    "sentence": lambda: replace(clearance(), deed_text=SENTENCE),
    "common-debt": lambda: replace(statement(), deed_text=" ".join([SENTENCE] * 7)),
}


def xml_of(certificate: Certificate) -> bytes:
    """Return a certificate as XML, without a signature, which the page does not speak of."""
    return render_certificate(certificate).encode()


@cache
def variant(name: str) -> tuple[bytes, bytes]:
    """Return XML and page of the certificate called ``name``, made once in a test run."""
    xml = xml_of(VARIANTS[name]())
    return xml, render(xml, SEAL)
