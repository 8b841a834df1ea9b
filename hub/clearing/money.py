"""What a file's reader is told of the contract's money, by what registers say of it; pure.

Social Security Act, Article 38. Amounts are whole rials. These are fields of the file: who is
granted one is told what it comes to, and none of the payments that it is reckoned from.
"""

from typing import Any, Final

from hub.contracts.contradictions import WORDS, contradictions
from hub.contracts.withholding import withholding_of
from schemas.canonical.contract import JoinedContract

Json = dict[str, Any]
WITHHOLDING: Final = "file.withholding"
CONTRADICTIONS: Final = "file.contradictions"
_SAID_IN: Final = frozenset({"payments", "releases"})


def money_of(contract: JoinedContract | None) -> Json:
    """Return what is withheld of a contract, and what is said of it and does not go together."""
    return {
        WITHHOLDING: _withholding(contract) if contract else None,
        CONTRADICTIONS: _contradictions(contract) if contract else [],
    }


def _withholding(contract: JoinedContract) -> Json | None:
    """Return where the withheld money stands; None while no register says a payment or release."""
    if not _SAID_IN & contract.fields.keys():
        return None
    found = withholding_of(contract)
    return {
        "paid": found.paid,
        "should_be_withheld": found.due,
        "withheld": found.withheld,
        "short": found.short,
        "unsaid": found.unsaid,
        "released": found.released,
        "held": found.held,
        "last_paid": found.last is not None,
        "last_is_enough": found.last_is_enough,
    }


def _contradictions(contract: JoinedContract) -> list[Json]:
    """Return each contradiction by its code, in Persian and in English; no value is in them."""
    words = ((one, *WORDS[one]) for one in contradictions(contract))
    return [{"code": one.value, "fa": persian, "en": english} for one, english, persian in words]
