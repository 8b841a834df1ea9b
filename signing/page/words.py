"""Everything the page of a certificate says, in reading order, from its XML and nothing else."""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from lxml import etree

from schemas.canonical.certificate import NAMESPACE, Unit
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.text import persian_digits
from schemas.xml import XmlRefused, parse
from signing.page.blocks import Line, Prose, Row, Section, Table, Words
from signing.page.numerals import in_words
from signing.page.phrases import (
    Unspoken,
    day,
    entry,
    fixed,
    instant,
    label,
    moment,
    phrase,
    shown,
    title,
)

__all__ = ["Unspoken", "Words", "access_code", "issued_at", "words_of"]

_NS: Final = {"c": NAMESPACE}
_CODE_OCTETS: Final = 10
_GROUP: Final = 4
_PARTY: Final = {
    "GivenName": "given_name",
    "FamilyName": "family_name",
    "NationalId": "national_id",
    "BirthDate": "birth_date",
    "Name": "legal_name",
    "LegalId": "legal_id",
}
"""The elements of a party in the order in which a reader expects them, and their labels."""


def words_of(xml: bytes) -> Words:
    """Return everything the page says of the certificate in ``xml``, as it was issued.

    Digits are Persian, days both Jalali and Gregorian, times Tehran's, amounts also in words.

    Raises:
        Unspoken: no certificate, or a type, decision, role or fact that has no words yet.
    """
    root = _root(xml)
    kind = entry("types", _text(root, "Type"))
    number = _number(root)
    return Words(
        edition=fixed()["edition"],
        organization=tuple(fixed()["organization"]),
        title=tuple(kind["title"]),
        about=kind["about"],
        number=number.value,
        summary=_summary(root, kind),
        subject=(*_parties(root), _workshop(root), _unit(root)),
        facts=_facts(root),
        prose=(_reasons(root), _deed(root), _basis(root)),
        record=_record(root, xml),
        seal=(number, Row(label("access_code"), access_code(xml), code=True)),
        signature=label("signature"),
        notice=fixed()["notice"],
        page=fixed()["page"],
    )


def access_code(xml: bytes) -> str:
    """Return the code that opens the certificate together with its number.

    It is the first 80 bits of the SHA-256 of ``xml``, the certificate as it was issued, in base32
    (RFC 4648 section 6): sixteen letters and digits in groups of four.
    """
    text = b32encode(sha256(xml).digest()[:_CODE_OCTETS]).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def issued_at(xml: bytes) -> datetime:
    """Return the instant at which the certificate in ``xml`` says that it was issued."""
    return moment(_text(_root(xml), "Issued"))


def _root(xml: bytes) -> etree._Element:
    """Return the root of a certificate."""
    try:
        root = parse(xml)
    except XmlRefused as refused:
        raise Unspoken(refused.code) from refused
    if root.tag != f"{{{NAMESPACE}}}Certificate":
        raise Unspoken("root")
    return root


def _child(parent: etree._Element, name: str) -> etree._Element:
    """Return the only child called ``name``."""
    found = parent.findall(f"c:{name}", _NS)
    if len(found) != 1:
        raise Unspoken(name)
    return found[0]


def _text(parent: etree._Element, name: str) -> str:
    """Return the text of the only child called ``name``."""
    return _child(parent, name).text or ""


def _line(text: str | None) -> str:
    """Return ``text`` as one line of the page."""
    return shown((text or "").replace("\n", " "))


def _number(root: etree._Element) -> Row:
    """Return the certificate's number."""
    return Row(label("number"), persian_digits(_line(_text(root, "Number"))), code=True)


def _summary(root: etree._Element, kind: dict[str, Any]) -> tuple[Row, ...]:
    """Return number, times and decision."""
    verdict = entry("decisions", _text(root, "Decision"), kind)
    return (
        _number(root),
        *(
            Row(label(name), instant(str(at.get("jalali")), at.text or ""))
            for name, at in (
                ("issued", _child(root, "Issued")),
                ("valid_until", _child(root, "ValidUntil")),
            )
        ),
        Row(label("decision"), verdict),
    )


def _parties(root: etree._Element) -> tuple[Section, ...]:
    """Return a section for each party, titled by its role."""
    parties = _child(root, "Subject").findall("c:Party", _NS)
    return tuple(Section(title("roles", str(one.get("role"))), _party(one[0])) for one in parties)


