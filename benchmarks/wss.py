"""``python -m benchmarks.wss``: what one signed SOAP message costs, step by step, on one core.

A SOAP 1.2 request of some 5 KB is verified and an answer of the same size sealed, beside the
xmlsec binding (libxmlsec, key loaded once) and a signer that builds a tree, and beside the bare
signature. Processor time, the best of many short turns; keys and texts are synthetic.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from rich.console import Console
from rich.table import Table

from schemas import soap, xml
from signing.keys.file import FileSigner, load_signer
from signing.keys.material import PublicKey
from signing.keys.pki import KeyKind, create_authority
from signing.verify.wss import load_certificate, message, shape, verify
from signing.verify.wss.signature import read_signature
from signing.wss import seal
from simulators.kit.wss.sign import sign_envelope

Step = Callable[[], object]
KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")
TURNS, CALLS = 150, 20
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
BODY = (
    '<a:InquireDebtRequest xmlns:a="urn:peyvand:article37:1">'
    + "".join(f"<a:Field{n}>مقدار {n} متن نمونه</a:Field{n}>" for n in range(24))
    + "</a:InquireDebtRequest>"
).encode()


def main() -> None:
    """Measure every step for both kinds of key and print the table."""
    table = Table(title="WS-Security, microseconds of processor time", title_justify="left")
    for heading in ("step", *KINDS):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    measured = [{name: _best(step) for name, step in steps(kind).items()} for kind in KINDS]
    for name in measured[0]:
        table.add_row(name, *(f"{times[name]:.1f}" for times in measured))
    ours = ("verify, all of it", "seal")
    totals = [sum(times[name] for name in ours) for times in measured]
    table.add_row("verify + seal", *(f"{total:.1f}" for total in totals), style="bold")
    Console().print(table)


def steps(kind: KeyKind) -> dict[str, Step]:
    """Return the steps by name, each ready to run again and again."""
    signer = _signer(kind)
    certificate = load_certificate(signer.certificate_der)
    registered = {certificate.fingerprint: certificate}.get
    octets = _seal(signer)
    root = xml.parse(octets)
    envelope = soap.read(root)
    parts = shape.locate(envelope)
    signature = read_signature(parts.signature, parts.token)
    covered = message._coverage(parts, signature)
    return {
        "parse, hardened": lambda: xml.parse(octets),
        "read the envelope": lambda: soap.read(root),
        "locate the parts": lambda: shape.locate(envelope),
        "read the signature": lambda: read_signature(parts.signature, parts.token),
        "coverage": lambda: message._coverage(parts, signature),
        "certificate": lambda: message._sender(parts.token, signature, NOW, registered),
        "bare verification": lambda: certificate.verifies(signature.value, signature.signed_info),
        "digests of the parts": lambda: message._check_digests(covered),
        "bare signature": lambda: signer.sign(signature.signed_info),
        "verify, all of it": lambda: verify(
            soap.read(xml.parse(octets)), now=NOW, registered=registered
        ),
        "seal": lambda: _seal(signer),
        "xmlsec binding, parse and verify": _xmlsec_verifier(octets, certificate.public_key),
        "tree signer (stand-in's)": lambda: sign_envelope(
            UNSIGNED, signer.key, signer.certificate_der, NOW
        ),
    }


UNSIGNED = (
    f'<s:Envelope xmlns:s="{soap.SOAP_12}"><s:Header>'
    + "".join(
        f'<w:{name} xmlns:w="{soap.WSA}">urn:uuid:1</w:{name}>'
        for name in ("To", "Action", "MessageID")
    )
    + f"</s:Header><s:Body>{BODY.decode()}</s:Body></s:Envelope>"
).encode()


def _signer(kind: KeyKind) -> FileSigner:
    issued = create_authority("bench", now=NOW).issue(
        "bench", now=NOW, days=30, key=kind, use="messages"
    )
    with TemporaryDirectory(prefix="peyvand-bench-") as folder:
        return load_signer(*issued.write(Path(folder), "signer"))


def _seal(signer: FileSigner) -> bytes:
    return seal(
        BODY,
        signer=signer,
        action="urn:peyvand:article37:1:InquireDebt",
        message_id="urn:uuid:6b0f9bb0-6a5c-4c2b-9a1e-2b1df3a6a001",
        to="https://hub.example/soap/article37/v1",
        relates_to=None,
        version=soap.SoapVersion.V12,
        now=NOW,
    )


def _xmlsec_verifier(octets: bytes, public_key: PublicKey) -> Step:
    """Return libxmlsec's verification: parse, register the ids, verify; nothing of a profile."""
    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)

    def run() -> None:
        root = etree.fromstring(octets)
        context = xmlsec.SignatureContext()
        context.key = key
        for element in root.iter():
            if element.get(f"{{{soap.WSU}}}Id"):
                context.register_id(element, "Id", soap.WSU)
        context.verify(next(root.iter("{http://www.w3.org/2000/09/xmldsig#}Signature")))

    return run


def _best(step: Step) -> float:
    """Return the microseconds of one call: the best of many short turns, between the neighbours."""
    best = float("inf")
    for _ in range(TURNS):
        start = time.process_time()
        for _ in range(CALLS):
            step()
        best = min(best, (time.process_time() - start) / CALLS)
    return best * 1e6


if __name__ == "__main__":
    main()
