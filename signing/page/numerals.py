"""Whole numbers in Persian words, as amounts are written out on documents."""

_ONES = (
    "صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده",
    "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده",
)  # fmt: skip
_TENS = (
    "", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود",
)  # fmt: skip
_HUNDREDS = (
    "", "یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد",
)  # fmt: skip
_SCALES = ((10**9, "میلیارد"), (10**6, "میلیون"), (10**3, "هزار"))


def in_words(number: int) -> str:
    """Return ``number`` in Persian words: ``12_000_000`` is «دوازده میلیون».

    A thousand is «یک هزار», so that nothing can be written before it. Beyond the milliard the
    scale repeats («دو هزار میلیارد»), since the names above it mean different powers to different
    readers. Raises ``ValueError`` below zero.
    """
    if number < 0:
        raise ValueError("an amount is not negative")
    for size, name in _SCALES:
        if number >= size:
            many, rest = divmod(number, size)
            return _joined(f"{in_words(many)} {name}", rest)
    if number >= 100:
        return _joined(_HUNDREDS[number // 100], number % 100)
    if number >= 20:
        return _joined(_TENS[number // 10], number % 10)
    return _ONES[number]


def _joined(head: str, rest: int) -> str:
    """Return ``head`` and what is left of the number, if anything is."""
    return f"{head} و {in_words(rest)}" if rest else head
