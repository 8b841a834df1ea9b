"""The reader of PDFs: what it reads, and what it refuses before it costs much."""

import zlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.verify.pdf.attachment import attachments
from signing.verify.pdf.file import MAX_BYTES, MAX_ENTRIES, MAX_REVISIONS, read_file
from signing.verify.pdf.objects import MAX_DEPTH, MAX_ITEMS, Ref, Scanner, Value
from signing.verify.report import Refused

HEADER = b"%PDF-1.7\n"


def read(text: bytes) -> Value:
    """Return the one value in ``text``; String objects as their octets."""
    return _plain(Scanner(text, 0).value())


def _plain(value: Value) -> Value:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.value if hasattr(value, "value") and hasattr(value, "start") else value


def refusal(data: bytes) -> str:
    """Return why ``data`` is refused as a file."""
    with pytest.raises(Refused) as refused:
        read_file(data)
    assert refused.value.check == "well-formed"
    return refused.value.detail


def document(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF with these objects, numbered from 1, the first of them the catalog."""
    data, offsets = HEADER, []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, entries)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return data + b"startxref\n%d\n%%%%EOF\n" % table


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"null", None),
        (b"true", True),
        (b"-12", -12),
        (b"+.5", Decimal("0.5")),
        (b"595.2756", Decimal("595.2756")),
        (b"/A#42c", "ABc"),
        (b"12 0 R", Ref(12)),
        (b"(a\\(b\\051(c)\\\\\\n\\\n\\0501)", b"a(b)(c)\\\n(1"),
        (b"<4a4B 5>", b"JKP"),
        (b"[1 0 R 2 0]", [Ref(1), 2, 0]),
        (b"<</A<</B[/C(d)]>>/E 1>>", {"A": {"B": ["C", b"d"]}, "E": 1}),
    ],
)
def test_values(text: bytes, value: Value) -> None:
    """An object would be read as something else than other readers see (ISO 32000-2, 7.3)."""
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<<",
        b"[1",
        b"(a",
        b"<4g>",
        b"/",
        b"truefalse",
        b"1x",
        b"% c\n1",
        b"<</A 1/A 2>>",
        b"<<1 2>>",
        b">>",
        b"\\",
    ],
)
def test_what_readers_differ_on_is_refused(text: bytes) -> None:
    """Two readers would see two documents in one file."""
    with pytest.raises(Refused):
        read(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=30,
    )
)
def test_nested_values_come_back(value: Value) -> None:
    """A part of an object would be lost or put elsewhere."""

    def written(one: Value) -> bytes:
        if isinstance(one, list):
            return b"[%s]" % b" ".join(map(written, one))
        names = {None: b"null", True: b"true", False: b"false"}
        return names[one] if one is None or isinstance(one, bool) else b"%d" % one

    assert read(written(value)) == value


def test_deep_and_endless_objects_are_refused() -> None:
    """A small file would take all the memory, or end the process by its depth."""
    for text in (b"[" * 100_000, b"[" + b"1 " * (MAX_ITEMS + 1) + b"]", b"<</A" * (MAX_DEPTH + 2)):
        with pytest.raises(Refused, match="too-many-objects"):
            read(text)


def test_files_that_are_none_are_refused_at_once() -> None:
    """Time would be spent on what can never be a certificate."""
    assert refusal(bytes(MAX_BYTES + 1)) == "too-large"
    assert refusal(b"") == "not-a-pdf"
    assert refusal(b"\n" + document(b"<<>>")) == "not-a-pdf"
    assert refusal(document(b"<<>>", trailer=b"/Encrypt 2 0 R")) == "encrypted"
    assert refusal(document(b"<<>>")[:-3]) == "truncated"
    assert refusal(document(b"<<>>", trailer=b"/XRefStm 9")) == "cross-reference"


def test_tables_are_bounded_and_lead_backward() -> None:
    """A table of millions, or a chain in a circle, would never end."""
    size = MAX_ENTRIES + 1
    table = b"xref\n0 %d\n" % size + b"0000000000 65535 f \n" * size
    end = b"trailer\n<< /Size 1 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    assert refusal(HEADER + table + end) == "too-many-objects"
    whole = document(b"<<>>")
    at = whole.index(b"xref\n")
    assert refusal(document(b"<<>>", trailer=b"/Prev %d" % at)) == "cross-reference"


def test_revisions_are_bounded() -> None:
    """A file of a hundred thousand empty updates would be read one by one."""
    data = document(b"<<>>")
    for _ in range(MAX_REVISIONS):
        previous, table = data.rindex(b"xref\n0"), len(data)
        data += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R /Prev %d >>\n" % (
            previous
        )
        data += b"startxref\n%d\n%%%%EOF\n" % table
    assert refusal(data) == "cross-reference"


def _attached(
    packed: bytes, filters: bytes = b"/Filter/FlateDecode", name: bytes = b"certificate.xml"
) -> bytes:
    names = b"<</Names<</EmbeddedFiles<</Names[(%s) 2 0 R]>>>>>>" % name
    stream = b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(packed), filters, packed)
    return document(names, b"<</EF<</F 3 0 R>>>>", stream)


def _attachment_refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        attachments(read_file(data), 0)
    return f"{refused.value.check} {refused.value.detail}"


def test_the_attachment_is_read_whole() -> None:
    """The XML would not be the one that was attached."""
    for data in (_attached(zlib.compress(b"<a/>")), _attached(b"<a/>", b"")):
        assert attachments(read_file(data), 0) == {"certificate.xml": b"<a/>"}


def test_a_bomb_in_the_attachment_does_not_go_off() -> None:
    """A few kilobytes would unpack to gigabytes."""
    bomb = zlib.compress(bytes(64 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert _attachment_refusal(_attached(bomb)) == "attachment too-large"


def test_attachments_of_other_kinds_are_refused() -> None:
    """A file that nothing checks would travel under our signature."""
    assert _attachment_refusal(_attached(b"x", b"", b"other.exe")) == "attachment unknown-file"
    assert _attachment_refusal(_attached(b"x", b"/Filter/LZWDecode")) == "attachment filter"
    assert _attachment_refusal(_attached(b"x")) == "attachment unreadable"
    assert _attachment_refusal(document(b"<<>>")) == "attachment missing"


@pytest.mark.parametrize("hidden", [b"", b"anything\n", document(b"<< >>")])
def test_an_end_that_is_said_again_hides_nothing(hidden: bytes) -> None:
    """Any octets could stand behind a signed document that ends in a copy of its own last lines."""
    data = document(b"<< >>")
    end = data[data.rindex(b"startxref") :]
    assert read_file(data).last == 0
    assert refusal(data + hidden + end) == "octets-behind-the-end"
