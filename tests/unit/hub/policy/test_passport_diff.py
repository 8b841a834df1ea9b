"""What a new catalogue changes is said service by service, and nothing where nothing changes."""

from hypothesis import given
from hypothesis import strategies as st

from hub.policy.passport_diff import diff, in_english, in_persian
from hub.policy.passports import Passport, load_passports
from tests.unit.hub.policy.passport_files import FIELDS, LINES, text

_OTHER = {
    "title": '{ fa = "خدمتی دیگر", en = "Another" }',
    "audience": '["employer"]',
    "channels": '["branch"]',
    "presence": '"in-person"',
    "legal_basis": '"unknown"',
    "steps": "[]",
    "documents": '[{ fa = "مدرک", en = "Paper" }]',
    "fee": "1500",
    "deadline": '"unknown"',
    "window": '"unknown"',
    "owner": '{ fa = "دفتری دیگر", en = "Another office" }',
    "review": '{ last = "1405/05/20", next = "1407/05/20" }',
    "needs": "[]",
}


def catalogue(**services: dict[str, str]) -> tuple[Passport, ...]:
    """Return services of these names, each the sound one with changes."""
    texts = {f"{name}.toml": text(**{**one, "code": f'"{name}"'}) for name, one in services.items()}
    return load_passports(texts, FIELDS)


def test_every_key_of_a_passport_can_change() -> None:
    """A deadline would change on every page without the one who loads it being told."""
    assert _OTHER.keys() == LINES.keys() - {"code"}
    for key, value in _OTHER.items():
        (found,) = diff(catalogue(a={}), catalogue(a={key: value}))
        assert found.keys == (key,)
        assert in_english(found) == f"a says otherwise: {key}"
        assert in_persian(found).startswith("«خدمتی")
        assert key not in in_persian(found)


def test_a_service_comes_and_goes() -> None:
    """A service would vanish from the portal unannounced."""
    gone, new = diff(catalogue(a={}, b={}), catalogue(b={}, c={}))
    assert (in_english(gone), in_english(new)) == ("a is a service no more", "c is a new service")
    assert in_persian(gone) == "«خدمتی» دیگر خدمت نیست"
    assert in_persian(new) == "«خدمتی» خدمت تازه است"


_CATALOGUES = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.sets(st.sampled_from(sorted(_OTHER))).map(lambda keys: {key: _OTHER[key] for key in keys}),
).map(lambda services: catalogue(**services))


@given(_CATALOGUES, _CATALOGUES)
def test_there_are_words_if_and_only_if_something_changes(
    old: tuple[Passport, ...], new: tuple[Passport, ...]
) -> None:
    """A version would be loaded of which nobody was told what it changes."""
    changes = diff(old, new)
    assert bool(changes) is (old != new)
    assert [one.code for one in changes] == [one.code for one in diff(new, old)]
