"""Forms of one certificate are held against each other, and forms of two are found."""

import pytest

from signing.verify.report import Refused
from signing.verify.seal import check_seal_of
from signing.verify.together import check_together, traits_of
from tests.vectors.certificates.papers import others, papers, reissued


def test_the_forms_of_one_certificate_belong_together() -> None:
    """Sound papers would be called a forgery."""
    mine = papers()
    forms = (
        mine.xml,
        mine.grown,
        mine.pdf,
        mine.seal.encode(),
        b"\xef\xbb\xbf" + mine.seal.encode(),
    )
    check_together([traits_of(one) for one in forms])
    check_together([])


@pytest.mark.parametrize("form", ["xml", "pdf", "seal"])
@pytest.mark.parametrize(("other", "rule"), [(others(), "number"), (reissued(), "digest")])
def test_a_form_of_another_certificate_is_found(form: str, other: object, rule: str) -> None:
    """The code, or the page, of another certificate would be shown with this one's XML."""
    strange = getattr(other, form)
    octets = strange.encode() if isinstance(strange, str) else strange
    for mine in (papers().xml, papers().grown, papers().pdf, papers().seal.encode()):
        with pytest.raises(Refused, match=f"together: {rule}"):
            check_together([traits_of(mine), traits_of(octets)])


def test_another_twin_is_found() -> None:
    """A PDF that was signed again from the same XML would pass for the one the XML names."""
    named = traits_of(papers().grown)
    assert named.twin is not None
    again = type(named)(named.claims, bytes(32))
    with pytest.raises(Refused, match="together: twin"):
        check_together([named, again])


def test_the_seal_in_the_forms_is_that_of_the_certificate() -> None:
    """A grown XML would no longer fit the paper that was printed on the first day."""
    check_seal_of(papers().grown, papers().seal)
    with pytest.raises(Refused, match="seal: number"):
        check_seal_of(papers().grown, others().seal)
