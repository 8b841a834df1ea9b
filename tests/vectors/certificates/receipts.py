"""Synthetic receipts that say what was told, and two of before they did; nobody of these exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from schemas.canonical.disclosure import Asked, Basis, Disclosed, Telling, person_subject
from schemas.canonical.receipt import Receipt, ReceiptState
from tests.vectors.certificates.samples import NOW, natural, receipt

BEFORE = Path(__file__).parent / "before_disclosures"
"""Two signed receipts of before disclosures stood in them, and the anchor to judge them by."""
SALT = bytes(range(64, 96))
BASIS = Basis(bytes(range(96, 128)), "Social Security Act (1354), Article 37")


def disclosed(provider: str, told: Mapping[str, str], withheld: tuple[str, ...] = ()) -> Disclosed:
    """Return what a provider's answer told of the natural person, his number hidden."""
    subject = person_subject(natural().national_id)
    asked = Asked(provider, subject, "service", "registration", "account-registration", BASIS)
    as_of = NOW - timedelta(minutes=2)
    return Disclosed(asked, Telling.TOLD, told, withheld, as_of).under(SALT)


def lookup_receipt() -> Receipt:
    """Return the receipt of a lookup that two providers answered and one did not."""
    names = disclosed(
        "civil_registry",
        {"person.given_name": "whole", "person.birth_date": "age-band", "person.alive": "yes-no"},
        ("person.father_name", "person.death_date"),
    )
    asked = replace(names.asked, fields=("person.given_name", "person.birth_date"))
    return replace(
        receipt(),
        case_id=None,
        due_at=None,
        operation="persons.lookup",
        disclosed=(
            replace(names, asked=asked),
            disclosed("insurance_ledger", {"debt.total": "whole"}, ("workshop.address",)),
            replace(disclosed("mobile_ownership", {}), outcome=Telling.SILENT, as_of=None),
        ),
    )


def case_receipt() -> Receipt:
    """Return the receipt of a case, which says what its answer told."""
    told = disclosed("insurance_ledger", {"debt.total": "whole"})
    asked = replace(told.asked, task_kind="use_case", task="article37", purpose="transfer")
    return replace(receipt(), disclosed=(replace(told, asked=asked),))


def refused_receipt() -> Receipt:
    """Return the receipt of a lookup that no agreement allows."""
    asked = replace(lookup_receipt().disclosed[0].asked, basis=None)
    refused = Disclosed(asked, Telling.REFUSED, reason="agreement.none")
    return replace(
        lookup_receipt(), answer_digest=None, state=ReceiptState.REFUSED, disclosed=(refused,)
    )


def unanswered_receipt() -> Receipt:
    """Return the receipt of a lookup whose provider was silent."""
    silent = lookup_receipt().disclosed[2]
    return replace(
        lookup_receipt(), answer_digest=None, state=ReceiptState.UNANSWERED, disclosed=(silent,)
    )


RECEIPTS: Mapping[str, Receipt] = {
    "answered": receipt(),
    "pending": receipt(ReceiptState.PENDING),
    "case": case_receipt(),
    "lookup": lookup_receipt(),
    "refused": refused_receipt(),
    "unanswered": unanswered_receipt(),
}
"""A receipt of every state, with disclosures and without, by name."""
