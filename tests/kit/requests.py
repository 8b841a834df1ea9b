"""Requests as a consumer's programme writes them, from their fields by path."""

from collections.abc import Mapping
from typing import cast

from lxml import etree

from schemas.xml import parse


def request(
    namespace: str, name: str, fields: Mapping[str, str], prefix: str | None = "a"
) -> etree._Element:
    """Return the element ``name`` with these ``fields``, in their order."""
    spaces: dict[str | None, str] = {prefix: namespace}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=cast("dict[str, str]", spaces))
    for path, text in fields.items():
        element = root
        *groups, leaf = path.split("/")
        for group in groups:
            found = element.find(f"{{{namespace}}}{group}")
            element = (
                etree.SubElement(element, f"{{{namespace}}}{group}") if found is None else found
            )
        etree.SubElement(element, f"{{{namespace}}}{leaf}").text = text
    return parse(etree.tostring(root, encoding="utf-8"))
