"""Who comes in to the panel: sign-in, sessions, their ends, and the marks of forms."""

from datetime import timedelta

from hub.store.operators import ATTEMPTS, IDLE, LONGEST, WINDOW
from tests.kit.panel import ORIGIN, PASSPHRASE, Panel

PAGES = ("/panel", "/panel/contracts", "/panel/article38", "/panel/passphrase")
FORMS = (
    "/panel/contracts",
    "/panel/contracts/further",
    "/panel/contracts/choices",
    "/panel/sign-out",
    "/panel/passphrase",
)
OWN = "kaj sarv chenar bid"
WRONG = "The code or the passphrase is wrong"


async def test_who_signs_in_sees_the_desk(house: Panel) -> None:
    """An operator could not work, or his cookie could be read by a script or sent by a site."""
    browser = house.browser()
    answer = await browser.sign_in("head-office")
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel?lang=en")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie
    desk = await browser.open("/panel")
    assert desk.status_code == 200
    assert "What needs attention" in desk.text
    assert desk.headers["cache-control"] == "no-store"


async def test_nobody_sees_or_sends_anything_before(house: Panel) -> None:
    """Contracts would be shown to whoever knows the address, or a choice be kept of nobody."""
    browser = house.browser()
    answers = [await browser.open(path) for path in PAGES]
    answers += [await browser.send(path) for path in FORMS]
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (303, "/panel/sign-in?lang=en")
    }


async def test_a_form_of_another_site_is_refused(house: Panel) -> None:
    """A page elsewhere could act in the name of who is signed in."""
    browser = await house.signed_in()
    for path in FORMS:
        for mark in ("", "0" * 64, "é"):
            told = {"mark": mark, "text": "x"}
            answer = await browser.client.post(f"{path}?lang=en", data=told)
            assert answer.status_code == 403, path
            assert "did not come from a fresh page" in answer.text
    assert (await browser.open("/panel")).status_code == 200


async def test_the_sign_in_form_has_a_mark_too(house: Panel) -> None:
    """A site could sign somebody in as another, and read along in what he does."""
    browser = house.browser()
    await browser.open("/panel/sign-in")
    browser.mark = "0" * 64
    answer = await browser.send("/panel/sign-in", code="head-office", passphrase=PASSPHRASE)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_token_is_another_after_the_sign_in(house: Panel) -> None:
    """A token that was planted before would be a session of its planter too."""
    browser = house.browser()
    await browser.open("/panel/sign-in")
    before = browser.client.cookies["panel"]
    await browser.send("/panel/sign-in", code="head-office", passphrase=PASSPHRASE)
    assert browser.client.cookies["panel"] != before
    planted = house.browser()
    planted.client.cookies.set("panel", before)
    assert (await planted.open("/panel")).status_code == 303


async def test_the_store_knows_no_token_and_no_passphrase(house: Panel) -> None:
    """Who reads the database, or a copy of it, could sign in."""
    browser = await house.signed_in()
    token = browser.client.cookies["panel"]
    rows = await house.desk.rows(
        "SELECT o::text AS one FROM operators AS o"
        " UNION ALL SELECT s::text FROM operator_sessions AS s"
    )
    kept = " ".join(row["one"] for row in rows)
    assert token not in kept
    assert PASSPHRASE not in kept
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept


async def test_the_same_words_for_wrong_code_and_wrong_passphrase(house: Panel) -> None:
    """Somebody could learn who is an operator."""
    await house.operators.lock("branch-two", house.desk.clock.now)
    said = set()
    for code, passphrase in (
        ("head-office", "wrong passphrase of mine"),
        ("nobody-of-that-name", PASSPHRASE),
        ("branch-two", PASSPHRASE),
        ("x\x00y", PASSPHRASE),
        ("", ""),
    ):
        browser = house.browser()
        answer = await browser.sign_in(code, passphrase)
        assert answer.status_code == 403
        assert WRONG in answer.text
        said.add(answer.text.replace(browser.mark, ""))
    assert len(said) == 1


async def test_attempts_are_bounded_and_come_back(house: Panel) -> None:
    """Passphrases could be tried without end, or an operator be locked out for good."""
    browser = house.browser()
    for _ in range(ATTEMPTS):
        await browser.sign_in("head-office", "wrong passphrase of mine")
    assert (await browser.sign_in("head-office")).status_code == 403
    assert (await house.signed_in("branch-two")).mark
    house.desk.clock.now += WINDOW
    assert (await browser.sign_in("head-office")).status_code == 303


async def test_a_right_passphrase_ends_the_count(house: Panel) -> None:
    """Who mistypes now and then would be kept out in the end."""
    for _ in range(3):
        browser = house.browser()
        for _ in range(ATTEMPTS - 1):
            await browser.sign_in("head-office", "wrong passphrase of mine")
        assert (await browser.sign_in("head-office")).status_code == 303


