"""veraPDF, the validator of the PDF Association, as a judge of PDF/A.

A small Java program (`Archivist.java`) runs it; Maven resolves it.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kit.maven import classpath, needs_maven

needs_verapdf = needs_maven
"""The mark of every test that asks this judge."""

COMPLIANT = "compliant"


def judged(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return by name what veraPDF says of each of ``files`` as PDF/A-3a.

    That is `COMPLIANT`, or the rules broken by clause and test number (``6.1.9-1``).
    """
    path = classpath(Path(__file__).parent)
    with TemporaryDirectory(prefix="peyvand-verapdf-") as folder:
        for name, pdf in files.items():
            (Path(folder) / name).write_bytes(pdf)
        command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, "Archivist"]
        command += [str(Path(folder) / name) for name in files]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(line.split("\t") for line in said.splitlines())
