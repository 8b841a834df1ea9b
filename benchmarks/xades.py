"""``python -m benchmarks.xades``: signatures made and checked a second, on one core.

A certificate of some 3 KB, beside signxml doing the same with its key loaded once, and beside the
raw limit: canonical form, digest and the bare signature. Processor time, the contenders in turn,
the best of several turns; the inputs are synthetic.
"""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509
from rich.console import Console
from rich.progress import track
from rich.table import Table
from signxml import SignatureConfiguration, SignatureMethod
from signxml.algorithms import CanonicalizationMethod
from signxml.xades import XAdESDataObjectFormat, XAdESSigner, XAdESVerifier

from schemas.xml import parse
from signing.canonicalize import canonical
from signing.keys.file import FileSigner
from signing.keys.pki import KeyKind
from signing.profile import prepare
from signing.verify import check_own, verify_document
from signing.verify.proof import public_key
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, pki

Job = Callable[[], object]
KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048", "rsa3072")
SECONDS, TURNS = 0.25, 5
RAW = "raw limit"


@dataclass(frozen=True, slots=True)
class Row:
    """One contender at one job."""

    job: str
    name: str
    run: Job


def rows(kind: KeyKind) -> list[Row]:
    """Return every contender for a key of ``kind``."""
    owner = pki(kind)
    signer, document = owner.signer, prepare(clearance())
    ours = sign(document, signer, NOW)
    tree = parse(document.xml)
    return [
        Row("sign", RAW, lambda: _raw_sign(tree, signer)),
        Row("sign", "peyvand", lambda: sign(document, signer, NOW)),
        Row("sign", "signxml", _signxml_signer(document.xml, signer)),
        Row("verify", RAW, _raw_verify(ours.xml, document.xml, signer)),
        Row("verify", "peyvand, own", lambda: check_own(ours, signer.certificate_der)),
        Row("verify", "peyvand", lambda: verify_document(ours.xml, policy=owner.policy, at=NOW)),
        Row("verify", "signxml", _signxml_verifier(ours.xml, signer)),
    ]


def _raw_sign(tree: object, signer: FileSigner) -> bytes:
    """Do what no XML signature can do without: canonical form, digest, signature."""
    return signer.sign(sha256(canonical(tree)).digest())  # type: ignore[arg-type]


def _raw_verify(xml: bytes, content: bytes, signer: FileSigner) -> Job:
    """Do what no verification can do without: parse, canonical form, digest, one verification."""
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.hashes import SHA256

    key, data = public_key(signer.certificate_der), sha256(content).digest()
    if isinstance(key, ec.EllipticCurvePublicKey):
        algorithm = ec.ECDSA(SHA256())
        value = signer.key.sign(data, algorithm)  # type: ignore[call-arg, arg-type]
        bare: Job = lambda: key.verify(value, data, algorithm)  # noqa: E731
    else:
        value = signer.sign(data)
        bare = lambda: key.verify(value, data, padding.PKCS1v15(), SHA256())  # noqa: E731

    def run() -> None:
        sha256(canonical(parse(xml))).digest()
        bare()

    return run


def _signxml_signer(xml: bytes, signer: FileSigner) -> Job:
    """Return signxml's own XAdES at its best: key and certificate objects kept."""
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    elliptic = signer.algorithm.endswith("ecdsa-sha256")
    method = SignatureMethod.ECDSA_SHA256 if elliptic else SignatureMethod.RSA_SHA256
    peer = XAdESSigner(
        signature_algorithm=method,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        data_object_format=XAdESDataObjectFormat(MimeType="text/xml"),
    )
    return lambda: peer.sign(parse(xml), key=signer.key, cert=[certificate])  # type: ignore[arg-type]


def _signxml_verifier(xml: bytes, signer: FileSigner) -> Job:
    """Return signxml's verification of our document, the certificate given."""
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    expected = SignatureConfiguration(expect_references=2, verification_time=NOW)
    peer = XAdESVerifier()
    return lambda: peer.verify(xml, x509_cert=certificate, expect_config=expected)


def rate(run: Job) -> float:
    """Return how often a second of processor time ``run`` can be done."""
    run()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for _ in range(10):
            run()
        count += 10
    return count / spent


def main() -> None:
    """Print the table."""
    contenders = [(kind, row) for kind in KINDS for row in rows(kind)]
    best = [0.0] * len(contenders)
    for _ in track(range(TURNS), "measuring"):
        for place, (_, row) in enumerate(contenders):
            best[place] = max(best[place], rate(row.run))
    size = len(prepare(clearance()).xml)
    table = Table(title=f"XAdES B-B, {size} octets, one core, {platform.machine()}")
    for heading in ("key", "job", "who", "per second", "us each", "of the raw limit"):
        table.add_column(heading, justify="left" if heading in {"key", "job", "who"} else "right")
    raw = {(kind, row.job): best[i] for i, (kind, row) in enumerate(contenders) if row.name == RAW}
    for place, (kind, row) in enumerate(contenders):
        share = best[place] / raw[kind, row.job]
        figures = (f"{best[place]:,.0f}", f"{1e6 / best[place]:,.1f}", f"{share:.0%}")
        table.add_row(kind, row.job, row.name, *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
