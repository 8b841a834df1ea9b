"""What libxml2 found against a published contract, as a field and a rule without any value."""

import re

from lxml import etree

from hub.errors import SchemaViolation
from schemas.contracts import first_error

_RULES = {
    "SCHEMAV_CVC_PATTERN_VALID": "schema.pattern",
    "SCHEMAV_CVC_ENUMERATION_VALID": "schema.enumeration",
    "SCHEMAV_CVC_MINLENGTH_VALID": "schema.length",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "schema.length",
    "SCHEMAV_CVC_LENGTH_VALID": "schema.length",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "schema.type",
    "SCHEMAV_CVC_MININCLUSIVE_VALID": "schema.type",
    "SCHEMAV_ELEMENT_CONTENT": "schema.element",
    "SCHEMAV_CVC_ELT_1": "schema.element",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "schema.element",
    "SCHEMAV_CVC_TYPE_3_1_2": "schema.element",
    "SCHEMAV_CVC_TYPE_3_1_1": "schema.attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "schema.attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "schema.attribute",
}
_STEP = re.compile(r"(?:[^:/\[\]]+:)?(?P<name>[^:/\[\]]+)(?:\[(?P<index>\d+)\])?")
_LONGEST_FIELD = 200


def violation_of(document: etree._Element, schema: etree.XMLSchema) -> SchemaViolation | None:
    """Return the first thing in ``document`` (a root) that breaks ``schema``, or None.

    The field is a path of local names below the root, as the contract spells them.
    """
    if schema.validate(document):
        return None
    error = first_error(schema)
    return SchemaViolation(
        _RULES.get(error.rule, "schema.other"), field=_field(document, error.path)
    )


def _field(document: etree._Element, path: str) -> str:
    """Return libxml2's XPath as local names; it writes ``*[n]`` where a namespace has no prefix."""
    element, names = document, []
    for step in path.strip("/").split("/")[1:]:
        child = _child(element, step)
        if child is None:
            break
        element = child
        names.append(etree.QName(child).localname)
    return "/".join(names)[:_LONGEST_FIELD] or etree.QName(document).localname[:_LONGEST_FIELD]


def _child(element: etree._Element, step: str) -> etree._Element | None:
    """Return the child that one step of a path stands for."""
    match = _STEP.fullmatch(step)
    if match is None:
        return None
    children = [child for child in element if match["name"] in {"*", etree.QName(child).localname}]
    index = int(match["index"] or 1) - 1
    return children[index] if index < len(children) else None
