"""Exclusive XML Canonicalization 1.0 without comments, by libxml2 (REC-xml-exc-c14n-20020718)."""

from collections.abc import Sequence
from typing import Final

from lxml import etree

EXCLUSIVE_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
XMLDSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
SHA256_DIGEST: Final = "http://www.w3.org/2001/04/xmlenc#sha256"


def canonical(element: etree._Element, inclusive_prefixes: Sequence[str] = ()) -> bytes:
    """Return the exclusive canonical form (UTF-8) of ``element`` and all below it.

    ``inclusive_prefixes`` is the InclusiveNamespaces PrefixList (section 3). Comments and the
    text behind ``element`` are not part of the form.
    """
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=False,
        inclusive_ns_prefixes=inclusive_prefixes or None,
    )
