"""Magic inputs: taxpayers and cursors for which the authority always does the same."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from simulators.kit import cast
from simulators.kit import identifiers as ids
from simulators.kit.keys import Keys
from simulators.kit.magic import by_key, columns, write_account
from simulators.tax_authority.pairs import client_pair

CLIENT = "PYVND1"
"""The clientId, and tax memory, of the one client that is registered from the start."""
_FIRMS = 99 * 999_999 + 1_001  # the magic firms' numbers


@dataclass(frozen=True, slots=True)
class Magic:
    """A taxpayer and what is answered about him; ``reply`` is None where he is not known."""

    key: str
    economic_code: str
    does: str
    reply: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class MagicCursor:
    """A cursor and how the inquiry of contracts from it goes.

    ``pending`` is how many times it is pending first; ``data`` changes the page, ``contract`` its
    first contract.
    """

    key: str
    does: str
    status: str = "SUCCESS"
    pending: int = 0
    error: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    contract: dict[str, Any] = field(default_factory=dict)


def _taxpayer(key: str, code: str, does: str, name: str, status: str, owner: str) -> Magic:
    """Return a magic taxpayer who is known."""
    reply = {"nameTrade": name, "taxpayerStatus": status, "nationalId": owner}
    return Magic(key, code, does, reply)


def _firm(key: str, number: int, status: str, does: str) -> Magic:
    """Return the magic firm of ``number``."""
    legal_id = ids.legal_id(_FIRMS + number)
    return _taxpayer(key, legal_id, does, f"شركت نمونه مودي {number}", status, legal_id)


_OWNER = cast.CLEAR_EMPLOYER.national_id
MAGIC = by_key(
    _taxpayer(
        "active",
        cast.FIRM.legal_id,
        "a firm in good standing",
        cast.FIRM.name,
        "ACTIVE",
        cast.FIRM.legal_id,
    ),
    _taxpayer(
        "natural", f"{_OWNER}0001", "a person in good standing", "بهروز كريمي", "ACTIVE", _OWNER
    ),
    _firm("suspended", 301, "SUSPENDED", "a firm that is suspended"),
    _firm("closed", 302, "CLOSED", "a firm that is closed"),
    _firm("odd-status", 303, "UNDER_REVIEW", "a status that no contract has"),
    _taxpayer(
        "other-taxpayer",
        ids.legal_id(_FIRMS + 304),
        "answers with another taxpayer",
        "شركت ديگر",
        "ACTIVE",
        cast.FIRM.legal_id,
    ),
    _taxpayer(
        "wrong-owner",
        ids.legal_id(_FIRMS + 305),
        "an owner's id with a wrong check digit",
        "شركت نمونه",
        "ACTIVE",
        "12345678901",
    ),
    Magic("unknown", ids.legal_id(_FIRMS + 306), "no such taxpayer", None),
)
"""Every magic taxpayer by its key."""

CURSORS = by_key(
    MagicCursor("magic-slow", "pending four times, then the end of the list", pending=4),
    MagicCursor("magic-timeout", "TIMEOUT after it was pending", "TIMEOUT", 1),
    MagicCursor("magic-failed", "FAILED with 5002", "FAILED", error="5002"),
    MagicCursor("magic-dropped", "FAILED with 5001: no such cursor", "FAILED", error="5001"),
    MagicCursor("magic-odd-error", "FAILED with a code of nobody's", "FAILED", error="9999"),
    MagicCursor("magic-no-error", "FAILED and does not say why", "FAILED"),
    MagicCursor("magic-lost", "NOT_FOUND", "NOT_FOUND"),
    MagicCursor("magic-circle", "the next page is this page", data={"next": "magic-circle"}),
    MagicCursor("magic-other", "a page after another cursor", data={"after": "c1"}),
    MagicCursor("magic-client", "a page for another client", data={"clientId": "OTHER1"}),
    MagicCursor("magic-twice", "a contract stands twice", data={"twice": True}),
    MagicCursor("magic-amount", "an amount in words", contract={"amount": "یک میلیارد"}),
    MagicCursor("magic-dates", "ends before it begins", contract={"endDate": "1390/01/01"}),
    MagicCursor("magic-day", "a day of no calendar", contract={"contractDate": "1403/13/01"}),
    MagicCursor("magic-crn", "a number of 13 digits", contract={"crn": "1234567890123"}),
    MagicCursor(
        "magic-employer", "an employer of no id", contract={"employerNationalId": "12345678901"}
    ),
    MagicCursor(
        "magic-contractor", "a contractor of no id", contract={"contractorNationalId": "123"}
    ),
)
"""Every magic cursor by itself."""

QUIRKS = {
    "wrong-clock": "the server's clock is an hour ahead: it says so, and refuses tokens",
    "lost-nonces": "no nonce is taken",
    "rejected": "the client's certificate is not known any more",
    "wrong-signature": "a page signed with another key under the right kid",
    "foreign-kid": "a page signed with a key that server-information does not list",
    "alg-none": "a page without a signature, alg none",
    "alg-hs256": "a page whose signature is an HMAC by the public key",
    "stale": "a page signed an hour ago",
    "other-recipient": "a page encrypted for the kid of somebody else",
    "short-key": "server-information lists a signing key of 1024 bits",
}
"""Its own faults, which a keeper puts in force by name."""


def account(keys: Keys, folder: Path) -> dict[str, Any]:
    """Return the settings of the registered client's account, its files in ``folder``."""
    key, certificate = client_pair()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    paths = {"key": folder / "tax-client.key.pem", "certificate": folder / "tax-client.pem"}
    paths["key"].touch(mode=0o600)
    paths["key"].write_bytes(pem)
    paths["certificate"].write_bytes(certificate.public_bytes(Encoding.PEM))
    return {"credentials": write_account(folder / "tax_authority.toml", user=CLIENT, **paths)}


def table() -> str:
    """Return the magic inputs as people read them."""
    taxpayers = [(one.key, one.economic_code, one.does) for one in MAGIC.values()]
    cursors = [(one.key, one.does) for one in CURSORS.values()]
    return "\n".join(
        [
            *columns(("key", "economic code", "what the authority does"), taxpayers),
            "",
            *columns(("cursor", "how the inquiry of contracts goes"), cursors),
            "",
            *columns(("fault", "what it does"), QUIRKS.items()),
            "POST _manage/rotate: the server's keys are others from now on",
            "POST _manage/alter: lose and say contracts, behind everybody's back",
        ]
    )
