"""What travels in the PDF: the certificate's XML as it was issued, and its seal."""

import zlib
from collections.abc import Mapping
from typing import Final

from schemas.xml import MAX_BYTES
from signing.verify.pdf.file import File
from signing.verify.pdf.objects import Ref, String, Value
from signing.verify.report import Refused

CERTIFICATE: Final = "certificate.xml"
SEAL: Final = "seal.txt"
_LARGEST: Final = {CERTIFICATE: MAX_BYTES, SEAL: 8_192}


def attachments(file: File, revision: int) -> Mapping[str, bytes]:
    """Return the files attached in ``revision`` by name (ISO 32000-2, clause 7.11.4).

    One is the certificate, the other may be its seal; any further one, and one that unpacks to
    more than it may hold, is refused (attachment).
    """
    files: dict[str, bytes] = {}
    names = _names(file, revision)
    if len(names) % 2:
        raise Refused("attachment", "unreadable")
    for name, specification in zip(names[::2], names[1::2], strict=True):
        key = name.value.decode("latin-1") if isinstance(name, String) else ""
        if key not in _LARGEST or key in files:
            raise Refused("attachment", "unknown-file")
        files[key] = _unpacked(file, specification, revision, _LARGEST[key])
    if CERTIFICATE not in files:
        raise Refused("attachment", "missing")
    return files


def _names(file: File, revision: int) -> list[Value]:
    """Return the name tree of embedded files, which has one node."""
    names = file.dictionary(file.root(revision).get("Names", {}), revision)
    tree = file.dictionary(names.get("EmbeddedFiles", {}), revision)
    return file.array(tree.get("Names", []), revision)


def _unpacked(file: File, specification: Value, revision: int, most: int) -> bytes:
    """Return the octets of an embedded file, at most ``most`` of them."""
    forms = file.dictionary(specification, revision).get("EF")
    reference = file.dictionary(forms, revision).get("F")
    found = file.read(reference.number, revision) if isinstance(reference, Ref) else None
    if found is None or found.octets is None or not isinstance(found.value, dict):
        raise Refused("attachment", "unreadable")
    if found.value.get("Filter") is None:
        octets = found.octets
    elif found.value.get("Filter") == "FlateDecode" and "DecodeParms" not in found.value:
        octets = _inflated(found.octets, most)
    else:
        raise Refused("attachment", "filter")
    if len(octets) > most:
        raise Refused("attachment", "too-large")
    return octets


def _inflated(packed: bytes, most: int) -> bytes:
    """Return what ``packed`` unpacks to, one octet more than ``most`` at the utmost."""
    unpacking = zlib.decompressobj()
    try:
        octets = unpacking.decompress(packed, most + 1)
    except zlib.error:
        raise Refused("attachment", "unreadable") from None
    if len(octets) <= most and not unpacking.eof:
        raise Refused("attachment", "unreadable")
    return octets
