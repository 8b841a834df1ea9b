"""``python -m benchmarks.pdf``: PDF twins rendered, signed and verified a second, on one core.

An Article 37 certificate as the hub issues it, on one page, and one with long texts, on two. Beside
it pyHanko as its documentation uses it (a fresh signer for each document, nothing reserved) and
with its signer kept. Processor time, the contenders in turn, the best of several turns; the inputs
are synthetic.
"""

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count, islice

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.xades import TURNS, rate
from hub.clock.deadlines import Deadlines
from hub.usecases.article37.documents import write_certificate
from hub.usecases.article37.rules import Findings, decide
from schemas.canonical.certificate import Certificate, CertificateType, certificate_number
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
from tests.kit import article37 as kit
from tests.kit.pki import world
from tests.vectors.certificates.samples import NOW, clearance

Job = Callable[[], object]
KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")
NAIVE = "pyHanko, naive"
_PREPARED = 2_000
"""More pages than are rendered in all turns."""
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


def issued() -> Iterator[Certificate]:
    """Yield clearances as Article 37 writes them, each with a number of its own."""
    asked = kit.inquiry(kit.NAMED_REQUEST)
    debt = kit.attested(kit.debt(), "ledger")
    decision = decide(asked, Findings(kit.attested(kit.person(), "registry"), None, debt))
    for serial in count(1):
        yield write_certificate(
            kit.case(serial=serial),
            asked,
            decision,
            debt=debt,
            dossier_digest=bytes(32),
            issued=NOW,
            deadlines=Deadlines(answer_days=15, valid_days=30),
        )


def long() -> Iterator[Certificate]:
    """Yield certificates with long texts, each with a number of its own."""
    for serial in count(1):
        number = certificate_number(CertificateType.ARTICLE37, NOW.date(), serial)
        yield replace(clearance(), number=number)


def _rendering(signer: Signer) -> Job:
    """Return the rendering of pages whose words are new each time, the XML made beforehand."""
    made = (sign(prepare(one), signer, NOW).xml for one in islice(issued(), _PREPARED))
    pages = iter([(xml, make_seal(claims_of(xml), signer)) for xml in made])
    return lambda: render(*next(pages))


def _pair(kind: KeyKind, certificates: Iterator[Certificate]) -> Job:
    """Return the whole way to one certificate: XML signed, sealed, page rendered and signed.

    The words differ every time, so that no page is remembered whole.
    """
    signer = world(kind).signer

    def run() -> bytes:
        xml = sign(prepare(next(certificates)), signer, NOW).xml
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


def main() -> None:
    """Print the table."""
    contenders = [(kind, row) for kind in KINDS for row in rows(kind)]
    best = [0.0] * len(contenders)
    for _ in track(range(TURNS), "measuring"):
        for place, (_, row) in enumerate(contenders):
            best[place] = max(best[place], rate(row.run))
    naive = {kind: best[i] for i, (kind, row) in enumerate(contenders) if row.name == NAIVE}
    page = len(forms().page)
    table = Table(title=f"PDF twin, {page:,} octets a page, one core, {platform.machine()}")
    for heading in ("key", "job", "who", "per second", "ms each", "of naive", "aim"):
        table.add_column(heading, justify="left" if heading in {"key", "job", "who"} else "right")
    for place, (kind, row) in enumerate(contenders):
        share = f"{best[place] / naive[kind]:.1f}x" if row.job == "sign" else ""
        aim = AIMS.get((row.job, row.name)) if kind == "p256" else None
        figures = (f"{best[place]:,.0f}", f"{1e3 / best[place]:,.2f}", share, str(aim or ""))
        table.add_row(kind, row.job, row.name, *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
