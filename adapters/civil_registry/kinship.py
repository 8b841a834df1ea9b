"""What no family can be: rows that contradict each other or nature are not facts; pure.

Every rule raises `AgencyBrokeContract` with its own code: a human has to look, and no dependent
is made of a registrar's slip.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from adapters.base.errors import AgencyBrokeContract
from adapters.civil_registry.wire import AGENCY
from schemas.canonical.identifiers import NationalId
from schemas.canonical.person import Relation, Relative

_PARENTS = {Relation.FATHER, Relation.MOTHER}


def refuse_strange(relatives: Iterable[Relative], person: NationalId, born: date) -> None:
    """Refuse a relative who cannot be one of ``person``, ``born`` on that day.

    ``own-relative``: he is the person himself. ``impossible-ages``: a child not younger, a parent
    not older than the person.
    """
    for relative in relatives:
        if relative.person.national_id == person:
            raise AgencyBrokeContract(AGENCY, "own-relative")
        if not _ages_fit(relative, born):
            raise AgencyBrokeContract(AGENCY, "impossible-ages")


def refuse_contradicting(relatives: Sequence[Relative]) -> None:
    """Refuse relatives who cannot all be: ``two-fathers``, ``two-mothers``, ``relative-twice``.

    Several spouses are possible, and so is one parent or none. The same person in two rows is
    not: the insured's spouse is not also his child.
    """
    relations = Counter(one.relation for one in relatives)
    for parent in sorted(_PARENTS):
        if relations[parent] > 1:
            raise AgencyBrokeContract(AGENCY, f"two-{parent}s")
    if len({one.person.national_id for one in relatives}) < len(relatives):
        raise AgencyBrokeContract(AGENCY, "relative-twice")


def _ages_fit(relative: Relative, born: date) -> bool:
    """Tell whether a relative's birth day can stand beside that of the person."""
    if relative.relation is Relation.CHILD:
        return relative.person.birth_date > born
    return relative.relation not in _PARENTS or relative.person.birth_date < born
