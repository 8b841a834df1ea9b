"""The panel of a house that was just brought up, by nothing but what it printed."""

import re
import tempfile
from pathlib import Path

import httpx

from tests.acceptance.cli import peyvand
from tests.acceptance.house import PEYVAND, Program

_MARK = re.compile('name="mark" value="([0-9a-f]{64})"')


def test_the_first_operator_comes_in(tmp_path: Path) -> None:
    """A user's first look at the panel would end at a form that he has no passphrase for."""
    with tempfile.TemporaryDirectory(prefix="peyvand-panel-", dir="/tmp") as place:
        Path(place).chmod(0o711)
        data = Path(place) / "data"
        command = [PEYVAND, "up", "--port", "0", "--data-dir", str(data)]
        up = Program(command, tmp_path / "log", {})
        try:
            up.until_ready()
            words = up.told("operator").split()[1:]
            named = [{"CODE": "first-one", "TITLE": "Head office"}.get(one, one) for one in words]
            added = peyvand(tmp_path, *named)
            assert added.code == 0, added.err
            _sign_in(up.told("panel"), added.out.split()[1])
        finally:
            assert up.stop() == 0
    assert "first-one" not in (tmp_path / "log").read_text("utf-8")


def _sign_in(panel: str, passphrase: str) -> None:
    """Hold the passphrase to open the panel, which asks for another one first."""
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        asked = browser.get(f"{panel}?lang=en")
        (mark,) = _MARK.findall(asked.text)
        told = {"mark": mark, "code": "first-one", "passphrase": passphrase}
        entered = browser.post(f"{asked.url}", data=told)
        assert entered.status_code == 200
        assert entered.url.path == "/panel/passphrase"
        assert "Choose your passphrase" in entered.text
