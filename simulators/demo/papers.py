"""The documents a notary receives, cut out of the answers octet by octet."""

import re
import shutil
from hashlib import sha256
from pathlib import Path

from lxml import etree

_CERTIFICATE = re.compile(
    rb'<Certificate xmlns="urn:peyvand:certificate:1" Id="certificate-([0-9-]+)".*?</Certificate>',
    re.DOTALL,
)
_RECEIPT = re.compile(
    rb'<Receipt xmlns="urn:peyvand:receipt:1" Id="receipt-([0-9a-f-]+)".*?</Receipt>', re.DOTALL
)
_BODY = re.compile(rb"<(\w+:)?Body[ >].*</\1Body>", re.DOTALL)
_OURS = re.compile(
    r"[0-9]{2,3}-[0-9]{4}-[0-9]{10}-[0-9]\.(xml|pdf|qr\.txt)"
    r"|demo\.json|contracts\.ocds\.jsonl\.gz|lookups\.json|keys\.json|status-list\.xml|trust\.pem|receipts"
)
_RECEIPTS = "{urn:peyvand:receipt:1}"


class Papers:
    """Certificates by number and receipts by id, as their octets came.

    ``lasting`` holds a certificate's later forms by the ending of their files, ``published`` what
    anyone may mirror, by the name of its file.
    """

    def __init__(self) -> None:
        self.certificates: dict[str, bytes] = {}
        self.receipts: dict[str, bytes] = {}
        self.lasting: dict[str, dict[str, bytes]] = {}
        self.published: dict[str, bytes] = {}
        self.problems: list[str] = []

    def keep(self, answer: bytes) -> tuple[str, ...]:
        """Keep the documents in an answer and return their names.

        A document that came before must be the same to the octet, and a certificate the one that
        its receipt names by digest.
        """
        kept = []
        certificate = _CERTIFICATE.search(answer)
        receipt = _RECEIPT.search(answer)
        if certificate is not None:
            kept.append(self._file(self.certificates, certificate))
        if receipt is not None:
            kept.append(self._file(self.receipts, receipt))
        said = _answer_digest(receipt[0]) if receipt else "no receipt"
        made = sha256(certificate[0]).hexdigest() if certificate else ""
        if said != made:
            self.problems.append(f"{'/'.join(kept)}: the receipt is not this certificate's")
        return tuple(kept)

    def keep_receipt(self, receipt: bytes, *, answer_digest: str) -> str:
        """Keep the receipt of a lookup, and return its name, empty where it is none.

        ``answer_digest`` is the SHA-256 of what was answered, in hexadecimal, which the receipt
        must name; empty for what was refused.
        """
        found = _RECEIPT.fullmatch(receipt)
        if found is None:
            self.problems.append("what came with a lookup is not a receipt")
            return ""
        name = self._file(self.receipts, found)
        if _answer_digest(receipt) != answer_digest:
            self.problems.append(f"{name}: the receipt is not of this answer")
        return name

    def _file(self, drawer: dict[str, bytes], found: re.Match[bytes]) -> str:
        name = found[1].decode()
        if drawer.setdefault(name, found[0]) != found[0]:
            self.problems.append(f"{name} came twice, differently")
        return name

    def write(self, out: Path, trust: bytes) -> list[Path]:
        """Write everything to ``out`` with the trust anchor beside it, and return the documents.

        Of a certificate that grew later forms these are written, else the one that was issued.
        """
        forms = {
            f"{name}.{ending}": octets
            for name, issued in self.certificates.items()
            for ending, octets in self.lasting.get(name, {"xml": issued}).items()
        }
        receipts = {f"{name}.xml": octets for name, octets in self.receipts.items()}
        _written(out, self.published)
        written = [*_written(out, forms), *_written(out / "receipts", receipts)]
        for folder in (out, out / "receipts"):
            (folder / "trust.pem").write_bytes(trust)
        return written


def body(envelope: bytes) -> bytes:
    """Return the octets of an envelope's Body."""
    found = _BODY.search(envelope)
    return found[0] if found else b""


def clear(out: Path) -> None:
    """Make ``out``; remove from it what an earlier demonstration wrote, and nothing else.

    Raises ``OSError`` where nothing can be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    for path in out.iterdir():
        if not _OURS.fullmatch(path.name):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _written(folder: Path, documents: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in documents.items():
        (folder / name).write_bytes(octets)
    return [folder / name for name in documents]


def _answer_digest(receipt: bytes) -> str:
    """Return the digest that a receipt gives of its certificate, empty where it gives none."""
    return etree.fromstring(receipt).findtext(f"{_RECEIPTS}AnswerDigest") or ""
