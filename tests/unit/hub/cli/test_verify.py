"""`peyvand verify`: every input ends in a verdict, a sentence and an exit code."""

import io
import json
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from hub.cli import app, progress
from schemas.canonical.status_list import StatusList
from signing.profile import prepare, prepare_receipt, prepare_status_list
from signing.xades import sign
from tests.kit.pki import world
from tests.vectors.certificates.papers import (
    LATER,
    lay_out,
    others,
    papers,
    reissued,
    status_list,
)
from tests.vectors.certificates.receipts import lookup_receipt
from tests.vectors.certificates.samples import NOW, clearance

AT = ("--at", LATER.isoformat())


@dataclass(frozen=True)
class Told:
    """An exit code, and what stood on standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def reports(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """A folder with one certificate in all forms, and a user at the command line in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def verify(self, *words: str, at: tuple[str, ...] = AT) -> Told:
        sys.argv = ["peyvand", "verify", *words, *at]
        with pytest.raises(SystemExit) as left:
            app.main()
        said = self._capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Told(int(left.value.code or 0), said.out, said.err)

    def write(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return name


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Give the shell."""
    monkeypatch.chdir(lay_out(tmp_path))
    monkeypatch.setattr(sys, "argv", [])
    return Shell(tmp_path, capsys)


@pytest.mark.parametrize("name", ["a.xml", "a.pdf", "a.qr.txt"])
def test_every_form_passes_and_says_what_it_is(shell: Shell, name: str) -> None:
    """A person with one form alone could not check it."""
    told = shell.verify(name)
    assert told.code == 0, told
    assert told.out.startswith(f"{name}: valid")
    assert clearance().number in told.out
    assert "TOTAL-PASSED" in told.out
    assert "GRANTED" in told.out


def test_a_receipt_says_in_both_languages_what_was_told(shell: Shell) -> None:
    """A person would learn that he was asked about, but not what was told of him, or why."""
    shell.write("r.xml", sign(prepare_receipt(lookup_receipt()), world().signer, NOW).xml)
    told = shell.verify("r.xml")
    assert told.code == 0, told
    assert "notary-registry asked civil_registry for registration" in told.out
    assert "Article 37 (agreement 6061626364656667)" in told.out
    assert "told person.given_name (whole), person.birth_date (age-band)" in told.out
    assert "گفته نشد: «نام پدر»، «تاریخ فوت»" in told.out
    (report,) = shell.verify("r.xml", "--json").reports
    assert [one["outcome"] for one in report["disclosed"]] == ["told", "told", "silent"]  # type: ignore[index,attr-defined]  # JSON


def test_all_forms_at_once_belong_together(shell: Shell) -> None:
    """The forms of one certificate would be called strangers to each other."""
    shell.write("a.bt.xml", papers().grown)
    told = shell.verify("a.xml", "a.pdf", "a.qr.txt", "a.bt.xml", "--json")
    assert (told.code, told.err) == (0, "")
    assert [one["ok"] for one in told.reports] == [True] * 4
    assert {one["number"] for one in told.reports} == {clearance().number}
    grown = told.reports[3]
    assert (grown["level"], grown["signer"]) == ("B-T", "Test signer")
    assert grown["proven_at"] is not None


def test_a_seal_is_taken_from_the_command_line_and_from_standard_input(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who has scanned a code would have to make a file of it."""
    told = shell.verify(papers().seal)
    assert (told.code, told.out.partition(":")[0]) == (0, "seal")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(papers().seal.encode())))
    assert shell.verify("-").out.startswith("-: valid")


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("a.seal.txt", others().seal.encode(), "number"),
        ("a.twin.pdf", others().pdf, "number"),
        ("b.seal.txt", reissued().seal.encode(), "digest"),
        ("b.pdf", reissued().pdf, "digest"),
    ],
)
def test_forms_of_two_certificates_are_found(
    shell: Shell, name: str, content: bytes, detail: str
) -> None:
    """The code of another certificate, pasted in, is valid by itself."""
    shell.write(name, content)
    told = shell.verify("a.xml", name)
    assert told.code == 1
    assert told.out.count(": valid") == 2
    assert told.err.startswith(f"a.xml, {name}: not of one certificate: ")
    found = shell.verify("a.xml", name, "--json").reports[-1]
    assert (found["file"], found["ok"]) == (f"a.xml, {name}", False)
    assert (found["check"], found["detail"]) == ("together", detail)


