"""Offline verification of what was issued: by ``peyvand verify``, by others, after tampering."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from simulators.demo import tokens
from simulators.demo.house import PEYVAND, environment

_AT_ONCE = 2
_IDS = (
    "urn:peyvand:certificate:1:Certificate",
    "urn:peyvand:receipt:1:Receipt",
    "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
)


def verdicts(documents: list[Path]) -> Iterator[bool | None]:
    """Yield what ``peyvand verify`` says to each document: valid, invalid, or None for neither."""
    size = max(1, -(-len(documents) // _AT_ONCE))  # starting a process takes longer than its work
    batches = [documents[at : at + size] for at in range(0, len(documents), size)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in pool.map(_verdicts, batches):
            yield from found


def _verdicts(batch: list[Path]) -> list[bool | None]:
    """Return the verdicts of one process; its exit code must say the same as its reports.

    A file that is damaged beyond recognition is not valid either.
    """
    command: list[str | Path] = [PEYVAND, "verify", "--json", *batch]
    ran = subprocess.run(command, capture_output=True, check=False, env=environment())
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    reports = {one["file"]: one["ok"] for one in lines if "file" in one}
    found: list[bool | None] = [reports.get(str(path)) for path in batch]
    unreadable = any("unreadable" in one for one in lines)
    agreed = ran.returncode == (2 if unreadable else 0 if all(found) else 1)
    return found if agreed else [None] * len(batch)


def exit_code(document: Path) -> int:
    """Return the exit code of ``peyvand verify`` for one document."""
    ran = subprocess.run(
        [PEYVAND, "verify", document], capture_output=True, check=False, env=environment()
    )
    return ran.returncode


def xmlsec1() -> str | None:
    """Return the path of xmlsec1, if it is installed."""
    return shutil.which("xmlsec1")


def agreed(program: str, documents: list[Path]) -> Iterator[bool]:
    """Yield of each document whether xmlsec1 finds its signature good and its signer trusted."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda document: _agrees(program, document), documents)


def _agrees(program: str, document: Path) -> bool:
    """Ask xmlsec1, which finds a signed element by the ids it is told of."""
    ids = [argument for name in _IDS for argument in ("--id-attr:Id", name)]
    trust = str(document.parent / "trust.pem")
    options = ["--verify", "--enabled-key-data", "x509", "--trusted-pem", trust, *ids]
    ran = subprocess.run([program, *options, document], capture_output=True, check=False)
    return ran.returncode == 0


def pdfsig() -> str | None:
    """Return the path of pdfsig (poppler), if it is installed."""
    return shutil.which("pdfsig")


def sound(program: str, pdfs: list[Path]) -> Iterator[bool]:
    """Yield of each PDF whether pdfsig calls the signature of the document valid."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda pdf: _is_sound(program, pdf), pdfs)


def _is_sound(program: str, pdf: Path) -> bool:
    ran = subprocess.run([program, "-nocert", pdf], capture_output=True, check=False)
    return b"Signature Validation: Signature is Valid." in ran.stdout


def openssl() -> str | None:
    """Return the path of openssl, if it is installed."""
    return shutil.which("openssl")


def stamped(program: str, forms: list[Path]) -> Iterator[bool]:
    """Yield of each XML or PDF whether openssl finds its first timestamp good and trusted."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda form: _is_stamped(program, form), forms)


def _is_stamped(program: str, form: Path) -> bool:
    """Ask openssl about the token and what it covers; the stamper's issuers come in the token."""
    found = tokens.first_token(form.read_bytes())
    if found is None:
        return False
    with tempfile.TemporaryDirectory(prefix="peyvand-token-") as folder:
        token, data = Path(folder) / "token.der", Path(folder) / "data"
        token.write_bytes(found.token)
        data.write_bytes(found.covered)
        options: list[str | Path] = ["-token_in", "-in", token, "-data", data]
        trust: list[str | Path] = ["-CAfile", form.with_name("trust.pem")]
        ran = subprocess.run(
            [program, "ts", "-verify", *options, *trust], capture_output=True, check=False
        )
    return ran.returncode == 0


def tampered(documents: list[Path], folder: Path, seed: int) -> list[Path]:
    """Return copies of ``documents`` in ``folder`` that differ in one bit of what is signed.

    The trust anchor and the published keys come with them.
    """
    rng = Random(f"tampering {seed}")
    copies = []
    for document in documents:
        octets = bytearray(document.read_bytes())
        octets[rng.randrange(_signed_size(octets))] ^= 1 << rng.randrange(8)
        copies.append(folder / document.name)
        copies[-1].write_bytes(octets)
        for name in ("trust.pem", "keys.json"):
            if (beside := document.with_name(name)).exists():
                shutil.copy(beside, folder)
    return copies


def _signed_size(octets: bytes | bytearray) -> int:
    """Return up to where a document is signed: later revisions and properties follow behind."""
    for mark in (b"<xades:UnsignedProperties", b"/ByteRange"):
        if mark in octets:
            return octets.index(mark)
    return len(octets.rstrip())