def _party(person: etree._Element) -> tuple[Row, ...]:
    """Return what is known of a natural or legal person."""
    known = {name: person.find(f"c:{name}", _NS) for name in _PARTY}
    return tuple(
        Row(label(_PARTY[name]), _detail(name, element))
        for name, element in known.items()
        if element is not None
    )


def _detail(name: str, element: etree._Element) -> str:
    """Return one detail of a person: a day both ways, an identifier in Persian digits, a name."""
    if name == "BirthDate":
        return day(str(element.get("jalali")), element.text or "")
    line = _line(element.text)
    return persian_digits(line) if name.endswith("Id") else line


def _workshop(root: etree._Element) -> Section:
    """Return the workshop that the certificate is about."""
    workshop = _child(_child(root, "Subject"), "Workshop")
    return Section(
        title("sections", "workshop"),
        (
            Row(label("workshop_name"), _line(_text(workshop, "Name"))),
            Row(label("workshop_id"), persian_digits(_text(workshop, "WorkshopId"))),
            Row(label("branch"), persian_digits(_text(workshop, "Branch"))),
        ),
    )


def _facts(root: etree._Element) -> Table:
    """Return the table of facts."""
    facts = _child(root, "Facts").findall("c:Fact", _NS)
    lines = tuple(_fact(place, one) for place, one in enumerate(facts, 1))
    return Table(title("sections", "facts"), tuple(fixed()["columns"].values()), lines)


def _fact(place: int, fact: etree._Element) -> Line:
    """Return one fact; an agency without a name of its own stands under its code."""
    known = entry("facts", str(fact.get("name")))
    source = str(fact.get("source"))
    value, spelled = _value(fact, known)
    at = moment(str(fact.get("asOf")))
    return Line(
        ordinal=persian_digits(str(place)),
        label=known["fa"],
        value=value,
        spelled=spelled,
        source=fixed()["sources"].get(source, source),
        as_of=persian_digits(f"{jalali(tehran_day(at))} {at:%H:%M:%S}"),
    )


def _value(fact: etree._Element, known: dict[str, Any]) -> tuple[str, str]:
    """Return a fact's value, and its words when it is an amount of rials."""
    text = fact.text or ""
    if fact.get("unit") != Unit.RIALS:
        return known.get("values", {}).get(text) or persian_digits(_line(text)), ""
    if not (text.isascii() and text.isdigit()):
        raise Unspoken("amount")
    amount = f"{int(text):,}".replace(",", "٬")
    rials = persian_digits(phrase("rials", amount=amount))
    return rials, phrase("rials", amount=in_words(int(text)))


def _reasons(root: etree._Element) -> Prose:
    """Return the reasons, in Persian and in English."""
    reasons = _child(root, "Reasons").findall("c:Reason/c:Text", _NS)
    said = {lang: [one for one in reasons if one.get("lang") == lang] for lang in ("fa", "en")}
    return Prose(
        title("sections", "reasons"),
        tuple(_line(one.text) for one in said["fa"]),
        tuple(_line(one.text) for one in said["en"]),
    )


def _deed(root: etree._Element) -> Prose:
    """Return the text for the deed, or for the file where there is none."""
    first = _child(root, "Subject").find("c:Party", _NS)
    role = "" if first is None else str(first.get("role"))
    heading = title("deeds", role) if role in fixed()["deeds"] else title("sections", "deed")
    return Prose(heading, _paragraphs(_text(root, "DeedText")))


def _basis(root: etree._Element) -> Prose:
    """Return what the certificate rests on, under its article."""
    basis = _child(root, "LegalBasis")
    fa, en = title("sections", "basis")
    article = phrase("article", article=persian_digits(str(basis.get("article"))))
    return Prose((f"{fa}: {article}", en), _paragraphs(basis.text or ""))


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text that are not blank."""
    return tuple(line.strip() for line in shown(text).split("\n") if line.strip())


def _unit(root: etree._Element) -> Section:
    """Return the branch in whose name the certificate was issued."""
    unit = _child(root, "IssuingUnit")
    return Section(
        title("sections", "unit"),
        (
            Row(label("unit_name"), _line(unit.text)),
            Row(label("branch"), persian_digits(str(unit.get("branch")))),
        ),
    )


def _record(root: etree._Element, xml: bytes) -> Section:
    """Return the case, and the digests that tie the page to what it rests on."""
    return Section(
        title("sections", "record"),
        (
            Row(label("case"), _line(_text(root, "Case")), code=True),
            Row(label("dossier_digest"), _line(_text(root, "DossierDigest")), code=True),
            Row(label("xml_digest"), sha256(xml).hexdigest(), code=True),
        ),
    )