def test_two_certificates_under_two_names_are_two_certificates(shell: Shell) -> None:
    """A batch could not be verified at once."""
    shell.write("b.xml", others().xml)
    assert shell.verify("a.xml", "b.xml").code == 0


def damaged(data: bytes) -> bytes:
    place = data.index(b"GRANTED") if b"GRANTED" in data else len(data) // 2
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


@pytest.mark.parametrize("name", ["a.xml", "a.pdf", "a.qr.txt"])
def test_a_changed_byte_is_one_clear_sentence(shell: Shell, name: str) -> None:
    """A forgery would pass, or be explained by a code word alone."""
    shell.write(name, damaged((shell.folder / name).read_bytes()))
    told = shell.verify(name)
    assert told.code == 1
    assert told.out.startswith(f"{name}: invalid")
    *_, english, persian = told.out.splitlines()
    assert english.strip().endswith(".")
    assert "؀" < persian.strip()[0] <= "ۿ"
    report = shell.verify(name, "--json").reports[0]
    assert report["ok"] is False
    assert report["says"]
    assert report["number"] is None


def gigabyte(path: Path) -> None:
    """Make a file of 2^30 octets that takes no room."""
    path.write_bytes(b"<")
    os.truncate(path, 2**30)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "The file is empty."),
        (lambda path: path.mkdir(), "This is a folder."),
        (os.mkfifo, "This is a pipe or a device"),
        (lambda path: path.symlink_to("/dev/zero"), "This is a pipe or a device"),
        (lambda path: path.symlink_to(path), "The file cannot be read."),
        (lambda path: None, "There is no such file."),
        (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(999)), "This is an image."),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "This is an archive."),
        (lambda path: path.write_bytes(b"hello"), "This is no document of ours."),
        (gigabyte, "larger than any document"),
    ],
    ids=[
        "empty",
        "folder",
        "fifo",
        "device",
        "loop",
        "missing",
        "jpeg",
        "zip",
        "other",
        "gigabyte",
    ],
)
def test_what_is_no_document_is_one_clear_line(shell: Shell, make: object, said: str) -> None:
    """A wrong file would be waited for, read for ever, or end in a traceback."""
    assert callable(make)
    make(shell.folder / "some")
    told = shell.verify("some")
    assert (told.code, told.out) == (2, "")
    (line,) = told.err.splitlines()
    assert line.startswith("some: unreadable: ")
    assert said in line
    (report,) = shell.verify("some", "--json").reports
    assert (report["file"], report["ok"]) == ("some", False)


def test_a_file_that_may_not_be_read_is_one_clear_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing permission would look like a missing file."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("hub.cli.sources.os.open", refused)
    assert "no permission" in shell.verify("a.xml").err


@pytest.mark.parametrize("name", ["\0", "x" * 5000, "\udcff.xml", "\x1b[2J.xml", "[/red].xml"])
def test_a_strange_name_harms_nobody(shell: Shell, name: str) -> None:
    """A file's name could clear a terminal, or make a traceback."""
    told = shell.verify(name)
    assert told.code == 2
    assert "\x1b" not in told.err
    assert len(told.err.splitlines()) == 1


def test_a_cut_off_document_is_invalid_in_every_form(shell: Shell) -> None:
    """Half a download would pass, or be a traceback."""
    for name in ("a.xml", "a.pdf", "a.qr.txt"):
        whole = (shell.folder / name).read_bytes()
        for part in (3, 2, 1.01):
            shell.write("cut", whole[: int(len(whole) / part)])
            assert shell.verify("cut").code in {1, 2}


