"""The European Commission's Digital Signature Service (DSS) as a judge of XAdES and PAdES.

A small Java program (`Judge.java`) validates documents without a network. Maven resolves DSS.
"""

import atexit
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from schemas.canonical.validation import ValidationData
from tests.kit.maven import classpath, needs_maven

needs_dss = needs_maven
"""The mark of every test that asks this judge."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What DSS says of the first signature in a document.

    ``indication`` and ``sub_indication`` are those of EN 319 102-1 (``TOTAL_PASSED``), ``level``
    the form found, such as ``XAdES-BASELINE-LTA``; ``best_time`` is when the signature is known to
    have existed, the time of validation when nothing proves more. ``timestamps`` has what was found
    of each, such as ``PASSED`` or ``FAILED HASH_FAILURE``; a bad one is left out of account, it
    fails no signature. ``well_formed`` tells of the schema of XAdES. A document that DSS finds no
    signature in, or does not read, has ``refused`` and nothing else.
    """

    indication: str | None
    sub_indication: str | None
    level: str | None
    best_time: datetime | None
    signatures: int
    timestamps: tuple[str, ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    well_formed: bool
    refused: str | None

    @property
    def passed(self) -> bool:
        """Whether the indication is TOTAL_PASSED."""
        return self.indication == "TOTAL_PASSED"


def validate(
    files: Sequence[Path],
    anchors: Sequence[x509.Certificate],
    at: datetime,
    given: ValidationData | None = None,
) -> list[Verdict]:
    """Return DSS's verdict on each of ``files`` at the instant ``at``, trusting ``anchors`` alone.

    ``given`` is validation data beside what the documents carry; DSS passes no signature without
    revocation data from either.
    """
    with TemporaryDirectory(prefix="peyvand-dss-") as folder:
        _write_known(Path(folder), anchors, given or ValidationData())
        instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        questions = [f"{instant}\t{folder}\t{one.resolve()}" for one in files]
        return [_verdict(_ask(question)) for question in questions]


def _write_known(folder: Path, anchors: Sequence[x509.Certificate], given: ValidationData) -> None:
    """Write the files that the judge reads beside a document."""
    known = {
        "anchor": [one.public_bytes(Encoding.DER) for one in anchors],
        "cer": given.certificates,
        "crl": given.crls,
        "ocsp": given.ocsp_responses,
    }
    for suffix, values in known.items():
        for place, octets in enumerate(values):
            (folder / f"{place}.{suffix}").write_bytes(octets)


def _ask(question: str) -> dict[str, object]:
    """Return what the judge answers to one line."""
    asked, answered = _judge()
    asked.write(f"{question}\n")
    asked.flush()
    line = answered.readline()
    assert line, "the judge has ended"
    answer = json.loads(line)
    assert isinstance(answer, dict)
    return answer


def _verdict(answer: dict[str, object]) -> Verdict:
    def text(name: str) -> str | None:
        value = answer.get(name)
        return None if value is None else str(value)

    def texts(name: str) -> tuple[str, ...]:
        value = answer.get(name, [])
        assert isinstance(value, list)
        return tuple(map(str, value))

    best = text("best_time")
    none_found = "no signature" if text("signatures") == "0" else None
    return Verdict(
        indication=text("indication"),
        sub_indication=text("sub_indication"),
        level=text("level"),
        best_time=datetime.fromisoformat(best) if best else None,
        signatures=int(text("signatures") or 0),
        timestamps=texts("timestamps"),
        errors=texts("errors"),
        warnings=texts("warnings"),
        well_formed=text("structure") == "valid",
        refused=text("refused") or none_found,
    )


@cache
def _judge() -> tuple[IO[str], IO[str]]:
    """Return the two ends of the judge's process, which lives as long as the test run."""
    path = classpath(Path(__file__).parent)
    process = subprocess.Popen(
        ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", path, "Judge"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(_dismiss, process)
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _dismiss(process: subprocess.Popen[str]) -> None:
    """End the judge: it stops at the end of its input."""
    process.communicate()
