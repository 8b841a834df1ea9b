"""A signature judged by its timestamps and revocation data, whatever format carries them.

ETSI EN 319 102-1 V1.3.1, clauses 5.2 (basic), 5.5 (with time) and 5.6 (long term): each timestamp
proves that all before it existed, so what has since expired or been revoked is judged as of then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from schemas.canonical.validation import Level, ValidationData
from signing.verify.chain import Path, common_name, signer_path
from signing.verify.cose import KID_OCTETS
from signing.verify.evidence import Evidence, Stamp, has_revocation
from signing.verify.keyset import KeySet, PublicSealKey
from signing.verify.policy import Policy
from signing.verify.report import Refused, SubIndication
from signing.verify.revocation import Library, Need, library
from signing.verify.stamps import Stamped, first_instant, read_stamps
from signing.verify.statement import Lacking

__all__ = ["NOT_CHECKED", "Evidence", "Stamp", "Standing", "judge"]

NOT_CHECKED: Final = "not-checked"
NO_KEYS: Final = "published-keys-not-given"
MOST_CERTIFICATES: Final = 256


@dataclass(frozen=True, slots=True)
class Standing:
    """How a signature stands: since when it is proven (None: never), at what level, by whom.

    ``notes`` says what to know of the passed checks ``chain``, ``timestamp`` and ``revocation``.
    """

    proven_at: datetime | None
    level: Level
    signer: str
    notes: Mapping[str, str]


def judge(evidence: Evidence, policy: Policy, at: datetime) -> Standing:
    """Return how the signature of ``evidence`` stands at the instant ``at`` (not naive).

    Revocation is judged strictly as soon as anything is carried, given or required; otherwise the
    note says ``not-checked``. Raises `Refused` (``chain``, ``timestamp`` or ``revocation``) with
    its sub-indication.
    """
    path = signer_path(evidence.certificates, policy.anchors)
    published = _published(evidence.certificates[0], policy.keys)
    pool = _pool(evidence, policy)
    stamps = read_stamps(evidence, pool, policy.anchors, at)
    proven = first_instant(stamps)
    _check_not_lost(published, proven)
    out = _out_of_bounds(path, evidence.claimed_time, proven, at)
    revocation = NOT_CHECKED
    if _is_asked(evidence, policy):
        known = library(_covered(evidence, stamps, at), policy.given, at, pool)
        if out is not None:
            raise _refined(out, path, known, proven or at)
        need = Need(proven or at, proven, newer=proven is not None, who="signer")
        revocation = f"good at {known.shown(path, need).isoformat()}"
        revocation += _check_authorities(stamps, known, policy)
        known.check_used((path, *(one.path for one in stamps)))
    if out is not None:
        raise out
    notes = {
        "chain": "" if published else NO_KEYS,
        "timestamp": "; ".join(map(str, stamps)) or "none",
        "revocation": revocation,
    }
    return Standing(proven, evidence.level, common_name(path.leaf), notes)


def _published(leaf: bytes, keys: KeySet | None) -> PublicSealKey | None:
    """Return the published key of the signer, if the published keys are at hand.

    An anchor certifies others too, and not for us: any of them could sign a document of ours.
    """
    if keys is None:
        return None
    found = keys.keys.get(sha256(leaf).digest()[:KID_OCTETS])
    if found is None or found.certificate != leaf:
        raise Refused("chain", "not-published", SubIndication.SIG_CONSTRAINTS_FAILURE)
    return found


def _check_not_lost(published: PublicSealKey | None, proven: datetime | None) -> None:
    """Check that the signature is proven to be older than the day its key may have been lost."""
    lost = published.revoked_at if published else None
    if lost is not None and (proven is None or proven >= lost):
        raise Refused("chain", "key-compromised", SubIndication.REVOKED_NO_POE)


def _pool(evidence: Evidence, policy: Policy) -> tuple[bytes, ...]:
    """Return every certificate (DER) that issuers and responders may be found among."""
    carried = [evidence.certificates[1:], *(data.certificates for data in evidence.all_data)]
    pool = tuple(dict.fromkeys(der for some in carried for der in some))
    if len(pool) > MOST_CERTIFICATES:
        raise Refused("chain", "too-many-certificates")
    return (*pool, *policy.given.certificates)


def _covered(
    evidence: Evidence, stamps: tuple[Stamped, ...], at: datetime
) -> Iterator[tuple[ValidationData, datetime]]:
    """Yield the data carried with the instant by which it is proven to have existed."""
    for stamp, stamped in zip(evidence.stamps, stamps, strict=True):
        yield stamp.data, stamped.token.gen_time
    yield evidence.data, at


def _is_asked(evidence: Evidence, policy: Policy) -> bool:
    """Tell whether revocation is to be judged."""
    wanted = policy.revocation_required or has_revocation(policy.given)
    return wanted or evidence.carries_revocation


def _check_authorities(stamps: tuple[Stamped, ...], known: Library, policy: Policy) -> str:
    """Check that no authority was revoked by when its token is proven, and return what to know.

    Only the last one may go unchecked, since what judges it is not made until its successor is.
    """
    for stamped in stamps:
        since = stamped.token.gen_time
        need = Need(since, stamped.proven, newer=False, who="timestamp-authority")
        try:
            known.shown(stamped.path, need)
        except Lacking:
            if stamped.proven is not None or policy.revocation_required:
                raise
            return f"; last timestamp authority {NOT_CHECKED}"
    return ""


def _out_of_bounds(
    path: Path, claimed: datetime, proven: datetime | None, at: datetime
) -> Refused | None:
    """Return why the signer's path is out of its time, if it is (clauses 5.2.6 and 5.5.4)."""
    if proven is not None and proven < path.leaf.not_valid_before_utc:
        return Refused("chain", "outside-its-validity", SubIndication.NOT_YET_VALID)
    if path.holds(claimed) and path.holds(proven or at):
        return None
    return Refused("chain", "outside-its-validity", SubIndication.OUT_OF_BOUNDS_NO_POE)


def _refined(out: Refused, path: Path, known: Library, since: datetime) -> Refused:
    """Return ``out`` in the light of revocation: revoked, or not revoked while it lasted."""
    if out.sub is not SubIndication.OUT_OF_BOUNDS_NO_POE:
        return out
    lasted = min(since, path.leaf.not_valid_after_utc)
    try:
        known.shown(path, Need(lasted, None, newer=False, who="signer"))
    except Refused as refused:
        return out if refused.sub is SubIndication.TRY_LATER else refused
    return Refused(out.check, out.detail, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)
