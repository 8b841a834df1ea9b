"""veraPDF, the validator of the PDF Association, as a judge of PDF/A.

A small Java program (`Archivist.java`) runs it; Maven resolves it. What is built is kept beside
pytest's cache, under the digest of its sources, and serves later runs.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

_HERE = Path(__file__).parent
_SOURCES = (_HERE / "pom.xml", _HERE / "Archivist.java")
_CACHE = _HERE.parent.parent.parent / ".pytest_cache" / "verapdf"

needs_verapdf = pytest.mark.skipif(
    not all(map(shutil.which, ("mvn", "java"))), reason="mvn or java is not installed"
)
"""The mark of every test that asks this judge."""

COMPLIANT = "compliant"


def judged(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return by name what veraPDF says of each of ``files`` as PDF/A-3a.

    That is `COMPLIANT`, or the rules broken by clause and test number (``6.1.9-1``).
    """
    built = _built()
    path = f"{built / 'classes'}:{(built / 'classpath.txt').read_text().strip()}"
    with TemporaryDirectory(prefix="peyvand-verapdf-") as folder:
        for name, pdf in files.items():
            (Path(folder) / name).write_bytes(pdf)
        command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, "Archivist"]
        command += [str(Path(folder) / name) for name in files]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(line.split("\t") for line in said.splitlines())


def _built() -> Path:
    """Return the folder of the compiled judge, built with Maven the first time."""
    digest = sha256(b"".join(one.read_bytes() for one in _SOURCES)).hexdigest()
    built = _CACHE / digest[:16]
    listed = built / "classpath.txt"
    if listed.exists() and all(Path(one).exists() for one in listed.read_text().split(":")):
        return built
    _CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=_CACHE) as folder:
        new = Path(folder) / "new"
        if not (_maven(new, "--offline") or _maven(new)):
            _missing("Maven could not get veraPDF")
        shutil.rmtree(built, ignore_errors=True)
        new.rename(built)
    return built


def _missing(what: str) -> NoReturn:
    """Skip the test, or fail it where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def _maven(target: Path, *options: str) -> bool:
    """Tell whether Maven has built the judge into ``target``."""
    command = ["mvn", "-q", "-B", *options, "-f", str(_HERE / "pom.xml")]
    command += [f"-Djudge.directory={target}", f"-Dmdep.outputFile={target / 'classpath.txt'}"]
    goals = ["compile", "dependency:build-classpath"]
    done = subprocess.run([*command, *goals], check=False, capture_output=True)
    return done.returncode == 0
