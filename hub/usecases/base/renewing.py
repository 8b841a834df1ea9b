"""An answer with the certificate that stands in the place of the one it was given with; pure."""

import re
from typing import Final

from hub.usecases.base.writing import element
from schemas.xml import parse
from signing.read import read_certificate

_TEXT: Final = re.compile(rb"<a:(DeedText|AnswerText)>[^<]*</a:\1>")
_OPENING: Final = b"<a:Certificate>"
_CLOSING: Final = b"</a:Certificate>"


def in_place(answer: bytes, document: bytes, supersedes: str) -> bytes:
    """Return a stored answer with ``document`` (XML) in the place of its certificate.

    The text for people is the new document's own, which names the old number, and so does the
    certificate's attribute; everything else, the receipt of that time among it, is as it was. An
    answer without a certificate stays as it is.
    """
    begins, ends = answer.find(_OPENING), answer.rfind(_CLOSING)
    if begins < 0 or ends < begins:
        return answer
    text = read_certificate(parse(document)).deed_text
    head = _TEXT.sub(lambda old: element(old[1].decode(), text), answer[:begins], count=1)
    return b'%b<a:Certificate supersedes="%b">%b%b' % (
        head,
        supersedes.encode(),
        document,
        answer[ends:],
    )
