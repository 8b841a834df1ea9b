"""The registry's words: the result of ``InquirySpecialByNationalCode``."""

from dataclasses import dataclass

from lxml import etree

from adapters.base.errors import AgencyBrokeContract

AGENCY = "legal_person_registry"

_TYPES = "{http://schemas.datacontract.org/2004/07/ilenc.NationalCodeWCF.LegalPersonService}"


@dataclass(frozen=True, slots=True)
class LegalPerson:
    """A legal person as the registry writes it; a nil or missing text is empty.

    ``name`` is as it was written, the others are without the blanks around them. A ``message``
    that is not empty stands in place of the data. ``register_date`` is Jalali, yyyy/mm/dd;
    ``state`` is None where it is missing.
    """

    message: str
    national_code: str
    name: str
    register_number: str
    register_date: str
    post_code: str
    state: int | None


def read(response: etree._Element) -> LegalPerson:
    """Return the result in a response that is valid against the XSD already."""
    if len(response) == 0 or len(response[0]) == 0:
        raise AgencyBrokeContract(AGENCY, "empty-answer")
    written = {child.tag.removeprefix(_TYPES): child.text or "" for child in response[0]}
    texts = {field: text.strip() for field, text in written.items()}
    state = texts.get("State")
    return LegalPerson(
        message=texts.get("Message", ""),
        national_code=texts.get("NationalCode", ""),
        name=written.get("Name", ""),
        register_number=texts.get("RegisterNumber", ""),
        register_date=texts.get("RegisterDate", ""),
        post_code=texts.get("PostCode", ""),
        state=None if state is None else int(state),
    )
