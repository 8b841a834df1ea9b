"""The openssl command, as a judge that shares nothing with us."""

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")


async def openssl(*words: object) -> tuple[int, str]:
    """Return the exit code of ``openssl`` and what it said, on both streams."""
    process = await asyncio.create_subprocess_exec(
        "openssl",
        *map(str, words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def at(instant: datetime) -> tuple[str, str]:
    """Return the words that make it judge at ``instant``."""
    return "-attime", str(int(instant.timestamp()))


def ocsp_of_any_time() -> tuple[str, str]:
    """Return the words that let it read a status of any time.

    ``openssl ocsp`` knows the real clock alone: it heeds `at` for certificates only.
    """
    return "-validity_period", str(100 * 365 * 24 * 60 * 60)


def pem(folder: Path, name: str, *certificates: x509.Certificate) -> Path:
    """Return a file of certificates in ``folder``."""
    path = folder / f"{name}.pem"
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    return path
