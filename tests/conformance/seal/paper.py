"""Paper in memory: a page printed, soiled, and scanned again on an office machine."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from signing.keys.pki import KeyKind
from signing.page.render import render
from tests.vectors.certificates.seals import seal, xml

PRINTED = 300  # dots to the inch
POINTS = 72  # to the inch
WHITE = 255


@dataclass(frozen=True, slots=True)
class Machine:
    """A printer and a scanner: how far they turn, blur, darken and disturb a page.

    ``turn`` is in degrees either way, ``blur`` the radius in pixels of the scan, ``noise`` the
    largest error of a pixel of 256 greys, ``gamma`` darkens above one, ``quality`` is JPEG's.
    """

    dpi: int = 150
    turn: float = 1.7
    blur: float = 0.4
    noise: int = 10
    gamma: float = 1.15
    quality: int = 85


OFFICE = Machine()
WORN = Machine(blur=0.6, noise=30, gamma=1.5, quality=70)


@cache
def page(kind: KeyKind) -> Image.Image:
    """Return the page of the clearance as a printer sees it, in greys."""
    document = pypdfium2.PdfDocument(render(xml(kind), seal(kind)))
    return document[0].render(scale=PRINTED / POINTS, grayscale=True).to_pil()


def scanned(printed: Image.Image, machine: Machine, seed: int) -> Image.Image:
    """Return ``printed`` as ``machine`` scans it; the same ``seed`` gives the same scan."""
    chance = Random(seed)  # noqa: S311 - a scan that can be made again
    angle = chance.uniform(-machine.turn, machine.turn)
    turned = printed.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
    scale = machine.dpi / PRINTED
    size = (round(turned.width * scale), round(turned.height * scale))
    shift = (chance.random() * 2, chance.random() * 2)
    sampled = turned.resize(
        size, Image.Resampling.BOX, box=(*shift, turned.width - 2, turned.height - 2)
    )
    blurred = sampled.filter(ImageFilter.GaussianBlur(machine.blur))
    toned = blurred.point([round(40 + 190 * (v / 255) ** machine.gamma) for v in range(256)])
    grain = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).point(
        [round(v * 2 * machine.noise / 255) for v in range(256)]
    )
    return _compressed(ImageChops.add(toned, grain, 1, -machine.noise), machine.quality)


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("L")


def soiled(clean: Image.Image, at: tuple[float, float], radius: float, shade: int) -> Image.Image:
    """Return ``clean`` with a round stain; place and radius are fractions of its width."""
    dirty = clean.copy()
    x, y, r = (round(part * clean.width) for part in (*at, radius))
    ImageDraw.Draw(dirty).ellipse((x - r, y - r, x + r, y + r), fill=shade)
    return dirty


def read(image: Image.Image) -> set[str]:
    """Return every text that a reader finds, trying the image as it is and enlarged.

    At 150 dots to the inch a module has two or three pixels, and readers enlarge that first.
    """
    found: set[str] = set()
    for times in (1, 2, 3):
        larger = image.resize((image.width * times, image.height * times), Image.Resampling.BICUBIC)
        found |= {one.text for one in zxingcpp.read_barcodes(larger)}
        if found:
            break
    return found
