"""Magic inputs: projects, years and cursors with which the database always does the same."""

from dataclasses import dataclass

from simulators.kit.magic import by_key, columns

USER, PASSWORD = "peyvand", "sandbox"
CURRENT, CAPITAL = 1, 2
"""What a project is paid from."""
YEARS = (1402, 1403, 1404)
"""The years that have price lists."""
LISTS = {
    "01": "ابنیه",
    "02": "تأسیسات مکانیکی",
    "03": "تأسیسات برقی",
    "04": "راه، راه‌آهن و باند فرودگاه",
    "05": "انتقال و توزیع آب روستایی",
}
"""The fields of work of each year's base price lists, by code."""


@dataclass(frozen=True, slots=True)
class Magic:
    """An input, and what the database does when it is asked with it.

    ``result`` is the code it answers with; ``quirk`` names what is wrong with a right answer;
    ``delay`` is in seconds.
    """

    key: str
    text: str
    does: str
    result: int = 0
    quirk: str = ""
    delay: float = 0.0


PROJECTS = by_key(
    Magic("capital", "9980-110-001", "paid from money for capital assets"),
    Magic("current", "9980-220-001", "paid from current money", quirk="current"),
    Magic("unknown", "9980-330-001", "result 1: there is no such project", result=1),
    Magic("other-project", "9980-330-002", "answers with another project", quirk="other"),
    Magic("strange-credit", "9980-330-003", "paid from nobody knows what", quirk="credit"),
    Magic("no-project", "9980-330-004", "success, and no project", quirk="empty"),
    Magic("no-permission", "9980-330-005", "result 3: not for us", result=3),
    Magic("out-of-hours", "9980-330-006", "result 5: closed now", result=5),
    Magic("fault", "9980-330-007", "a SOAP Fault (Server)", quirk="fault"),
    Magic("slow", "9980-330-008", "the right answer after 3 seconds", delay=3.0),
)
"""Every magic project by its key."""
BAD_YEARS = by_key(
    Magic("none", "1390", "has no price lists", quirk="empty"),
    Magic("other-year", "1391", "has the lists of another year", quirk="other"),
    Magic("repeats", "1392", "has the same list twice", quirk="repeats"),
)
"""Every magic year by its key."""
CURSORS = by_key(
    Magic("repeats", "repeats", "the next page is this one", quirk="repeats"),
    Magic("back", "back", "the first page, whatever was seen before", quirk="back"),
    Magic("unsorted", "unsorted", "the latest change first", quirk="unsorted"),
    Magic("empty", "empty", "nothing, and a next page", quirk="empty"),
    Magic("message", "message", "a message stands where an amount should", quirk="Amount"),
    Magic("no-day", "no-day", "signed on a day that never was", quirk="SignDate"),
    Magic("no-party", "no-party", "the employer has no id", quirk="EmployerId"),
    Magic("no-kind", "no-kind", "the contractor is of no kind", quirk="ContractorKind"),
    Magic("no-state", "no-state", "in a state that nobody knows", quirk="State"),
    Magic("no-code", "no-code", "a contract without a code", quirk="ContractCode"),
    Magic("unfit", "unfit", "the subject turns its direction of writing", quirk="Subject"),
    Magic("tax-code", "tax-code", "a tax code of too many digits", quirk="TaxCode"),
    Magic("unborn", "unborn", "the revision before the first", quirk="Revision"),
    Magic("quota", "quota", "result 4: no more today", result=4),
    Magic("strange", "strange", "result 99, which nobody documented", result=99),
)
"""Every magic cursor by its key; their changes are numbered from 1."""
TWISTED = {
    "Amount": "در دست بررسی",
    "SignDate": "1403/12/31",
    "EmployerId": "نامشخص",
    "ContractorKind": "3",
    "State": "5",
    "ContractCode": "",
    "Subject": "ساختمان \u202eیرادا",
    "TaxCode": "4100000000001",
    "Revision": "0",
}
"""What stands in a field that is wrong on purpose."""


def table() -> str:
    """Return the magic inputs as people read them."""
    told = [("project", PROJECTS), ("year", BAD_YEARS), ("cursor", CURSORS)]
    lines = []
    for kind, magic in told:
        rows = [(one.key, one.text, one.does) for one in magic.values()]
        lines += columns((kind, "", "what the database does"), rows)
    return "\n".join(lines)
