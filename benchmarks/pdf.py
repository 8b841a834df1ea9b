"""``python -m benchmarks.pdf``: PDF twins rendered, signed and verified a second, on one core.

An Article 37 certificate as the hub issues it, on one page, and one with long texts, on two. Beside
it pyHanko as its documentation uses it (a fresh signer for each document, nothing reserved) and
with its signer kept. Processor time, and time by the clock beside it; the contenders in turn, the
best of several turns. The inputs are synthetic, no two certificates about the same anybody.
"""

import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, islice

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.pdf_ground import issued, long
from schemas.canonical.certificate import Certificate
from schemas.canonical.validation import Level
from signing.keys.pki import KeyKind
from signing.pades import sign_pdf
from signing.page.render import render
from signing.profile import prepare
from signing.seal import make_seal
from signing.signer import Signer
from signing.verify.pdf import verify_pdf
from signing.verify.seal import claims_of
from signing.xades import sign
from tests.conformance.pades.forms import LATER, forms, policy
from tests.kit.pki import world
from tests.vectors.certificates.samples import NOW

Job = Callable[[], object]
KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")
NAIVE = "pyHanko, naive"
SECONDS, TURNS = 0.5, 7
_PREPARED = 1_000
"""Certificates made beforehand: when the first comes again, it has long been forgotten."""
AIMS = {("sign", "peyvand"): 150, ("pair", "peyvand"): 60}
"""What a second is to hold with P-256."""


@dataclass(frozen=True, slots=True)
class Row:
    """One contender at one job."""

    job: str
    name: str
    run: Job


def rows(kind: KeyKind) -> list[Row]:
    """Return every contender for a key of ``kind``."""
    house, made = world(kind), forms(kind)
    signer = house.signer
    kept = _signer(kind)
    return [
        Row("render", "peyvand", _rendering(signer)),
        Row("sign", "peyvand", lambda: sign_pdf(made.page, signer, NOW)),
        Row("sign", NAIVE, lambda: _by_pyhanko(made.page, _signer(kind))),
        Row("sign", "pyHanko, signer kept", lambda: _by_pyhanko(made.page, kept)),
        Row("pair", "peyvand", _pair(kind, issued())),
        Row("pair, long", "peyvand", _pair(kind, long())),
        *(
            Row(f"verify {level}", "peyvand", _verification(made.by_level[level], kind))
            for level in Level
        ),
    ]


def _rendering(signer: Signer) -> Job:
    """Return the rendering of pages whose words are new each time, the XML made beforehand."""
    made = (sign(prepare(one), signer, NOW).xml for one in islice(issued(), _PREPARED))
    pages = cycle([(xml, make_seal(claims_of(xml), signer)) for xml in made])
    return lambda: render(*next(pages))


def _pair(kind: KeyKind, certificates: Iterator[Certificate]) -> Job:
    """Return the whole way to one certificate: XML signed, sealed, page rendered and signed.

    The words differ every time, so that no page is remembered whole.
    """
    signer = world(kind).signer
    made = cycle(list(islice(certificates, _PREPARED)))

    def run() -> bytes:
        xml = sign(prepare(next(made)), signer, NOW).xml
        return sign_pdf(render(xml, make_seal(claims_of(xml), signer)), signer, NOW)

    return run


def _verification(pdf: bytes, kind: KeyKind) -> Job:
    return lambda: verify_pdf(pdf, policy=policy(kind), at=LATER)


def _signer(kind: KeyKind) -> SimpleSigner:
    """Return pyHanko's own signer with the key as it is loaded from a file."""
    signer = world(kind).signer
    pkcs8 = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = [x509.Certificate.load(one) for one in signer.chain_der]
    return SimpleSigner(
        x509.Certificate.load(signer.certificate_der),
        keys.PrivateKeyInfo.load(pkcs8),
        SimpleCertificateStore.from_certs(chain),
    )


def _by_pyhanko(pdf: bytes, signer: SimpleSigner) -> bytes:
    """Sign with pyHanko's high-level signer, PAdES B-B."""
    metadata = PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    out = PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    octets: bytes = out.getvalue()
    return octets


def measured(run: Job) -> tuple[float, float]:
    """Return how often ``run`` is done in a second of the processor, and of the clock."""
    run()
    count, day, start = 0, time.perf_counter(), time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for _ in range(5):
            run()
        count += 5
    return count / spent, count / (time.perf_counter() - day)


def main() -> None:
    """Print the table."""
    contenders = [(kind, row) for kind in KINDS for row in rows(kind)]
    best = [(0.0, 0.0)] * len(contenders)
    for _ in track(range(TURNS), "measuring"):
        for place, (_, row) in enumerate(contenders):
            cpu, day = measured(row.run)
            best[place] = (max(best[place][0], cpu), max(best[place][1], day))
    naive = {kind: best[at][0] for at, (kind, row) in enumerate(contenders) if row.name == NAIVE}
    page = len(forms().page)
    table = Table(title=f"PDF twin, {page:,} octets a page, one core, {platform.machine()}")
    for heading in (
        "key",
        "job",
        "who",
        "per second",
        "by the clock",
        "ms each",
        "of naive",
        "aim",
    ):
        table.add_column(heading, justify="left" if heading in {"key", "job", "who"} else "right")
    for (cpu, day), (kind, row) in zip(best, contenders, strict=True):
        share = f"{cpu / naive[kind]:.1f}x" if row.job == "sign" else ""
        aim = AIMS.get((row.job, row.name)) if kind == "p256" else None
        figures = (f"{cpu:,.0f}", f"{day:,.0f}", f"{1e3 / cpu:,.2f}", share, str(aim or ""))
        table.add_row(kind, row.job, row.name, *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
