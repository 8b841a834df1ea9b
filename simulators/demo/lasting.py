"""The lasting forms of what was issued: XML and PDF with their timestamps, and the QR's text."""

import time
from base64 import b32encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import httpx

from simulators.demo.house import House
from simulators.demo.stage import Stage

_AT_ONCE = 4
_PATIENCE = 120.0  # seconds until the last form has its timestamp
_PAUSE = 0.2
_CODE_OCTETS = 10
_UNSIGNED = (b"<xades:UnsignedProperties", b"</xades:UnsignedProperties>")
_ENDINGS = {"xml": "xml", "pdf": "pdf", "qr": "qr.txt"}
Forms = dict[str, bytes]


def fetch(stage: Stage, house: House) -> None:
    """Ask for every certificate's PDF, wait for the timestamps, and keep all forms there are."""
    issued = stage.papers.certificates
    with httpx.Client(base_url=f"{house.origin}/v1", trust_env=False, timeout=60) as client:
        fetched = _fetched(client, issued)
        title = "PDF and timestamps · نسخهٔ چاپی"
        for number, forms, levels in stage.all(title, fetched, len(issued)):
            stage.papers.lasting[number] = forms
            for level in levels:
                stage.record.levels[level] = stage.record.levels.get(level, 0) + 1
            if _issued_form(forms["xml"]) != issued[number]:
                stage.papers.problems.append(f"{number}: the XML is not the one that was issued")
        for name, path in (("keys.json", "keys"), ("status-list.xml", "status-list")):
            stage.papers.published[name] = client.get(path).raise_for_status().content


def _fetched(
    client: httpx.Client, issued: dict[str, bytes]
) -> Iterator[tuple[str, Forms, list[str]]]:
    """Yield each certificate's forms and their levels, once they have timestamps."""
    deadline = time.monotonic() + _PATIENCE

    def ask(number: str) -> tuple[str, Forms, list[str]]:
        code = b32encode(sha256(issued[number]).digest()[:_CODE_OCTETS]).decode()
        _get(client, f"{number}.pdf", code)
        while "B-B" in (levels := _levels(client, number)) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        forms = {
            ending: _get(client, f"{number}.{name}", code) for name, ending in _ENDINGS.items()
        }
        return number, forms, levels

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(ask, sorted(issued))


def _get(client: httpx.Client, name: str, code: str) -> bytes:
    answer = client.get(f"certificates/{name}", params={"code": code})
    return answer.raise_for_status().content


def _levels(client: httpx.Client, number: str) -> list[str]:
    """Return the levels of XML and PDF."""
    answer = client.get(f"certificates/{number}").raise_for_status().json()
    return [answer["levels"]["xml"], answer["levels"]["pdf"]]


def _issued_form(xml: bytes) -> bytes:
    """Return the document without what was added to it since it was issued."""
    start, end = _UNSIGNED
    head, _, rest = xml.partition(start)
    return head + rest.partition(end)[2]
