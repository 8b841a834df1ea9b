"""The contracts on disk, loaded and compiled once: WSDL and XSD, ours and the agencies'."""

from functools import cache
from pathlib import Path

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
