"""Minutes on paper forms, and an electronic clearance that a voided form may name."""

from itertools import count
from typing import Any

from hub.store.database import Database
from schemas.canonical import verhoeff
from schemas.canonical.certificate import CertificateNumber, parse_certificate_number
from tests.kit.messages import number

_SERIALS = count(9_000_001)
_ISSUE = """
WITH found AS (
    INSERT INTO cases (id, consumer, message_id, duty, request, request_digest, received_at, due_on,
                       state)
    VALUES (%(case)s, 'sso-services', %(number)s, %(kind)s, '', sha256(''), now(), current_date,
            'answered')
    RETURNING id
)
INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until)
SELECT %(number)s, id, %(kind)s, '', sha256(''), now(), now() FROM found
"""


def numbered(prefix: str = "38") -> CertificateNumber:
    """Return a sound number of a certificate, which nobody need have issued."""
    serial = f"{prefix}-1405-{next(_SERIALS):010d}"
    return parse_certificate_number(f"{serial}-{verhoeff.check_digit(serial.replace('-', ''))}")


async def issued(
    database: Database, kind: str = "article38", prefix: str = "38"
) -> CertificateNumber:
    """Return the number of a certificate that stands in the store, without a document."""
    found = numbered(prefix)
    case = number(next(_SERIALS))
    await database.rows(_ISSUE, {"case": case, "number": found, "kind": kind})
    return found


def line(act: str, first: str, last: str | None = None, **more: str) -> dict[str, Any]:
    """Return a line of minutes."""
    return {"act": act, "first": first, **({"last": last} if last else {}), **more}


def minute(number: str, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return minutes of a branch."""
    return {
        "number": number,
        "day": "1399/09/20",
        "province": "07",
        "branch": "0210",
        "signed_by": ["branch-head"],
        "lines": [*lines],
        **changes,
    }


def delivered(**changes: Any) -> dict[str, Any]:
    """Return the delivery of a million forms, a while before the switch."""
    book = line("delivered", "AB0000001", "AB1000000")
    return minute("1", book, day="1399/01/10") | changes
