"""Numbers as a working prints them: enough digits to follow a calculation, no more."""

from math import isfinite

from goodplace.place.prices import format_year

PENCE_BELOW = 1000.0
UNKNOWN = "not known"


def written(value: float | None, unit: str) -> str:
    """A value with its sign: pounds (pence below £1,000), shares as percentages, years as years, else digits."""
    if value is None or not isfinite(value):
        return UNKNOWN
    if unit == "financial year":
        return format_year(int(value))
    if unit.startswith("£"):
        return _signed(value, f"£{_pounds(abs(value), a_unit=unit.startswith('£ a '))}")
    if unit == "share":
        return _signed(value, f"{100 * abs(value):.6g} %")
    return _signed(value, _digits(abs(value)))


def unit_after(unit: str) -> str:
    """What stands after the number: " a child", ", cash", " places"; nothing for shares, years and plain factors."""
    if unit in ("", "£", "share", "factor", "financial year"):
        return ""
    return unit.removeprefix("£") if unit.startswith("£") else f" {unit}"


def _pounds(size: float, *, a_unit: bool) -> str:
    """Pence below PENCE_BELOW; less than a penny only where it is the price of a unit."""
    if 0 < size < 0.1 and a_unit:
        return f"{size:.2g}"
    pence = round(size, 2)
    return f"{pence:,.0f}" if pence >= PENCE_BELOW or pence == int(pence) else f"{pence:.2f}"


def _digits(size: float) -> str:
    return f"{size:,.0f}" if size >= 1e5 or size == round(size) else f"{size:,.6g}"


def _signed(value: float, size: str) -> str:
    return f"−{size}" if value < 0 and size.strip("£0.,% ") else size