async def test_a_session_ends_without_work(house: Panel) -> None:
    """A browser that was left open would be anybody's."""
    browser = await house.signed_in()
    house.desk.clock.now += IDLE - timedelta(seconds=1)
    assert (await browser.open("/panel")).status_code == 200
    house.desk.clock.now += IDLE
    assert (await browser.open("/panel")).status_code == 303


async def test_a_session_ends_in_any_case(house: Panel) -> None:
    """A stolen token would hold for as long as it is used."""
    browser = await house.signed_in()
    for _ in range(LONGEST // (IDLE / 2) - 1):
        house.desk.clock.now += IDLE / 2
        assert (await browser.open("/panel")).status_code == 200
    house.desk.clock.now += IDLE / 2
    assert (await browser.open("/panel")).status_code == 303


async def test_who_signs_out_is_out(house: Panel) -> None:
    """A token would go on to open the panel after its owner left."""
    browser = await house.signed_in()
    token = browser.client.cookies["panel"]
    await browser.open("/panel")
    answer = await browser.send("/panel/sign-out")
    assert answer.headers["location"] == "/panel/sign-in?lang=en"
    browser.client.cookies.set("panel", token)
    assert (await browser.open("/panel")).status_code == 303


async def test_a_lock_ends_sessions_at_once(house: Panel) -> None:
    """Somebody who was dismissed would read on."""
    browser = await house.signed_in()
    assert await house.operators.lock("head-office", house.desk.clock.now)
    assert (await browser.open("/panel")).status_code == 303


async def test_a_one_time_passphrase_is_for_one_time(house: Panel) -> None:
    """Who finds the slip of paper later could come in, or work without a passphrase of his own."""
    until = house.desk.clock.now + timedelta(days=7)
    await house.add("new-one", None, one_time_until=until)
    browser = await house.signed_in("new-one")
    assert (await browser.open("/panel")).headers["location"] == "/panel/passphrase?lang=en"
    await browser.open("/panel/passphrase")
    assert (
        (await browser.send("/panel/contracts", text="x"))
        .headers["location"]
        .startswith("/panel/passphrase")
    )
    assert (await house.browser().sign_in("new-one")).status_code == 403
    chosen = {"current": PASSPHRASE, "chosen": OWN, "again": OWN}
    assert (await browser.send("/panel/passphrase", **chosen)).status_code == 303
    assert (await browser.open("/panel")).status_code == 200
    assert (await house.browser().sign_in("new-one")).status_code == 403
    assert (await house.browser().sign_in("new-one", OWN)).status_code == 303
    assert (await house.browser().sign_in("new-one", OWN)).status_code == 303


async def test_a_one_time_passphrase_ends(house: Panel) -> None:
    """An account that nobody took up would wait for whoever finds the passphrase."""
    await house.add("new-one", None, one_time_until=house.desk.clock.now)
    assert (await house.browser().sign_in("new-one")).status_code == 403


NOT_TAKEN = {
    "current passphrase is wrong": ("current", "not the current one", OWN, OWN),
    "has 15 to 200 characters": ("chosen", PASSPHRASE, "short", "short"),
    "has 15 to 200 characters ": ("chosen", PASSPHRASE, "x" * 201, "x" * 201),
    "and is not the current one": ("chosen", PASSPHRASE, PASSPHRASE, PASSPHRASE),
    "was not written the same": ("again", PASSPHRASE, OWN, f"{OWN}s"),
}


async def test_a_passphrase_that_is_not_taken(house: Panel) -> None:
    """Somebody at an open browser could take the account, or a slip of the finger lock it."""
    browser = await house.signed_in()
    await browser.open("/panel/passphrase")
    for said, (field, current, chosen, again) in NOT_TAKEN.items():
        told = {"current": current, "chosen": chosen, "again": again}
        answer = await browser.send("/panel/passphrase", **told)
        assert answer.status_code == 400
        after = answer.text.partition(f'id="{field}-wrong"')[2]
        assert said.strip() in after.partition("</p>")[0]
    assert (await house.browser().sign_in("head-office")).status_code == 303


async def test_another_passphrase_ends_other_sessions(house: Panel) -> None:
    """Who stole a session would keep it after its owner noticed."""
    stolen, browser = await house.signed_in(), await house.signed_in()
    await browser.open("/panel/passphrase")
    await browser.send("/panel/passphrase", current=PASSPHRASE, chosen=OWN, again=OWN)
    assert (await browser.open("/panel")).status_code == 200
    assert (await stolen.open("/panel")).status_code == 303


async def test_what_is_too_large_is_refused(house: Panel) -> None:
    """A form could fill the memory of the hub before anybody is known."""
    browser = house.browser()
    await browser.open("/panel/sign-in")
    answer = await browser.send("/panel/sign-in", code="x" * 20_000)
    assert answer.status_code == 413
    many = {f"f{n}": "" for n in range(30)}
    assert (await browser.send("/panel/sign-in", **many)).status_code == 413


def test_the_tests_speak_to_a_loopback_address() -> None:
    """The cookie would be secure here, and a test of plain HTTP prove nothing."""
    assert ORIGIN.startswith("http://127.")
