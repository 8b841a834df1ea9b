"""A signature judged by its timestamps and revocation data, whatever format carries them.

ETSI EN 319 102-1 V1.3.1, clauses 5.2 (basic), 5.5 (with time) and 5.6 (long term): each timestamp
proves that all before it existed, so what has since expired or been revoked is judged as of then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from schemas.canonical.validation import Level, ValidationData
from signing.verify.chain import Path, common_name, signer_path, stamper_path
from signing.verify.policy import Policy
from signing.verify.report import Refused, SubIndication
from signing.verify.timestamp import Token, read_token

SLACK: Final = timedelta(minutes=5)
"""How far the clocks of signer, authorities and verifier may stand apart."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp as it is carried: its token (DER) and the SHA-256 that it must attest.

    ``data`` is the validation data that this token covers and no token before it does.
    """

    token: bytes
    imprint: bytes
    data: ValidationData = field(default_factory=ValidationData)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a signature carries: certificates (DER, leaf first), claimed time, stamps, more data.

    Each of ``stamps`` covers the signature, the stamps before it and their data; ``data`` stands
    behind them all, covered by none.
    """

    certificates: tuple[bytes, ...]
    claimed_time: datetime
    stamps: tuple[Stamp, ...] = ()
    data: ValidationData = field(default_factory=ValidationData)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a signature stands: since when it is proven (None: never), at what level, by whom.

    ``notes`` says what to know of the passed checks ``timestamp`` and ``revocation``.
    """

    proven_at: datetime | None
    level: Level
    signer: str
    notes: Mapping[str, str]


def judge(evidence: Evidence, policy: Policy, at: datetime) -> Standing:
    """Return how the signature of ``evidence`` stands at the instant ``at`` (not naive).

    Raises `Refused` (``chain``, ``timestamp`` or ``revocation``) with its sub-indication.
    """
    path = signer_path(evidence.certificates, policy.anchors)
    tokens = _tokens(evidence, policy, at)
    proven = tokens[0].gen_time if tokens else None
    _check_bounds(path, evidence.claimed_time, proven, at)
    notes = {"revocation": "not-checked"}
    return Standing(proven, _level(evidence), common_name(path.leaf), notes)


def _tokens(evidence: Evidence, policy: Policy, at: datetime) -> tuple[Token, ...]:
    """Return the tokens, each proven."""
    tokens = tuple(read_token(stamp.token, stamp.imprint) for stamp in evidence.stamps)
    for token in tokens:
        stamper_path(token.certificates[0], token.certificates[1:], policy.anchors)
    return tokens


def _check_bounds(path: Path, claimed: datetime, proven: datetime | None, at: datetime) -> None:
    if not (path.holds(claimed) and path.holds(proven or at)):
        raise Refused("chain", "outside-its-validity", SubIndication.OUT_OF_BOUNDS_NO_POE)


def _level(evidence: Evidence) -> Level:
    """Return the level (EN 319 132-1 clause 6, EN 319 142-1 clause 6) that is carried."""
    covered = [stamp.data for stamp in evidence.stamps]
    if not covered:
        return Level.B_B
    if any(_has_revocation(data) for data in covered):
        return Level.B_LTA
    return Level.B_LT if _has_revocation(evidence.data) else Level.B_T


def _has_revocation(data: ValidationData) -> bool:
    return bool(data.ocsp_responses or data.crls)
