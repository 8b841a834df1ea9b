"""What a published XSD lets a JSON body hold, as JSON Schema: its patterns, lengths and lists."""

from typing import Final

from lxml import etree

from hub.api.forms.contract import member_name
from hub.api.openapi.parts import Json
from schemas.contracts import text_of

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_DAY: Final = "JalaliDate"
_GREGORIAN: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def request_schema(xsd: str, element: str) -> Json:
    """Return the schema of the message ``element`` of the contract at ``xsd`` in JSON.

    The constructs are those that `hub.api.forms.contract.form_of` reads.
    """
    return _Contract(xsd).message(element)


class _Contract:
    """One XSD: its named types."""

    def __init__(self, xsd: str) -> None:
        schema = etree.fromstring(text_of(xsd))
        self._roots = {one.get("name"): one.get("type") for one in schema.findall(f"{_XS}element")}
        self._types = {one.get("name"): one for one in schema if one.tag != f"{_XS}element"}

    def message(self, element: str) -> Json:
        """Return the schema of a message."""
        return self._type(str(self._roots[element]))

    def _type(self, name: str) -> Json:
        if name == "xs:boolean":
            return {"type": "boolean"}
        definition = self._types[name]
        restriction = definition.find(f"{_XS}restriction")
        if restriction is not None:
            return _text(restriction, day=name == _DAY)
        choice = definition.find(f"{_XS}choice")
        return self._choice(choice) if choice is not None else self._sequence(definition)

    def _sequence(self, definition: etree._Element) -> Json:
        """Return an object with a member for each element of the sequence."""
        elements = definition.findall(f"{_XS}sequence/{_XS}element")
        return {
            **_documented(definition),
            "type": "object",
            "properties": {
                member_name(str(one.get("name"))): self._member(one) for one in elements
            },
            "required": [
                member_name(str(one.get("name"))) for one in elements if one.get("minOccurs") != "0"
            ],
            "additionalProperties": False,
        }

    def _choice(self, choice: etree._Element) -> Json:
        """Return an object with exactly one of the members."""
        members = {
            member_name(str(one.get("name"))): self._member(one)
            for one in choice.findall(f"{_XS}element")
        }
        return {
            "type": "object",
            "properties": members,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }

    def _member(self, element: etree._Element) -> Json:
        return {**self._type(str(element.get("type"))), **_documented(element)}


def _text(restriction: etree._Element, *, day: bool) -> Json:
    """Return a string with its pattern, its lengths or its list; a day may be Gregorian too."""
    found: Json = {"type": "string"}
    facets = {etree.QName(one).localname: str(one.get("value")) for one in restriction}
    if "pattern" in facets:
        pattern = f"({facets['pattern']})|({_GREGORIAN})" if day else facets["pattern"]
        found["pattern"] = f"^({pattern})$"
    for facet, name in (("minLength", "minLength"), ("maxLength", "maxLength")):
        if facet in facets:
            found[name] = int(facets[facet])
    if listed := [one.get("value") for one in restriction.findall(f"{_XS}enumeration")]:
        found["enum"] = listed
    if day:
        found["description"] = "A day, Jalali (1405/09/01) or Gregorian (2026-11-22)."
    return found


def _documented(element: etree._Element) -> Json:
    """Return what the contract says of a type or an element, which it says in Persian."""
    said = element.findtext(f"{_XS}annotation/{_XS}documentation")
    return {"description": said} if said else {}
