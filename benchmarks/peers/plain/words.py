"""The messages of Article 37 as spyne's types; it makes the schema and libxml2 checks it."""

from spyne import Boolean, ComplexModel, Long, Unicode, XmlAttribute

NAMESPACE = "urn:peyvand:article37:1"


class _Words(ComplexModel):
    __namespace__ = NAMESPACE
    __abstract__ = True


def _required(pattern: str) -> type:
    return Unicode(pattern=pattern, min_occurs=1, nullable=False)


def _choice(*values: str) -> type:
    return Unicode(values=list(values), min_occurs=1, nullable=False)


_JALALI = _required("1[2-5][0-9]{2}/[0-9]{2}/[0-9]{2}")
_NAME = Unicode(min_len=1, max_len=100)


class NaturalParty(_Words):
    NationalId = _required("[0-9]{8,10}")
    BirthDate = _JALALI
    GivenName = _NAME
    FamilyName = _NAME


class LegalParty(_Words):
    LegalId = _required("[0-9]{11}")
    Name = _NAME


class Party(_Words):
    Natural = NaturalParty
    Legal = LegalParty


class RegisteredWorkshop(_Words):
    WorkshopId = _required("[0-9]{1,10}")
    Branch = _required("[0-9]{1,4}")


class LocatedWorkshop(_Words):
    PostalCode = _required("[0-9]{10}")
    Address = Unicode(min_len=5, max_len=500, min_occurs=1)


class Workshop(_Words):
    Registered = RegisteredWorkshop
    Located = LocatedWorkshop


class Transfer(_Words):
    Kind = _choice("definite", "conditional", "mortgage", "settlement", "lease")
    Registered = Boolean(min_occurs=1)
    Object = _choice("corpus", "benefits")


class InquireDebtRequest(_Words):
    NotaryOffice = _required("[0-9A-Za-z]{5}")
    RequestNumber = _required("[0-9A-Za-z/-]{1,50}")
    RequestDate = _JALALI
    Transfer = Transfer.customize(min_occurs=1)
    Transferor = Party.customize(min_occurs=1)
    Transferee = Party.customize(min_occurs=1)
    Workshop = Workshop.customize(min_occurs=1)


class Reason(_Words):
    """Its texts are elements of their own: spyne cannot write Persian beside an attribute."""

    Fa = Unicode
    En = Unicode
    code = XmlAttribute(Unicode)
    article = XmlAttribute(Unicode)


class Debt(_Words):
    Definite = Long
    Divisible = Long
    Indivisible = Long
    Total = Long
    PayAndProceed = Boolean


class InquireDebtResponse(_Words):
    CaseId = Unicode
    State = Unicode
    Decision = Unicode
    Reason = Reason.customize(max_occurs="unbounded")
    Debt = Debt
    DeedText = Unicode
    DueDate = Unicode
    Certificate = Unicode
    Receipt = Unicode
