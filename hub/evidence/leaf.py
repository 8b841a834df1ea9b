"""Leaves of the evidence log: salted, so that a public log says nothing about anybody.

An entry is three lines of ASCII, in the spirit of the C2SP transparency log formats: the name of
the format, the kind of document, and the base64 of SHA-256 over the salt and the document. Its
leaf hash is that of RFC 6962 section 2.1: SHA-256 over a zero octet and the entry.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from schemas.canonical.evidence import Leaf, LeafKind
from schemas.canonical.policy import LoadedPolicy
from schemas.canonical.signing_key import KeyAct
from schemas.canonical.status import Act

_FORMAT = b"peyvand-evidence/1"
SALT_OCTETS = 32


def leaf_of(kind: LeafKind, document_id: UUID, document: bytes, salt: bytes) -> Leaf:
    """Return the leaf of a document under ``salt``, 32 octets drawn for it alone."""
    if len(salt) != SALT_OCTETS:
        raise ValueError("a salt has 32 octets")
    commitment = b64encode(sha256(salt + document).digest())
    entry = b"\n".join((_FORMAT, kind.encode(), commitment, b""))
    return Leaf(kind, document_id, entry, sha256(b"\0" + entry).digest(), salt, document)


def act_leaf(act_id: UUID, act: Act, salt: bytes) -> Leaf:
    """Return the leaf of an act on a certificate, written out as canonical JSON."""
    return leaf_of(LeafKind.STATUS, act_id, write_act(act), salt)


def key_act_leaf(act_id: UUID, act: KeyAct, salt: bytes) -> Leaf:
    """Return the leaf of an act on a signing key, written out as canonical JSON."""
    fields: dict[str, object] = {
        "by": act.by,
        "effective_at": _utc(act.effective_at),
        "event": act.event,
        "fingerprint": act.fingerprint.hex(),
        "reason": act.reason,
        "recorded_at": _utc(act.recorded_at),
    }
    return leaf_of(LeafKind.KEY, act_id, _json(fields), salt)


def policy_leaf(policy_id: UUID, policy: LoadedPolicy, digest: str, salt: bytes) -> Leaf:
    """Return the leaf of a loaded policy, written out as canonical JSON.

    Its document has the SHA-256 (hex) of every file, and ``digest``, that of the agreements' set.
    """
    fields: dict[str, object] = {
        "agreements": _digests(policy.agreements),
        "digest": digest,
        "loaded_at": _utc(policy.loaded_at),
        "loaded_by": policy.loaded_by,
        "passports": _digests(policy.passports),
        "version": policy.version,
    }
    return leaf_of(LeafKind.POLICY, policy_id, _json(fields), salt)


def write_act(act: Act) -> bytes:
    """Return ``act`` as canonical JSON (RFC 8785 in spirit), its times in UTC."""
    fields: dict[str, object] = {
        "by": act.by,
        "effective_at": _utc(act.effective_at),
        "note": act.note,
        "number": act.number,
        "reason": act.reason,
        "recorded_at": _utc(act.recorded_at),
        "state": act.state,
        "superseded_by": act.superseded_by,
    }
    return _json(fields)


def _digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 (hex) of each text in UTF-8, by file name in order."""
    return {name: sha256(texts[name].encode()).hexdigest() for name in sorted(texts)}


def _json(fields: dict[str, object]) -> bytes:
    """Return ``fields``, which stand in order, as JSON without white space."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _utc(instant: datetime) -> str:
    """Return an instant in UTC, to the microsecond."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
