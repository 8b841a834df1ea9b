"""The contracts on disk, loaded and compiled once: WSDL and XSD, ours and the agencies'."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from lxml import etree

ROOT = Path(__file__).parent


@cache
def text_of(relative: str) -> bytes:
    """Return the contract file at ``relative`` (below ``schemas/``) as it stands."""
    return (ROOT / relative).read_bytes()


@cache
def xsd(relative: str) -> etree.XMLSchema:
    """Return the compiled XSD at ``relative``; its imports are read from beside it, never a net."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    return etree.XMLSchema(etree.parse(str(ROOT / relative), parser))


class SchemaError(NamedTuple):
    """What libxml2 found first: its name for the rule, and the XPath of the element."""

    rule: str
    path: str


def first_error(schema: etree.XMLSchema) -> SchemaError:
    """Return the first error of the validation that ``schema`` has just refused."""
    entry = cast("Any", schema.error_log)[0]
    return SchemaError(entry.type_name, entry.path or "")