def test_the_worst_of_many_is_the_exit_code(shell: Shell) -> None:
    """One bad document would hide among good ones."""
    shell.write("bad.xml", damaged(papers().xml))
    assert shell.verify("a.xml", "bad.xml").code == 1
    assert shell.verify("a.xml", "bad.xml", "nowhere").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.xml", "--trust", "nowhere.pem"), "--trust"),
        (("a.xml", "--trust", "a.xml"), "--trust"),
        (("a.qr.txt", "--keys", "nowhere.json"), "--keys"),
        (("a.qr.txt", "--keys", "a.xml"), "not-json"),
        (("a.xml", "--crl", "a.xml"), "--crl a.xml: no certificate revocation list"),
        (("a.xml", "--ocsp", "a.xml"), "--ocsp a.xml: no OCSP response"),
        (("a.xml", "--crl", "nowhere"), "--crl nowhere: There is no such file."),
        (("a.xml", "--status", "a.xml"), "--status a.xml: "),
        (("a.xml", "--status", "nowhere"), "--status nowhere: There is no such file."),
        (("a.xml", "--at", "yesterday"), "--at yesterday"),
    ],
)
def test_what_to_judge_by_is_named_when_it_is_wrong(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    """A wrong option would look like a forged certificate."""
    told = shell.verify(*words, at=() if "--at" in words else AT)
    assert (told.code, told.out) == (2, "")
    (line,) = told.err.splitlines()
    assert line.startswith("peyvand: ")
    assert said in line


def test_anchors_and_keys_are_found_beside_each_other(shell: Shell) -> None:
    """Whoever keeps documents and keys apart would have to name each file."""
    kept = shell.folder / "kept"
    kept.mkdir()
    for name in ("trust.pem", "keys.json"):
        (shell.folder / name).rename(kept / name)
    assert shell.verify("a.qr.txt").code == 2
    assert shell.verify("a.qr.txt", "a.xml", "--trust", "kept/trust.pem").code == 0


def test_a_signer_whose_key_nobody_published_is_told_apart(shell: Shell) -> None:
    """Whoever an anchor certifies, for whatever end, could issue a clearance or void a list."""
    stranger = world().issue("Somebody else").signer()
    shell.write("forged.xml", sign(prepare(clearance()), stranger, NOW).xml)
    empty = prepare_status_list(StatusList("peyvand", 9, NOW, LATER + timedelta(days=1), ()))
    shell.write("empty.xml", sign(empty, stranger, NOW).xml)
    told = shell.verify("forged.xml")
    assert told.code == 1
    assert "not among the issuer's published keys" in told.out
    told = shell.verify("a.xml", "--status", "empty.xml")
    assert (told.code, "not among the issuer's published keys" in told.err) == (2, True)
    (shell.folder / "keys.json").rename(shell.folder / "elsewhere.json")
    told = shell.verify("forged.xml")
    assert (told.code, "chain published-keys-not-given" in told.out) == (0, True)
    assert shell.verify("forged.xml", "--keys", "elsewhere.json").code == 1
    assert shell.verify("a.xml", "--keys", "elsewhere.json").code == 0
    assert shell.verify("a.xml", "--keys", "nowhere.json").code == 2


def test_a_revocation_list_is_judged_by(shell: Shell) -> None:
    """A mirrored CRL would be given and not looked at."""
    house = world()
    good = house.crls(LATER)
    bad = house.crls(LATER, revoked={house.leaf.certificate.serial_number: NOW})
    assert shell.verify("a.xml", "--require-revocation").code == 1
    for crls, code in ((good, 0), (bad, 1)):
        words = [f"--crl={shell.write(f'{place}.crl', der)}" for place, der in enumerate(crls)]
        told = shell.verify("a.xml", "--require-revocation", *words)
        assert told.code == code, told
    response = shell.write("good.ocsp", house.ocsp(LATER))
    told = shell.verify("a.xml", "--ocsp", response)
    assert "not-checked" not in told.out.partition("revocation")[2].partition("\n")[0]


def test_a_status_list_is_judged_by(shell: Shell) -> None:
    """A revoked certificate would pass though the list is at hand."""
    listed = shell.write("status.xml", status_list())
    told = shell.verify("a.xml", "a.pdf", "a.qr.txt", "--status", listed, "--json")
    assert told.code == 1
    assert [one["checks"][-1]["detail"] for one in told.reports] == ["revoked"] * 3  # type: ignore[index]  # JSON
    early = (NOW.replace(minute=40)).isoformat()
    assert shell.verify("a.xml", "--status", listed, at=("--at", early)).code == 0


def test_a_bar_shows_on_a_terminal_when_it_takes_long(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person with a thousand files would not know whether anything happens."""
    assert "Verifying" not in shell.verify("a.xml", "a.pdf").err
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    assert "Verifying" not in shell.verify("a.xml", "a.pdf").err
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "Verifying" in shell.verify("a.xml", "a.pdf").err


def test_a_terminal_without_persian_is_no_error(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal of another alphabet would end the report in a traceback."""
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert shell.verify("a.xml").code == 0
