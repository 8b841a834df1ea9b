"""Status lists: every certificate that may not simply be relied on, in one document to mirror."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from schemas.canonical.certificate import CertificateNumber, parse_certificate_number
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.status import REASONS, ReasonCode, State

NAMESPACE: Final = "urn:peyvand:status:1"
MAX_BYTES: Final = 8 * 1_048_576
MAX_TAGS: Final = 100_000
MAX_ENTRIES: Final = 40_000
"""How large a list may grow: octets and tags as XML, and certificates."""

_LISTED: Final = frozenset({State.SUSPENDED, State.SUPERSEDED, State.REVOKED})


@dataclass(frozen=True, slots=True)
class Listed:
    """A certificate on a status list: what it is other than issued, since when and why."""

    number: CertificateNumber
    state: State
    since: datetime
    reason: ReasonCode
    superseded_by: CertificateNumber | None = None


@dataclass(frozen=True, slots=True)
class StatusList:
    """Every certificate of a hub that is suspended, superseded or revoked at ``issued_at``.

    ``sequence`` counts the hub's lists from 1; of two, the higher one knows more. ``entries`` are
    in the order of their numbers, each once. The next list comes before ``next_update``. Instants
    are of any zone, not naive; they are written in whole seconds with Tehran's offset.
    """

    hub: str
    sequence: int
    issued_at: datetime
    next_update: datetime
    entries: tuple[Listed, ...]


class UnsoundList(ValueError):
    """A status list that contradicts itself; ``rule`` is a stable code."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def list_number(hub: str, sequence: int) -> str:
    """Return the number of a hub's status list, such as ``peyvand-0000000042``."""
    return f"{hub}-{sequence:010}"


def check_list(status_list: StatusList) -> None:
    """Raise `UnsoundList` for a list that no hub may issue and no verifier may read.

    The rules are ``status-list.too-long``, ``.sequence``, ``.span``, ``.order``, ``.number``,
    ``.state``, ``.reason``, ``.since`` and ``.superseded-by``.
    """
    _require(len(status_list.entries) <= MAX_ENTRIES, "too-long")
    _require(status_list.sequence >= 1, "sequence")
    _require(status_list.issued_at < status_list.next_update, "span")
    following = pairwise(entry.number for entry in status_list.entries)
    _require(all(one < other for one, other in following), "order")
    for entry in status_list.entries:
        _check_entry(entry, status_list.issued_at)


def _check_entry(entry: Listed, issued_at: datetime) -> None:
    """Check one certificate's line."""
    _require(_is_number(entry.number), "number")
    _require(entry.state in _LISTED, "state")
    _require(entry.reason in REASONS[entry.state], "reason")
    _require(entry.since <= issued_at, "since")
    _require(
        (entry.state is State.SUPERSEDED) == (entry.superseded_by is not None), "superseded-by"
    )
    if entry.superseded_by is not None:
        other = entry.superseded_by != entry.number
        _require(other and _is_number(entry.superseded_by), "superseded-by")


def _is_number(text: str) -> bool:
    """Tell whether a text is a certificate's number in its one spelling."""
    try:
        return parse_certificate_number(text) == text
    except InvalidIdentifier:
        return False


def _require(holds: bool, rule: str) -> None:
    """Raise `UnsoundList` unless ``holds``."""
    if not holds:
        raise UnsoundList(f"status-list.{rule}")
