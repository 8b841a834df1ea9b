"""The one signature of a PDF and what it covers: everything up to the end of its revision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from signing.verify.der import take
from signing.verify.pdf.file import File
from signing.verify.pdf.objects import Name, Ref, String, Value
from signing.verify.report import Refused

_SEQUENCE: Final = 0x30
_KEYS: Final = frozenset(
    {"Type", "Filter", "SubFilter", "Contents", "ByteRange", "M", "Reason", "Reference"}
)
_TIME: Final = "D:%Y%m%d%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Covered:
    """A signature value (DER) and the SHA-256 of all octets of its revision but itself.

    ``revision`` is the place of the one that it ends, ``page`` the page its field lies on.
    """

    contents: bytes
    digest: bytes
    revision: int
    page: Ref


@dataclass(frozen=True, slots=True)
class Signature:
    """The document's own signature: what it covers, and the time it claims (UTC)."""

    signed: Covered
    claimed_time: datetime


def find_signature(file: File) -> Signature:
    """Return the only signature of the document; time stamps are not counted.

    Raises `Refused`: ``one-signature`` where there is none or a second one, ``revisions`` where
    it does not cover a whole revision.
    """
    found = [one for one in _values(file) if not _is_stamp(one[2])]
    if len(found) != 1:
        raise Refused("one-signature", "more-than-one" if found else "missing")
    ((field, reference, entries),) = found
    if not entries.keys() <= _KEYS or entries.get("Type") != "Sig":
        raise Refused("one-signature", "entries")
    if entries.get("SubFilter") != Name("ETSI.CAdES.detached"):
        raise Refused("one-signature", "sub-filter")
    page = field.get("P")
    if not isinstance(page, Ref):
        raise Refused("one-signature", "entries")
    revision = file.written_in(reference.number, file.last)
    return Signature(covered(file, entries, revision, page), _claimed_time(entries.get("M")))


def covered(file: File, entries: Mapping[str, Value], revision: int, page: Ref) -> Covered:
    """Return what the signature dictionary covers: its whole revision with all before it.

    The only gap is the signature's own value, written in one way (clause 12.8.1): DER in upper
    case hexadecimal, then zeros. Raises `Refused` (revisions).
    """
    contents, end = entries.get("Contents"), file.revisions[revision].end
    if not isinstance(contents, String):
        raise Refused("revisions", "byte-range")
    gap = (contents.start, contents.end)
    if entries.get("ByteRange") != [0, gap[0], gap[1], end - gap[1]]:
        raise Refused("revisions", "byte-range")
    digest = sha256(memoryview(file.data)[: gap[0]])
    digest.update(memoryview(file.data)[gap[1] : end])
    value = _without_padding(contents.value)
    room = gap[1] - gap[0] - 2
    if file.data[gap[0] + 1 : gap[1] - 1] != value.hex().upper().ljust(room, "0").encode():
        raise Refused("revisions", "contents")
    return Covered(value, digest.digest(), revision, page)


def _values(file: File) -> Iterator[tuple[dict[str, Value], Ref, dict[str, Value]]]:
    """Yield each filled signature field of the form: field, reference to its value, value."""
    root = file.root(file.last)
    form = file.dictionary(root.get("AcroForm", {}), file.last)
    for one in file.array(form.get("Fields", []), file.last):
        field = file.dictionary(one, file.last)
        value = field.get("V")
        if field.get("FT") == "Sig" and isinstance(value, Ref):
            yield field, value, file.dictionary(value, file.last)


def _is_stamp(entries: Mapping[str, Value]) -> bool:
    return entries.get("Type") == "DocTimeStamp"


def _without_padding(contents: bytes) -> bytes:
    """Return the one DER element at the start; what stands behind it is looked at elsewhere."""
    try:
        _, rest = take(_SEQUENCE, contents)
    except ValueError:
        raise Refused("revisions", "contents") from None
    return contents[: len(contents) - len(rest)]


def _claimed_time(value: Value) -> datetime:
    """Return the time in /M (clause 7.9.4), which is written in UTC alone."""
    try:
        if isinstance(value, String):
            return datetime.strptime(value.value.decode("ascii"), _TIME).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise Refused("one-signature", "time")
