"""The drill from beginning to end, one certificate at a time."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime

from hub.drill.incident import Incident
from hub.drill.replace import NotReplaced, Replacer
from hub.drill.survey import Finding, Verdict, judge
from hub.errors import NotLawful
from hub.store.certificates import IssuedCertificate
from hub.store.signers import Signers
from signing.verify import Policy


async def run(
    signers: Signers,
    incident: Incident,
    policy: Policy,
    clock: Callable[[], datetime],
    replacer: Replacer | None,
) -> AsyncIterator[Finding]:
    """Yield a finding for each certificate of the lost key, by number.

    With a ``replacer``, each affected one is issued anew before its finding is told; what was
    issued anew in an earlier run is over. Raises ``HubUnavailable`` and what the signer raises:
    what was told until then is done, and a further run does the rest.
    """
    async for held in signers.signed_by(incident.signers):
        finding = judge(held, incident.instant, policy, clock())
        if replacer is not None and finding.verdict is Verdict.AFFECTED:
            finding = await _replaced(finding, held.certificate, replacer)
        yield finding


async def _replaced(finding: Finding, old: IssuedCertificate, replacer: Replacer) -> Finding:
    """Return the finding after the certificate was issued anew, or why it was not."""
    try:
        number = await replacer.replace(old)
    except NotReplaced as failed:
        return replace(finding, verdict=Verdict.FAILED, detail=failed.rule)
    except NotLawful as refused:
        return replace(finding, verdict=Verdict.FAILED, detail=refused.rule or refused.code)
    if number is None:
        return replace(finding, verdict=Verdict.OVER, detail="changed-meanwhile")
    return replace(finding, verdict=Verdict.REISSUED, detail="", successor=number)
