"""Whether those who make certificates last do answer: who stamps time, who tells of revocation."""

import asyncio
from collections.abc import Awaitable
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from adapters.base.errors import AgencyError
from adapters.base.ports import RevocationSource, TimestampAuthority
from hub.cli.finding import Finding
from hub.config import KeySettings, Settings
from hub.errors import Misconfigured
from hub.keys import open_signer
from hub.main import open_agencies
from signing.signer import Signer

_STAMPS, _REVOCATION = "time stamps", "revocation"


def lasting_services(settings: Settings, key: KeySettings) -> list[Finding]:
    """Return what the configured authorities answer; nothing about those that are not.

    ``key`` is the signer's, whose certificate the revocation service is asked about.
    """
    return asyncio.run(_ask(settings, key))


async def _ask(settings: Settings, key: KeySettings) -> list[Finding]:
    """Ask both authorities one question each."""
    found = []
    try:
        async with open_agencies(settings) as gateways:
            if authority := gateways.ports.get("TimestampAuthority"):
                found.append(await _finding(_STAMPS, _stamp(authority)))
            if source := gateways.ports.get("RevocationSource"):
                found.append(await _finding(_REVOCATION, _status(source, settings, key)))
    except Misconfigured as error:
        return [Finding("agencies", ok=False, seen=str(error), remedy="mend the settings")]
    return found


async def _finding(subject: str, asked: Awaitable[Finding]) -> Finding:
    """Return what came of a question, its failure included."""
    try:
        return await asked
    except AgencyError as error:
        remedy = f"check {error.agency}, its address and the network; forms wait meanwhile"
        return Finding(subject, ok=False, seen=f"{error.agency}: {error.code}", remedy=remedy)


async def _stamp(authority: TimestampAuthority) -> Finding:
    """Return the finding of a time stamp that nobody needs."""
    token = await authority.timestamp(sha256(b"peyvand doctor").digest())
    return Finding(_STAMPS, ok=True, seen=f"a token of {len(token):,} octets")


async def _status(source: RevocationSource, settings: Settings, key: KeySettings) -> Finding:
    """Return the finding of what the authority says of the signer's certificate."""
    try:
        signer = open_signer(key, "certificate_key")
    except Misconfigured:
        return Finding(_REVOCATION, ok=False, seen="nobody to ask about", remedy="see the keys")
    issuer = _issuer(signer, settings)
    if issuer is None:
        remedy = "put the issuer's certificate behind the signer's own in its file"
        return Finding(_REVOCATION, ok=False, seen="the issuer is not known", remedy=remedy)
    response = await source.status_of(signer.certificate_der, issuer)
    statuses = {one.certificate_status for one in ocsp.load_der_ocsp_response(response).responses}
    seen = ", ".join(sorted(one.name.lower() for one in statuses))
    remedy = "sign with another key at once: docs/security.md says how"
    well = statuses == {ocsp.OCSPCertStatus.GOOD}
    return Finding(_REVOCATION, well, f"the signer's certificate is {seen}", remedy)


def _issuer(signer: Signer, settings: Settings) -> bytes | None:
    """Return the certificate (DER) that issued the signer's: the next one, or a trust anchor."""
    if signer.chain_der:
        return signer.chain_der[0]
    trust = settings.trust or settings.data_dir / "keys" / "trust.pem"
    issued_by = x509.load_der_x509_certificate(signer.certificate_der).issuer
    anchors = x509.load_pem_x509_certificates(trust.read_bytes()) if trust.is_file() else []
    found = next((one for one in anchors if one.subject == issued_by), None)
    return found.public_bytes(Encoding.DER) if found else None
