"""``python -m benchmarks.xades``: signatures made and checked a second, on one core.

A certificate of some 3 KB with its chain of two, beside the xmlsec binding and signxml doing the
same at their best, and beside the raw limit: canonical form, digest and the bare signature. Every
contender's output is held true before it is measured. Processor time, the contenders in turn, the
best of several turns; the inputs are synthetic.
"""

import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.figures import Aim
from benchmarks.xades_peers import (
    Job,
    raw_signer,
    raw_verifier,
    signxml_signer,
    signxml_verifier,
    xmlsec_signer,
    xmlsec_verifier,
)
from schemas.canonical.validation import Level
from signing.keys.pki import KeyKind
from signing.profile import prepare
from signing.verify import Policy, check_own, verify_document
from signing.verify.report import Indication
from signing.xades import sign
from tests.kit.forms import ARCHIVED, PROVEN, forms
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import clearance

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048", "rsa3072")
AIMED: tuple[KeyKind, ...] = ("p256", "rsa2048")
SECONDS, TURNS = 0.2, 5
RAW, OURS, SIGNXML = "raw limit", "peyvand", "signxml"
TIMES_SIGNXML, SHARE_OF_RAW, VERIFIED_A_SECOND = 3.0, 0.5, 2_000.0
_DAY = timedelta(days=1)

Key = tuple[str, str, str]
"""Key kind, job and contender: what a figure is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contender at one job."""

    job: str
    name: str
    run: Job


def rows(kind: KeyKind) -> list[Row]:
    """Return every contender for a key of ``kind``, each seen to do its job."""
    signer, document = world(kind).signer, prepare(clearance())
    ours = sign(document, signer, NOW)
    xml = ours.xml
    made = xmlsec_signer(xml, signer)
    xmlsec_verifier(made(), signer)()
    return [
        Row("sign", RAW, raw_signer(document.xml, signer)),
        Row("sign", OURS, lambda: sign(document, signer, NOW)),
        Row("sign", "xmlsec binding", made),
        Row("sign", SIGNXML, signxml_signer(document.xml, signer)),
        Row("verify", RAW, raw_verifier(xml, document.xml, signer)),
        Row("verify", "peyvand, own", lambda: check_own(ours, signer.certificate_der)),
        *_levels(kind),
        Row("verify", "xmlsec binding", xmlsec_verifier(xml, signer)),
        Row("verify", SIGNXML, signxml_verifier(xml, signer, NOW)),
    ]


def _levels(kind: KeyKind) -> Iterator[Row]:
    """Yield our verification of a document at each level; the highest is looked at years later."""
    later = {Level.B_B: NOW, Level.B_LTA: ARCHIVED + _DAY}
    for level, xml in forms(kind).by_level.items():
        name = OURS if level is Level.B_B else f"peyvand, {level}"
        run = _verifier(kind, xml, later.get(level, PROVEN + _DAY))
        run()
        yield Row("verify", name, run)


def _verifier(kind: KeyKind, xml: bytes, at: datetime) -> Job:
    """Return our verification, which raises unless the signature passes."""
    policy = Policy(world(kind).anchors)

    def run() -> None:
        report = verify_document(xml, policy=policy, at=at)
        if report.indication is not Indication.TOTAL_PASSED:
            raise ValueError(str(report.checks[-1]))

    return run


def rate(run: Job) -> float:
    """Return how often a second of processor time ``run`` can be done."""
    run()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for _ in range(10):
            run()
        count += 10
    return count / spent


def aims(rates: Mapping[Key, float]) -> list[Aim]:
    """Return every aim with what was measured."""
    found = []
    for kind in AIMED:
        ours = rates[kind, "sign", OURS]
        times, share = (ours / rates[kind, "sign", peer] for peer in (SIGNXML, RAW))
        aim = f"{kind}: signs at least {TIMES_SIGNXML:g} times as fast as signxml"
        found.append(Aim(aim, f"{times:.1f} times", times >= TIMES_SIGNXML))
        aim = f"{kind}: signs at least at {SHARE_OF_RAW:.0%} of the raw limit"
        found.append(Aim(aim, f"{share:.0%}", share >= SHARE_OF_RAW))
    verified = rates["p256", "verify", OURS]
    aim = f"p256: verifies at least {VERIFIED_A_SECOND:,.0f} a second"
    return [*found, Aim(aim, f"{verified:,.0f}", verified >= VERIFIED_A_SECOND)]


def table(rates: Mapping[Key, float]) -> Table:
    """Return the figures side by side."""
    size = len(prepare(clearance()).xml)
    drawn = Table(title=f"XAdES, {size} octets unsigned, one core, {platform.machine()}")
    for heading in ("key", "job", "who", "per second", "us each", "of the raw limit"):
        drawn.add_column(heading, justify="left" if heading in {"key", "job", "who"} else "right")
    for (kind, job, name), found in rates.items():
        share = found / rates[kind, job, RAW]
        drawn.add_row(kind, job, name, f"{found:,.0f}", f"{1e6 / found:,.1f}", f"{share:.0%}")
    return drawn


def main() -> None:
    """Print the table, and beside each aim what was measured."""
    contenders: dict[Key, Job] = {
        (kind, row.job, row.name): row.run for kind in KINDS for row in rows(kind)
    }
    rates = dict.fromkeys(contenders, 0.0)
    for _ in track(range(TURNS), "measuring"):
        for key, run in contenders.items():
            rates[key] = max(rates[key], rate(run))
    console = Console(highlight=False)
    console.print(table(rates))
    for aim in aims(rates):
        mark = "[green]met[/]   " if aim.met else "[red]missed[/]"
        console.print(f"{mark} {aim.says}: {aim.measured}")


if __name__ == "__main__":
    main()
