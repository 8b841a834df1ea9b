"""Documents are cut out of an answer octet by octet, and what is wrong with them is noted."""

from hashlib import sha256
from pathlib import Path

from simulators.demo.papers import Papers, body, clear

NUMBER, RECEIPT_ID = "37-1405-0000000001-6", "00000000-0000-4000-8000-000000000001"


def certificate(text: str = "x") -> bytes:
    opening = f'<Certificate xmlns="urn:peyvand:certificate:1" Id="certificate-{NUMBER}">'
    return f"{opening}<DeedText>{text}</DeedText></Certificate>".encode()


def receipt(digest: str) -> bytes:
    answer = f"<AnswerDigest>{digest}</AnswerDigest>" if digest else ""
    opening = f'<Receipt xmlns="urn:peyvand:receipt:1" Id="receipt-{RECEIPT_ID}">'
    return f"{opening}{answer}</Receipt>".encode()


def envelope(*documents: bytes) -> bytes:
    inner = b"".join(documents)
    return b'<s:Envelope xmlns:s="urn:s"><s:Body Id="b"><a>%b</a></s:Body></s:Envelope>' % inner


def test_cut_out_exactly() -> None:
    """A document would not verify by itself once it is out of the envelope."""
    papers, whole = Papers(), certificate("کارگاه\n<b/>")
    names = papers.keep(envelope(whole, receipt(sha256(whole).hexdigest())))
    assert names == (NUMBER, RECEIPT_ID)
    assert papers.certificates == {NUMBER: whole}
    assert papers.problems == []


def test_pending_answer() -> None:
    """A receipt of a pending case would be missed, or taken for a wrong one."""
    papers = Papers()
    assert papers.keep(envelope(receipt(""))) == (RECEIPT_ID,)
    assert papers.problems == []


def test_receipt_of_another_certificate() -> None:
    """A receipt that proves another document would pass."""
    papers = Papers()
    papers.keep(envelope(certificate(), receipt(sha256(b"another").hexdigest())))
    assert len(papers.problems) == 1


def test_certificate_without_receipt() -> None:
    """An answer without a receipt would pass."""
    papers = Papers()
    papers.keep(envelope(certificate()))
    assert len(papers.problems) == 1


def test_receipt_of_a_lookup() -> None:
    """A lookup's receipt over another answer, or none at all, would pass."""
    papers = Papers()
    sound = receipt("ab")
    assert papers.keep_receipt(sound, answer_digest="ab") == RECEIPT_ID
    assert papers.receipts == {RECEIPT_ID: sound}
    assert papers.problems == []
    papers.keep_receipt(sound, answer_digest="cd")
    papers.keep_receipt(b"<Receipt/>", answer_digest="")
    assert len(papers.problems) == 2


def test_one_number_two_documents() -> None:
    """A number given twice would overwrite the first document unseen."""
    papers = Papers()
    for text in ("one", "other"):
        whole = certificate(text)
        papers.keep(envelope(whole, receipt("")))
    assert any("twice" in problem for problem in papers.problems)


def test_body_is_the_body() -> None:
    """Two answers would be compared with their timestamps, or not at all."""
    assert body(envelope(b"<x/>")) == b'<s:Body Id="b"><a><x/></a></s:Body>'
    assert body(b"<html/>") == b""


def test_clear_spares_strangers(tmp_path: Path) -> None:
    """The demonstration would delete what is not its own in a folder it is pointed at."""
    out = tmp_path / "out"
    papers = Papers()
    papers.keep(envelope(certificate(), receipt("")))
    papers.write(out, b"anchor")
    (out / "demo.json").write_text("{}")
    (out / "thesis.xml").write_text("<years/>")
    clear(out)
    assert [path.name for path in out.iterdir()] == ["thesis.xml"]


def test_written_beside_their_anchor(tmp_path: Path) -> None:
    """`peyvand verify FILE` would not find the trust anchor beside the file."""
    papers = Papers()
    papers.keep(envelope(certificate(), receipt("")))
    written = papers.write(tmp_path, b"anchor")
    assert [path.name for path in written] == [f"{NUMBER}.xml", f"{RECEIPT_ID}.xml"]
    assert all(path.with_name("trust.pem").read_bytes() == b"anchor" for path in written)
