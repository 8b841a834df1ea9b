"""Every agency both ways: each is asked all that its contract promises, and has been told its news.

The questions are those of ``peyvand conformance``; what was told is read at the stand-ins.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.demo.house import PEYVAND, House, environment
from simulators.demo.record import Asked, Record
from simulators.demo.stage import Stage

NOTARIES, CHAMBERS = "notary_offices", "commerce_card_registry"
AUTHORITY, NOTIFIER = "certification_authority", "electronic_notification"
_AT_ONCE = 2
_PATIENCE = 60.0  # seconds until the last notice has been brought
_PAUSE = 0.1
_ACT = ("--reason", "fraud", "--note", "letter 12/34", "--by", "A. Officer")
_CARD = "237-"


def show(stage: Stage, house: House) -> None:
    """Wait for what the agencies are told, revoke a clearance, and ask every agency everything."""
    told = stage.all("told of their own accord · اعلان", _told(stage.record, house), 2)
    stage.record.notices = dict(told) | {NOTIFIER: len(_notices(house, NOTIFIER))}
    names = sorted(house.agencies)
    title = "every agency asked · دستگاه‌ها"
    for name, asked in stage.all(title, _examined(house, names), len(names)):
        stage.record.agencies[name] = asked
        if asked.answered != asked.checks:
            stage.record.problems.append(f"{name}: {asked.answered} of {asked.checks} checks")


def _told(record: Record, house: House) -> Iterator[tuple[str, int]]:
    """Yield how many notices each receiver took, once nothing is missing; note what is."""
    expected = {one.documents[0] for one in record.answered} | {_revoke(record, house)}
    deadline = time.monotonic() + _PATIENCE
    taken = _taken(house)
    while missing := expected - {_number(one) for one in (*taken[NOTARIES], *taken[CHAMBERS])}:
        if time.monotonic() > deadline:
            record.problems += [f"{number}: its notice was not brought" for number in missing]
            break
        time.sleep(_PAUSE)
        taken = _taken(house)
    yield from ((name, len(notices)) for name, notices in taken.items())


def _revoke(record: Record, house: House) -> str:
    """Revoke one clearance for a commerce card, as an operator does, and return its number."""
    numbers = (number for one in record.results for number in one.documents)
    number = next(one for one in numbers if one.startswith(_CARD))
    command: list[str | Path] = [PEYVAND, "certificate", "revoke", number, *_ACT]
    command += ["--data-dir", house.data]
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    if done.returncode:
        record.problems.append(f"{number} could not be revoked")
    return number


def _taken(house: House) -> dict[str, list[dict[str, Any]]]:
    """Return what each receiver keeps of what it was told."""
    return {name: _notices(house, name) for name in (NOTARIES, CHAMBERS)}


def _notices(house: House, agency: str) -> list[dict[str, Any]]:
    """Return what an agency keeps of what it was told."""
    answer = httpx.get(f"{house.agencies[agency]}/_manage/notices", trust_env=False)
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


def _number(notice: dict[str, Any]) -> str:
    """Return the certificate that a notice is about."""
    fields = notice.get("fields")
    return str(fields["ReplyNo"] if fields else notice["event"]["subject"])


def _examined(house: House, names: list[str]) -> Iterator[tuple[str, Asked]]:
    """Yield what came of asking each agency, two at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from zip(names, pool.map(lambda name: _examine(house, name), names), strict=True)


def _examine(house: House, agency: str) -> Asked:
    """Return how an agency answered ``peyvand conformance``."""
    keys = house.data / "keys"
    signing = {"key": keys / "messages.key.pem", "certificate": keys / "messages.pem"}
    command: list[str | Path] = [PEYVAND, "conformance", agency, house.agencies[agency]]
    command += ["--json", "--rounds", "1"]
    for option in _options(house, agency):
        command += option
    done = subprocess.run(
        command,
        env=environment() | {"PEYVAND_MESSAGE_KEY": json.dumps(signing, default=str)},
        capture_output=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        return Asked(0, 1, 0.0)
    checks = json.loads(done.stdout)["checks"]
    times = [one["milliseconds"][1] for one in checks if one["milliseconds"]]
    return Asked(sum(one["ok"] for one in checks), len(checks), round(max(times, default=0.0), 1))


def _options(house: House, agency: str) -> Iterator[tuple[str, str | Path]]:
    """Yield what an agency has to be given: our account, its certificate, whom to ask about."""
    accounts = house.data / "accounts"
    subjects = accounts / f"{agency}.subjects.toml"
    if agency == AUTHORITY:
        subjects.write_text(_certificates(house.data / "keys"), "utf-8")
    given = {
        "--credentials": accounts / f"{agency}.toml",
        "--certificate": accounts / f"{agency}.pem",
        "--subjects": subjects,
    }
    yield from ((option, path) for option, path in given.items() if path.exists())


def _certificates(keys: Path) -> str:
    """Return the house's own certificates as subjects: a clearance's signer and its issuers."""
    files = {"certificate": "certificates.pem", "issuer": "issuing.pem", "root": "trust.pem"}
    return "".join(f'{name} = "{_der(keys / file).hex()}"\n' for name, file in files.items())


def _der(path: Path) -> bytes:
    """Return the first certificate in a PEM file."""
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    return certificate.public_bytes(Encoding.DER)
