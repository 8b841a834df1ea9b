"""The authority's words: TimeStampReq and TimeStampResp in DER (RFC 3161, section 2.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, core, tsp

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract

AGENCY = "timestamp_authority"
QUERY, REPLY = b"application/timestamp-query", "application/timestamp-reply"
GRANTED = frozenset({"granted", "granted_with_mods"})


class _Response(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TimeStampResp; asn1crypto's own class wants a token even of a refusal."""

    _fields = [  # noqa: RUF012 - asn1crypto reads it so
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the hub reads of a token; ``token`` is the TimeStampToken as it came (DER).

    ``gen_time`` is UTC, ``certified`` whether certificates came along.
    """

    token: bytes
    algorithm: str
    digest: bytes
    nonce: int | None
    gen_time: datetime
    certified: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: its PKIStatus, the first PKIFailureInfo if any, and the stamp where granted."""

    status: str
    failure: str | None
    stamp: Stamp | None


def query(digest: bytes, nonce: int) -> bytes:
    """Return the TimeStampReq over a SHA-256 ``digest`` that wants the certificates along."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(asked).dump())


def read(answer: Answer) -> Reply:
    """Return what ``answer`` holds; raises `AgencyError` with a code that holds no data."""
    if answer.status != 200:
        raise failed_status(AGENCY, answer.status)
    if answer.media_type != REPLY:
        raise AgencyBrokeContract(AGENCY, "not-der")
    try:
        return _reply(_Response.load(answer.body, strict=True))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise AgencyBrokeContract(AGENCY, "unreadable-answer") from None


def _reply(response: _Response) -> Reply:
    """Return the response, every part of it parsed; asn1crypto's errors say what is wrong."""
    info = response["status"].native
    failures = sorted(map(str, info["fail_info"] or ()))
    token = response["time_stamp_token"]
    stamp = None if isinstance(token, core.Void) else _stamp(token)
    return Reply(str(info["status"]), failures[0] if failures else None, stamp)


def _stamp(token: cms.ContentInfo) -> Stamp:
    """Return what a token says; ``ValueError`` when it is not signed data over a TSTInfo."""
    content: Any = token["content"]
    if token["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    if content["encap_content_info"]["content_type"].native != "tst_info":
        raise ValueError("no TSTInfo")
    info = content["encap_content_info"]["content"].parsed.native
    certificates = content["certificates"]
    imprint, at = info["message_imprint"], info["gen_time"]
    if not isinstance(at, datetime) or at.utcoffset() != timedelta(0):
        raise ValueError("genTime is not UTC")
    return Stamp(
        token=token.dump(),
        algorithm=str(imprint["hash_algorithm"]["algorithm"]),
        digest=bytes(imprint["hashed_message"]),
        nonce=info["nonce"],
        gen_time=at,
        certified=not isinstance(certificates, core.Void) and len(certificates) > 0,
    )
