"""What is known of a contract when its premium is reckoned; None is what nobody has told yet.

Social Security Act, Articles 38, 41, 47 and 100. Amounts are whole rials, shares exact fractions.
What the table of coefficients asks for and is None stops the reckoning; nothing is taken for told.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from schemas.canonical.identifiers import BranchCode, ContractRow
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject


class Place(StrEnum):
    """Where the work is done."""

    INSIDE = "inside"
    PARTLY_ABROAD = "partly-abroad"
    ABROAD = "abroad"


class Performance(StrEnum):
    """How: in a head office or fixed workshop that can be inspected, dispersed, or by one alone."""

    CENTRAL = "central"
    DISPERSED = "dispersed"
    ALONE = "alone"


class Person(StrEnum):
    """What the contractor is."""

    NATURAL = "natural"
    LEGAL = "legal"


class MainContract(StrEnum):
    """What this one is a sub-contract of, by the row of that one, or that it is none."""

    NONE = "none"
    CIVIL_EXECUTIVE = "civil-executive"
    CIVIL_CONSULTANT = "civil-consultant"
    CIVIL_WAGE_ONLY = "civil-wage-only"
    NON_CIVIL = "non-civil"


class SpecialEmployer(StrEnum):
    """Assigners whose works are civil without the state's capital-asset money."""

    NONE = "none"
    DEFENCE_INDUSTRIES = "defence-industries"
    ASTAN_QUDS_SANCTUARY = "astan-quds-sanctuary"
    LAND_PREPARATION = "land-preparation"
    DEFENCE_MINISTRY_BUILDING = "defence-ministry-building"
    SSO_BUILDING = "sso-building"


class BookStatus(StrEnum):
    """What became of the inspection of the contractor's legal books."""

    INSPECTED = "inspected"
    NOT_INSPECTED = "not-inspected"
    BLANK = "blank"
    REFUSED = "refused"


class By(StrEnum):
    """Who of the two provides something."""

    CONTRACTOR = "contractor"
    BOTH = "both"
    ASSIGNER = "assigner"
    NONE = "none"


class Papers(StrEnum):
    """In whose name the customs papers are."""

    CONTRACTOR = "contractor"
    ASSIGNER = "assigner"
    NONE = "none"


class Goods(StrEnum):
    """Where sold goods come from."""

    DOMESTIC = "domestic"
    IMPORTED = "imported"
    OWN_WORKSHOP = "own-workshop"


class Drivers(StrEnum):
    """Who drives: one owner alone, owners, employed drivers, or owners and employed ones."""

    SINGLE_OWNER = "single-owner"
    OWNERS = "owners"
    EMPLOYED = "employed"
    MIXED = "mixed"


class SpaceOwner(StrEnum):
    """Whose advertising space is hired."""

    MUNICIPALITY = "municipality"
    BEAUTIFICATION = "beautification"
    HOUSING = "housing"
    OTHER = "other"


class Form(StrEnum):
    """Under which article a sub-contractor's own premium was reckoned."""

    ARTICLE41 = "article41"
    ARTICLE47 = "article47"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract itself; ``main`` says what it is a sub-contract of."""

    place: Place | None = None
    assigner_iranian: bool | None = None
    main: MainContract | None = None
    price_list: bool | None = None
    type_terms: bool | None = None
    capital_funds: bool | None = None
    special_employer: SpecialEmployer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """The contractor and how he works; ``sole_*`` speak of the natural person who works alone."""

    person: Person | None = None
    iranian: bool | None = None
    expatriate_staff: bool | None = None
    performance: Performance | None = None
    sole_in_text: bool | None = None
    sole_certified: bool | None = None
    sole_inspected: bool | None = None
    active_around: bool | None = None
    own_premises: bool | None = None
    licence_matches: bool | None = None
    articles_match: bool | None = None
    central_staff: bool | None = None
    lists_filed: bool | None = None
    inspected: bool | None = None
    science_confirmed: bool | None = None
    research_body: bool | None = None
    state_body: bool | None = None
    other_fund: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The inspection of the legal books; ``listed_amount`` is the contract's there."""

    status: BookStatus | None = None
    contract_listed: bool | None = None
    continuing: bool | None = None
    listed_amount: Rials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One part of the work whose amount is stated apart; a contract of one kind has one part.

    ``gross`` is the gross turnover (ناخالص کارکرد). ``contractor_materials`` has the contractor's
    equipment in it where the work has any. Of the others, each kind of work asks for a few.
    """

    code: str
    subject: Subject
    gross: Rials
    materials_by: By | None = None
    contractor_materials: Rials | None = None
    assigner_materials: Rials | None = None
    assigner_materials_certified: bool | None = None
    exclusive_materials: bool | None = None
    machinery_by: By | None = None
    mechanical: Rials | None = None
    manual: Rials | None = None
    split_certified: bool | None = None
    customs_papers: Papers | None = None
    customs_confirmed: bool | None = None
    customs_base: Rials | None = None
    domestic_equipment: Rials | None = None
    goods: Goods | None = None
    extra_work: bool | None = None
    equipment_by_contractor: bool | None = None
    amounts_separated: bool | None = None
    equipment: Rials | None = None
    initial_gross: Rials | None = None
    initial_equipment: Rials | None = None
    by_workshop_staff: bool | None = None
    listed_trade: bool | None = None
    trade_needs_premises: bool | None = None
    named_performers: bool | None = None
    with_crew: bool | None = None
    drivers: Drivers | None = None
    drivers_insured: bool | None = None
    drivers_separated: bool | None = None
    employed_drivers: Rials | None = None
    explosives_by_contractor: bool | None = None
    contractor_share: Rials | None = None
    exemption_confirmed: bool | None = None
    exempt_share: Fraction | None = None
    supplies_by_contractor: bool | None = None
    evaporation: Rials | None = None
    manpower_by: By | None = None
    manpower_recorded: bool | None = None
    assigner_manpower: Rials | None = None
    hospital_share: Rials | None = None
    space_owner: SpaceOwner | None = None
    rent: Rials | None = None


@dataclass(frozen=True, slots=True)
class ListTotals:
    """The wage lists of some months: how many, their wages, premium and unemployment insurance."""

    number: int
    wages: Rials
    premium: Rials
    unemployment: Rials


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Lists under the contract's row: of its period, of other months, of the sub-contractors.

    ``central`` says that they were filed with the head office's.
    """

    within: ListTotals | None = None
    outside: ListTotals | None = None
    subcontractors: ListTotals | None = None
    central: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubContract:
    """A sub-contract; ``part`` is the code of the part of the work that it did.

    ``matches``: subject, period and total are the main contract's. ``paid`` is its whole premium.
    ``row`` and ``branch`` are its own contract row, where it is told.
    """

    part: str
    form: Form
    turnover: Rials
    paid: Rials
    matches: bool | None = None
    confirmed: bool | None = None
    cleared: bool | None = None
    row: ContractRow | None = None
    branch: BranchCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of one contract."""

    contract: Contract
    contractor: Contractor
    work: tuple[Work, ...]
    lists: Lists = Lists()
    books: Books = Books()
    subcontracts: tuple[SubContract, ...] | None = None
