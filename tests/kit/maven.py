"""Judges written in Java: built with Maven once, kept beside pytest's cache, and then only run."""

import os
import shutil
import subprocess
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_CACHE = Path(__file__).parent.parent.parent / ".pytest_cache" / "judges"

needs_maven = pytest.mark.skipif(
    not all(map(shutil.which, ("mvn", "java"))), reason="mvn or java is not installed"
)
"""The mark of every test that asks such a judge."""


@cache
def classpath(folder: Path) -> str:
    """Return the class path of the judge whose ``pom.xml`` and sources lie in ``folder``.

    It is built under the digest of its sources and serves later runs. Where Maven cannot get its
    libraries the test is skipped, or fails where nothing may be missing.
    """
    sources = sorted((*folder.glob("pom.xml"), *folder.glob("*.java")))
    digest = sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()
    built = _CACHE / digest[:16]
    if not _is_whole(built):
        _CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=_CACHE) as place:
            new = Path(place) / "new"
            if not (_maven(folder, new, "--offline") or _maven(folder, new)):
                _missing(f"Maven could not get what the judge in {folder.name} is made of")
            shutil.rmtree(built, ignore_errors=True)
            new.rename(built)
    return f"{built / 'classes'}:{(built / 'classpath.txt').read_text().strip()}"


def _is_whole(built: Path) -> bool:
    """Tell whether the judge is there, and all the libraries that it was built with."""
    listed = built / "classpath.txt"
    return listed.exists() and all(Path(one).exists() for one in listed.read_text().split(":"))


def _missing(what: str) -> None:
    """Skip the test, or fail it where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def _maven(folder: Path, target: Path, *options: str) -> bool:
    """Tell whether Maven has built the judge into ``target``."""
    command = ["mvn", "-q", "-B", *options, "-f", str(folder / "pom.xml")]
    command += [f"-Djudge.directory={target}", f"-Dmdep.outputFile={target / 'classpath.txt'}"]
    goals = ["compile", "dependency:build-classpath"]
    done = subprocess.run([*command, *goals], check=False, capture_output=True)
    return done.returncode == 0
