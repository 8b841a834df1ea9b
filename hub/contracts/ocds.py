"""Contracts in the words of the Open Contracting Data Standard 1.1: who publishes, and what of.

https://standard.open-contracting.org/1.1/ ; docs/ocds.md says which of our words became which.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from schemas.canonical.contract import JoinedContract
from schemas.canonical.identifiers import LegalId, NationalId

Json = dict[str, Any]
"""An object of JSON."""

LEGAL_SCHEME = "IR-NID"
"""شناسه ملی of a legal person; our own name for the list, none is registered for Iran."""
PERSON_SCHEME = "IR-PERSON"
"""A natural person, by a keyed hash; never his national id."""
IDENTIFIERS = {"crn": "IR-TAX-CRN", "row": "IR-SSO-ROW", "branch": "IR-SSO-BRANCH"}
"""The schemes of a contract's further identifiers by field: of the tax authority, and of the SSO
the contract row and its branch."""
CURRENCY = "IRR"

_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")
_SECRET_OCTETS = 32
_HASH_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and under which names.

    ``prefix`` is the ocid prefix that the standard's helpdesk registers for a publisher: ``ocds-``
    and six characters. ``secret`` (32 octets or more) hides natural persons; who has it and guesses
    a national id can confirm it, so it is kept like a key. ``extension`` is the address of
    the extension of further identifiers and amounts, where it is published; without one, none is
    written.
    ``scheme`` and ``uid`` name the publisher in a list of organizations.
    """

    prefix: str
    name: str
    uri: str
    license: str
    secret: bytes = field(repr=False)
    policy: str | None = None
    extension: str | None = None
    scheme: str | None = None
    uid: str | None = None

    def __post_init__(self) -> None:
        """Refuse a prefix that is none and a secret that can be guessed, with ``ValueError``."""
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("prefix: ocds- and six lower-case letters or digits")
        if len(self.secret) < _SECRET_OCTETS:
            raise ValueError(f"secret: {_SECRET_OCTETS} octets or more")

    def ocid(self, contract: JoinedContract) -> str:
        """Return the contract's ocid: the hub's name for it below the prefix, unless it is one."""
        own = contract.ocid
        return own if _PREFIX.match(own) else f"{self.prefix}-{own}"


@dataclass(frozen=True, slots=True)
class Version:
    """What was known of one contract at one time: the contract, and names of firms.

    ``carried`` is what the release that it was imported from tells beside our words, as far as the
    standard has words for it (`hub.contracts.ocds_carried`).
    """

    contract: JoinedContract
    names: Mapping[LegalId, str] = field(default_factory=dict)
    carried: Json = field(default_factory=dict)


def is_person(party: LegalId | NationalId) -> bool:
    """Tell whether a checked identifier is a natural person's: ten digits, not eleven."""
    return len(party) == 10


def party_id(party: LegalId | NationalId, secret: bytes) -> str:
    """Return a party's id: its scheme and number, or of a natural person the scheme and a hash.

    The hash is HMAC-SHA256 over the national id. There are few enough of those to try them all, so
    a hash without a secret, or with a published salt, would hide nobody.
    """
    if not is_person(party):
        return f"{LEGAL_SCHEME}-{party}"
    return f"{PERSON_SCHEME}-{hmac.digest(secret, party.encode(), 'sha256').hex()[:_HASH_DIGITS]}"


def stamp(instant: datetime) -> str:
    """Return an instant in UTC with six digits of its second, so that texts sort as times do."""
    written = instant.astimezone(UTC).isoformat(timespec="microseconds")
    return written.replace("+00:00", "Z")


def first_moment(day: date | None) -> str | None:
    """Return a day that begins something; a day has no hour here, so it is 00:00 UTC."""
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


def last_moment(day: date | None) -> str | None:
    """Return a day that ends something, as its last second."""
    return None if day is None else f"{day.isoformat()}T23:59:59Z"
