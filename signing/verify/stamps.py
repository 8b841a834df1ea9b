"""The timestamps of a signature, from the last to the first: trusted, in order, in their time.

ETSI EN 319 102-1 V1.3.1, clauses 5.4 (the timestamp building block) and 5.6.3: each token is judged
at the instant by which the one after it proves that it existed, the last one at the present.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from signing.verify.chain import Anchors, Path, common_name, stamper_path
from signing.verify.evidence import Evidence
from signing.verify.report import Refused, SubIndication
from signing.verify.revocation import SLACK
from signing.verify.timestamp import Token, read_token

MOST_STAMPS: Final = 64

_ORDER = SubIndication.TIMESTAMP_ORDER_FAILURE


@dataclass(frozen=True, slots=True)
class Stamped:
    """A token with its trusted path; ``proven`` is by when a later token shows that it existed."""

    token: Token
    path: Path
    proven: datetime | None

    def __str__(self) -> str:
        """Return when, and by whom."""
        return f"{self.token.gen_time.isoformat()} {common_name(self.path.leaf)}"


def read_stamps(
    evidence: Evidence, pool: tuple[bytes, ...], anchors: Anchors, at: datetime
) -> tuple[Stamped, ...]:
    """Return the stamps in order, each with its proof; revocation is not looked at here.

    ``pool`` are certificates (DER) among which issuers may be. Raises `Refused` (``timestamp``).
    """
    if len(evidence.stamps) > MOST_STAMPS:
        raise Refused("timestamp", "too-many")
    tokens = [read_token(one.token, one.imprint, pool) for one in evidence.stamps]
    _check_order(tokens, evidence.claimed_time, at)
    proofs = [*(token.gen_time for token in tokens[1:]), None]
    return tuple(
        _stamped(token, proven, pool, anchors, at)
        for token, proven in zip(tokens, proofs, strict=False)
    )


def first_instant(stamps: Sequence[Stamped]) -> datetime | None:
    """Return the best signature time: the earliest instant at which the signature is proven."""
    return min((one.token.gen_time for one in stamps), default=None)


def _stamped(
    token: Token,
    proven: datetime | None,
    pool: tuple[bytes, ...],
    anchors: Anchors,
    at: datetime,
) -> Stamped:
    """Return ``token`` with its path, within its time when made and when last relied on."""
    leaf, *others = token.certificates
    path = stamper_path(leaf, tuple(dict.fromkeys((*others, *pool))), anchors)
    relied_on = max(proven or at, token.gen_time)
    for instant, detail in ((token.gen_time, "not-valid-then"), (relied_on, "expired")):
        if not path.holds(instant):
            sub = SubIndication.OUT_OF_BOUNDS_NO_POE
            raise Refused("timestamp", f"authority-{detail}", sub)
    return Stamped(token, path, proven)


def _check_order(tokens: Sequence[Token], claimed: datetime, at: datetime) -> None:
    """Check that signature and tokens follow each other in time, and none is from the future."""
    instants = [token.gen_time for token in tokens]
    if any(earlier - later > SLACK for earlier, later in pairwise(instants)):
        raise Refused("timestamp", "out-of-order", _ORDER)
    if any(claimed - instant > SLACK for instant in instants):
        raise Refused("timestamp", "before-the-signature", _ORDER)
    if any(instant - at > SLACK for instant in instants):
        raise Refused("timestamp", "from-the-future", _ORDER)
