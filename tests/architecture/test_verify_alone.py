"""The verifier can be published alone: nothing that signs need be there, or be importable."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.vectors.certificates.papers import LATER, anchors, key_set, papers

PUBLISHED = (
    "schemas",
    "signing/__init__.py",
    "signing/canonicalize.py",
    "signing/signer.py",
    "signing/page/__init__.py",
    "signing/page/words.py",
    "signing/page/words.toml",
    "signing/page/blocks.py",
    "signing/page/numerals.py",
    "signing/page/phrases.py",
    "signing/verify",
)
"""What an outside party is given: the words, the verifier, and the few things it reads."""

PROGRAM = """
import json, sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

sys.path[:0] = [sys.argv[1]]
from cryptography import x509
from signing.verify import Policy
from signing.verify.anything import verify
from signing.verify.keyset import read_keyset

folder = Path(sys.argv[1])
policy = Policy(
    tuple(x509.load_pem_x509_certificates((folder / "trust.pem").read_bytes())),
    keys=read_keyset((folder / "keys.json").read_bytes()),
)
at = datetime.fromisoformat(sys.argv[2])
reports = [verify((folder / one).read_bytes(), policy=policy, at=at) for one in sys.argv[4:]]
absent = [one for one in sys.argv[3].split() if find_spec(one) is None]
print(json.dumps({
    "ok": [one.ok for one in reports],
    "kinds": [one.kind for one in reports],
    "absent": absent,
    "loaded": sorted(
        one for one in sys.modules if one.partition(".")[0] in {"signing", "schemas", "hub"}
    ),
    "from": sorted({
        str(Path(found.__file__).parent)
        for name, found in sys.modules.items()
        if name.partition(".")[0] in {"signing", "schemas"} and found.__file__
    }),
}))
"""

SIGNS = (
    "signing.seal signing.keyset signing.xades signing.render signing.profile signing.receipts"
    " signing.wss signing.keys signing.pades signing.augment signing.page.render hub adapters"
    " simulators"
)


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """Give a folder with the published part and a certificate in every form, and nothing else."""
    for name in PUBLISHED:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, target, ignore=ignored)
        else:
            shutil.copy(ROOT / name, target)
    for name, content in {
        "a.xml": papers().grown,
        "a.pdf": papers().pdf,
        "a.qr.txt": papers().seal.encode(),
        "trust.pem": anchors(),
        "keys.json": key_set(),
    }.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_verifier_works_where_nothing_signs(alone: Path) -> None:
    """An outside party would have to run our signing code to check our certificates."""
    forms = ("a.xml", "a.pdf", "a.qr.txt")
    command = [sys.executable, "-I", "-c", PROGRAM, str(alone), LATER.isoformat(), SIGNS, *forms]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=alone)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["ok"] == [True, True, True]
    assert told["kinds"] == ["certificate", "pdf", "seal"]
    assert set(told["loaded"]).isdisjoint(SIGNS.split())
    assert all(path.startswith(str(alone)) for path in told["from"])
    assert set(told["absent"]) >= {one for one in SIGNS.split() if one.startswith("signing.")}
