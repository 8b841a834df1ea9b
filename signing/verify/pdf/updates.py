"""What came after the signature: time stamps and validation data, and nothing else whatever.

Each later revision must be one of two: a document time stamp in a field of its own, or an addition
to the document security store (ETSI EN 319 142-1, clauses 5.4.2 and 5.4.3). Every octet of it is
accounted for, every object it replaces is compared with what it replaces, so that no page, form
value, annotation, script or hidden object comes in (the incremental-saving and shadow attacks).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from schemas.canonical.validation import ValidationData
from signing.verify.longterm import Stamp
from signing.verify.pdf.file import File, Revision
from signing.verify.pdf.objects import Name, Ref, String, Value, alike
from signing.verify.pdf.signature import Covered, covered
from signing.verify.report import Refused

MAX_DATA: Final = 512
"""How many certificates, responses and lists a store may hold; some ten a year are added."""

_WHITE: Final = b"\x00\t\n\x0c\r "
_STORE: Final = {"Certs": "certificates", "OCSPs": "ocsp_responses", "CRLs": "crls"}
_FIELD: Final[Mapping[str, Value]] = {
    "FT": Name("Sig"),
    "Type": Name("Annot"),
    "Subtype": Name("Widget"),
    "F": 132,
    "Rect": [0, 0, 0, 0],
}
_STAMP: Final[Mapping[str, Value]] = {
    "Type": Name("DocTimeStamp"),
    "Filter": Name("Adobe.PPKLite"),
    "SubFilter": Name("ETSI.RFC3161"),
}
_STAMP_KEYS: Final = {*_STAMP, "Contents", "ByteRange"}


@dataclass(frozen=True, slots=True)
class Grown:
    """The stamps in their order, each with the data it covers first, and the data behind them."""

    stamps: tuple[Stamp, ...] = ()
    data: ValidationData = field(default_factory=ValidationData)


def read_updates(file: File, signed: Covered) -> Grown:
    """Return what was added to the document since it was signed; raises `Refused` (revisions)."""
    grown = Grown()
    for place in range(signed.revision + 1, len(file.revisions)):
        update = _Update(file, place, signed.page)
        update.check_frame()
        grown = update.stamped(grown) if update.changes_form() else update.stored(grown)
    return grown


@dataclass(frozen=True, slots=True)
class _Update:
    """One later revision, held against the one before it."""

    file: File
    place: int
    page: Ref

    def check_frame(self) -> None:
        """Check that the update is a list of objects and its table, with nothing in between."""
        now, before = (self.file.revisions[place] for place in (self.place, self.place - 1))
        _check_trailer(now, before)
        if now.freed - {0}:
            raise Refused("revisions", "object-removed")
        place = now.start
        for number in sorted(now.offsets, key=now.offsets.__getitem__):
            found = self.file.read(number, self.place)
            self._check_white(place, found.start)
            place = found.end
        self._check_white(place, now.table)

    def changes_form(self) -> bool:
        """Tell whether the form is another than before."""
        form = self.file.root(self.place - 1).get("AcroForm")
        return isinstance(form, Ref) and form.number in self.file.revisions[self.place].offsets

    def stamped(self, grown: Grown) -> Grown:
        """Return ``grown`` with the time stamp that this update must be."""
        form, fields = self._lengthened(self._before("AcroForm"), "Fields")
        page, notes = self._lengthened(self.page, "Annots")
        if notes[-1] != fields[-1]:
            raise Refused("revisions", "annotation")
        entries = self.file.dictionary(fields[-1], self.place)
        value, name = entries.get("V"), entries.get("T")
        if not isinstance(value, Ref) or not isinstance(name, String):
            raise Refused("revisions", "form-field")
        expected = {**_FIELD, "P": self.page, "V": value, "T": name}
        if not alike(entries, expected) or name.value != f"Timestamp{len(fields) - 1}".encode():
            raise Refused("revisions", "form-field")
        self._check_only(fields[-1], value, replaced={form, page})
        stamp = self.file.dictionary(value, self.place)
        if stamp != {**stamp, **_STAMP} or stamp.keys() != _STAMP_KEYS:
            raise Refused("revisions", "form-field")
        signed = covered(self.file, stamp, self.place, self.page)
        return Grown((*grown.stamps, Stamp(signed.contents, signed.digest, grown.data)))

    def stored(self, grown: Grown) -> Grown:
        """Return ``grown`` with the validation data that this update must be."""
        root, before = self.file.root(self.place), self.file.root(self.place - 1)
        store = root.get("DSS")
        if not isinstance(store, Ref) or not alike(root, {**before, "DSS": store}):
            raise Refused("revisions", "not-an-addition")
        first = "DSS" not in before
        held = {} if first else self.file.dictionary(store, self.place - 1)
        entries = self.file.dictionary(store, self.place)
        if entries.get("Type") != "DSS" or not entries.keys() <= {"Type", *_STORE}:
            raise Refused("revisions", "security-store")
        added = {key: self._added(entries.get(key, []), held.get(key, [])) for key in _STORE}
        fresh = [one for refs in added.values() for one in refs]
        catalog = self.file.revisions[self.place].trailer["Root"]
        self._check_only(
            *fresh, *([store] if first else []), replaced={catalog if first else store}
        )
        data = {_STORE[key]: tuple(map(self._datum, refs)) for key, refs in added.items()}
        return replace(grown, data=grown.data | ValidationData(**data))

    def _before(self, key: str) -> Value:
        return self.file.root(self.place - 1).get(key)

    def _lengthened(self, container: Value, key: str) -> tuple[Value, list[Value]]:
        """Return ``container`` and its list ``key``, which must be one longer and the same else."""
        before, now = (self.file.dictionary(container, at) for at in (self.place - 1, self.place))
        old, new = before.get(key), now.get(key)
        if not isinstance(old, list) or not isinstance(new, list):
            raise Refused("revisions", "not-an-addition")
        if not alike(now, {**before, key: [*old, *new[-1:]]}) or len(new) != len(old) + 1:
            raise Refused("revisions", "not-an-addition")
        return container, new

    def _added(self, now: Value, before: Value) -> list[Value]:
        """Return what a list of the store has more than before, all that was there kept."""
        if not isinstance(now, list) or not isinstance(before, list):
            raise Refused("revisions", "security-store")
        if now[: len(before)] != before or len(now) > MAX_DATA:
            raise Refused("revisions", "security-store")
        return now[len(before) :]

    def _datum(self, reference: Value) -> bytes:
        """Return the octets of a stream that has a length and no filter."""
        found = self.file.read(reference.number, self.place) if isinstance(reference, Ref) else None
        if found is None or found.octets is None or found.value != {"Length": len(found.octets)}:
            raise Refused("revisions", "security-store")
        return found.octets

    def _check_only(self, *new: Value, replaced: set[Value]) -> None:
        """Check that the update holds these new objects, those replaced, and no others."""
        meant = [*new, *replaced]
        numbers = {one.number for one in meant if isinstance(one, Ref)}
        earlier = self.file.revisions[: self.place]
        known = {one for one in numbers if any(one in past.offsets for past in earlier)}
        if len(numbers) != len(meant) or numbers != self.file.revisions[self.place].offsets.keys():
            raise Refused("revisions", "other-objects")
        if known != {one.number for one in replaced if isinstance(one, Ref)}:
            raise Refused("revisions", "other-objects")

    def _check_white(self, start: int, end: int) -> None:
        """Check that only white space stands from ``start`` to ``end``."""
        if start > end or self.file.data[start:end].strip(_WHITE):
            raise Refused("revisions", "stray-octets")


def _check_trailer(now: Revision, before: Revision) -> None:
    """Check that the trailer says the same, of no fewer objects (ISO 32000-2, clause 7.5.5).

    Readers regard an object beyond Size as missing: with less a page would lose its content.
    """
    if any(now.trailer.get(key) != before.trailer.get(key) for key in ("Root", "Info")):
        raise Refused("revisions", "trailer")
    size, was = now.trailer.get("Size"), before.trailer.get("Size")
    numbers = (number + 1 for number in now.offsets)
    if type(size) is not int or type(was) is not int or size < max((was, *numbers)):
        raise Refused("revisions", "trailer")
