"""Money, shares and lists in words, as a British reader writes them: a minus is U+2212, no break before %."""

from collections.abc import Sequence
from math import floor, log10

NBSP = "\u00a0"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
WORD_JOINER = "\u2060"  # a minus never stands alone at the end of a line


def pounds(value: float) -> str:
    """For tables: to £10 (to £1 below £1,000; pence below £10; £0 below 50p), to £1,000 from £10 million."""
    size = abs(value)
    step = 1000.0 if size >= 1e7 else 10.0 if size >= 1000 else 1.0
    if 0.5 <= size < 10:
        return _signed(value, f"£{size:,.2f}")
    return _signed(value, f"£{round(size / step) * step:,.0f}")


def pounds_in_words(value: float) -> str:
    """For sentences: three significant digits, millions as "£1.23 million"."""
    size = _three_digits(abs(value))
    if size >= 1e9:
        return _signed(value, f"£{size / 1e9:g}{NBSP}billion")
    if size >= 1e6:
        return _signed(value, f"£{size / 1e6:g}{NBSP}million")
    return _signed(value, f"£{size:,.2f}" if 0 < size < 10 else f"£{size:,.0f}")


def signed_pounds(value: float) -> str:
    """For sentences, with a plus for a gain."""
    words = pounds_in_words(value)
    return words if value < 0 or words == "£0" else f"+{words}"


def share(value: float) -> str:
    """A share as a percentage, three significant digits."""
    return f"{_three_digits(100 * value):g}{NBSP}%"


def amount(value: float) -> str:
    """People and units: whole from 100 up, else three significant digits."""
    size = abs(value)
    text = f"{size:,.0f}" if size >= 100 or size == round(size) else f"{_three_digits(size):g}"
    return _signed(value, text)


def name(text: str) -> str:
    """A name inside a sentence, whatever direction it is written in."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def mid_sentence(text: str) -> str:
    """A name that begins with an article, as it stands inside a sentence."""
    return f"{text[0].lower()}{text[1:]}" if text.startswith(("The ", "A ", "An ")) else text


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def _three_digits(size: float) -> float:
    return 0.0 if size == 0 else round(size, 2 - floor(log10(size)))


def _signed(value: float, size: str) -> str:
    return f"−{WORD_JOINER}{size}" if value < 0 and size.strip("£0.,") else size
