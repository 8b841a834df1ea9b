"""`peyvand verify` as a person without a line to us runs it: a folder, no settings, no network."""

import json
from pathlib import Path

import pytest

from tests.acceptance.cli import peyvand
from tests.vectors.certificates.papers import LATER, lay_out, others, papers
from tests.vectors.certificates.samples import clearance

AT = ("--at", LATER.isoformat())


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Give a folder with one certificate in every form, the anchors and the published keys."""
    return lay_out(tmp_path)


def test_a_sheet_of_paper_is_enough(desk: Path) -> None:
    """An office without a line to us could not tell a genuine clearance from a forged one."""
    for name in ("a.xml", "a.pdf", "trust.pem"):
        (desk / name).unlink()
    told = peyvand(desk, "verify", "a.qr.txt", *AT)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"a.qr.txt: valid  seal  {clearance().number}\n")
    assert "GRANTED" in told.out


def test_every_form_and_the_code_itself_are_judged_in_one_command(desk: Path) -> None:
    """A court would have to check each form by another tool, and could mix up two certificates."""
    forms = ("a.xml", "a.pdf", "a.qr.txt", papers().seal)
    told = peyvand(desk, "verify", *forms, "--json", *AT)
    reports = [json.loads(line) for line in told.out.splitlines()]
    assert (told.code, told.err) == (0, "")
    assert [one["kind"] for one in reports] == ["certificate", "pdf", "seal", "seal"]
    assert {one["indication"] for one in reports} == {"TOTAL-PASSED"}
    mixed = peyvand(desk, "verify", "a.pdf", "a.xml", others().seal, *AT)
    assert mixed.code == 0
    (desk / "a.seal").write_text(others().seal)
    pasted = peyvand(desk, "verify", "a.pdf", "a.seal", *AT)
    assert pasted.code == 1
    assert "not of one certificate" in pasted.err


def test_a_forgery_is_told_in_a_sentence(desk: Path) -> None:
    """A clerk would be given a code word, or a traceback."""
    forged = (desk / "a.xml").read_bytes().replace(b">GRANTED<", b">REFUSED<")
    (desk / "forged.xml").write_bytes(forged)
    told = peyvand(desk, "verify", "forged.xml", *AT)
    assert told.code == 1
    assert told.out.startswith("forged.xml: invalid")
    assert "Do not rely on it" in told.out
    assert "به سند اعتماد نکنید" in told.out
