"""The page's own pictures as geometry: who pays whom, the staircase, small bars by year. Templates draw them.

Lengths are in units of an SVG `viewBox` 340 wide, so that text of 14 units is still read on a phone 320 pixels wide.
No picture prints a sum of its own: what it says in figures is what the tables beside it say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import combining, east_asian_width

from goodplace.pages.view import Flow, Shown, Step

WIDTH = 340.0
LINE = 17.0  # from one line of text to the next
LETTER = 8.4  # width of an average letter at 14 units, on the wide side: fonts differ
MOST_FLOWS = 12


# --- Text: SVG doesn't wrap it ----------------------------------------------------------------------------------


def wrapped(text: str, *, width: float, most_lines: int = 2) -> tuple[str, ...]:
    """Lines of `text` no wider than `width`, at words where it can; the last ends in … if there was more."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most_lines:
        head = _fitting(rest, width=width)
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if rest:
        last = lines[-1]
        lines[-1] = (last if _breadth(last) + LETTER <= width else last[:-1].rstrip()) + "…"
    return tuple(lines)


def _fitting(text: str, *, width: float) -> str:
    ends = [at for at, breadth in enumerate(accumulate(map(_breadth, text)), start=1) if breadth <= width]
    most = max(ends, default=1)
    if most == len(text) or text[most] == " ":
        return text[:most]
    space = text.rfind(" ", 0, most)
    return text[: space if space > most // 3 else most]


def _breadth(text: str) -> float:
    return sum(0 if combining(c) else 2 * LETTER if east_asian_width(c) in "WF" else LETTER for c in text)


# --- Who pays whom ----------------------------------------------------------------------------------------------

LABEL = 104.0  # room for names, left and right
BAR = 8.0
HEAD = 9.0  # length of an arrow's head
THICKEST = 150.0  # all payments together
GAP = 12.0
TOP = 26.0  # the words "Pays" and "Receives"
LEFT, RIGHT = LABEL + 4, WIDTH - LABEL - 4 - BAR


@dataclass(frozen=True)
class Node:
    """A partner on one side of the picture: its bar, and its name (and the amount, if it is a single payment)."""

    lines: tuple[str, ...]
    amount: str
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Arrow:
    """A payment: from (x0, y0) to (x1, y1), the upper edges, `thick` pounds wide."""

    x0: float
    y0: float
    x1: float
    y1: float
    thick: float
    grouped: bool
    text: str

    @property
    def band(self) -> str:
        x0, y0, x1, y1 = units(self.x0), units(self.y0), units(self.x1), units(self.y1)
        below0, below1, middle = (
            units(self.y0 + self.thick),
            units(self.y1 + self.thick),
            units((self.x0 + self.x1) / 2),
        )
        upper = f"M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"
        lower = f"L{x1} {below1}C{middle} {below1} {middle} {below0} {x0} {below0}Z"
        return upper + lower

    @property
    def head(self) -> str:
        middle, half = self.y1 + self.thick / 2, max(self.thick / 2, 4.0)
        corners = (self.x1, middle - half), (self.x1 + HEAD, middle), (self.x1, middle + half)
        return " ".join(f"{units(x)},{units(y)}" for x, y in corners)


@dataclass(frozen=True)
class FlowPicture:
    """Arrows from payers (left) to receivers (right)."""

    height: float
    payers: tuple[Node, ...]
    receivers: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    summary: str


@dataclass(frozen=True)
class _Payment:
    payer: str
    receiver: str
    pounds: float
    text: str
    grouped: bool = False


def flow_picture(flows: Sequence[Flow]) -> FlowPicture | None:
    """The picture of who pays whom, or None when no money passes.

    A negative payment is drawn the other way round. The twelve largest are drawn; the rest are one arrow.
    """
    payments = _grouped(sorted(_payments(flows), key=lambda p: (-p.pounds, p.payer, p.receiver)))
    if not payments:
        return None
    scale = THICKEST / sum(p.pounds for p in payments)
    left = _column([(p.payer, p) for p in payments], x=LEFT, scale=scale)
    right = _column([(p.receiver, p) for p in payments], x=RIGHT, scale=scale)
    height = max(_bottom(left.values()), _bottom(right.values()))
    left, right = _centred(left, height=height), _centred(right, height=height)
    return FlowPicture(
        height + 4,
        tuple(left.values()),
        tuple(right.values()),
        tuple(_arrows(payments, left=left, right=right, scale=scale)),
        _flow_summary(payments),
    )


def _payments(flows: Iterable[Flow]) -> Iterator[_Payment]:
    for flow in flows:
        pounds = flow.total.value or 0.0
        if pounds > 0:
            yield _Payment(flow.payer, flow.receiver, pounds, flow.total.text)
        elif pounds < 0:
            yield _Payment(flow.receiver, flow.payer, -pounds, flow.total.text.lstrip("−-"))


def _grouped(payments: list[_Payment]) -> list[_Payment]:
    if len(payments) <= MOST_FLOWS:
        return payments
    rest = payments[MOST_FLOWS:]
    together = _Payment(f"{len(rest)} smaller payments", "see the table", sum(p.pounds for p in rest), "", grouped=True)
    return [*payments[:MOST_FLOWS], together]


def _column(ends: list[tuple[str, _Payment]], *, x: float, scale: float) -> dict[str, Node]:
    """The bars of one side, largest first, the grouped one last; each as tall as its pounds, apart by its name."""
    sides: dict[str, list[_Payment]] = {}
    for name, payment in ends:
        sides.setdefault(name, []).append(payment)
    order = sorted(sides.items(), key=lambda side: (side[1][0].grouped, -sum(p.pounds for p in side[1])))
    nodes, y = {}, TOP
    for name, payments in order:
        lines = wrapped(name, width=LABEL)
        amount = payments[0].text if len(payments) == 1 else ""
        height = max(1.5, scale * sum(p.pounds for p in payments))
        nodes[name] = Node(lines, amount, x, y, height)
        y += max(height, LINE * (len(lines) + bool(amount))) + GAP
    return nodes


def _bottom(nodes: Iterable[Node]) -> float:
    return max(node.y + max(node.height, LINE * (len(node.lines) + bool(node.amount))) for node in nodes)


def _centred(nodes: dict[str, Node], *, height: float) -> dict[str, Node]:
    down = (height - _bottom(nodes.values())) / 2
    return {name: Node(n.lines, n.amount, n.x, n.y + down, n.height) for name, n in nodes.items()}


def _arrows(
    payments: list[_Payment], *, left: dict[str, Node], right: dict[str, Node], scale: float
) -> Iterator[Arrow]:
    """Arrows leave and reach a bar in the order of the bars across, so that they cross least."""
    leave = _offsets(payments, left, right, scale=scale)
    reach = _offsets([_turned(p) for p in payments], right, left, scale=scale)
    for at, p in enumerate(payments):
        words = "" if p.grouped else f"{p.payer} pays {p.receiver} {p.text}"
        thick = max(scale * p.pounds, 1.5)
        yield Arrow(LEFT + BAR, leave[at], RIGHT - HEAD, reach[at], thick, p.grouped, words)


def _turned(payment: _Payment) -> _Payment:
    return _Payment(payment.receiver, payment.payer, payment.pounds, payment.text, payment.grouped)


def _offsets(payments: list[_Payment], here: dict[str, Node], there: dict[str, Node], *, scale: float) -> list[float]:
    filled = {name: node.y for name, node in here.items()}
    offsets = [0.0] * len(payments)
    for at in sorted(range(len(payments)), key=lambda at: there[payments[at].receiver].y):
        offsets[at] = filled[payments[at].payer]
        filled[payments[at].payer] += scale * payments[at].pounds
    return offsets


def _flow_summary(payments: list[_Payment]) -> str:
    largest = payments[0]
    count = "One payment" if len(payments) == 1 else f"{len(payments)} payments"
    if payments[-1].grouped:
        count = f"The {MOST_FLOWS} largest payments, and the rest as one"
    return f"{count}; the largest: {largest.payer} pays {largest.receiver} {largest.text}. The table has them all."


# --- The staircase ----------------------------------------------------------------------------------------------

TREAD = 11.0  # a bar's height


@dataclass(frozen=True)
class Stair:
    """A step: its words, its value, and two bars: up to where the last step stood, and what this one adds or loses."""

    lines: tuple[str, ...]
    value: str
    y: float
    bar_y: float
    base_x: float
    base_width: float
    gain_x: float
    gain_width: float
    loses: bool
    known: bool


@dataclass(frozen=True)
class StairPicture:
    """The steps from top to bottom, with the line where £0 is."""

    height: float
    zero_x: float
    stairs: tuple[Stair, ...]
    summary: str


def stair_picture(steps: Sequence[Step]) -> StairPicture | None:
    """The staircase, or None when no step has a value."""
    values = [step.value.value for step in steps]
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(0.0, *known), max(0.0, *known)
    scale = (WIDTH - 2) / (high - low or 1.0)
    stairs, y, before = [], 0.0, 0.0
    for step in steps:
        stair = _stair(step, before=before, y=y, low=low, scale=scale)
        stairs.append(stair)
        y = stair.bar_y + TREAD + 9
        before = step.value.value if step.value.value is not None else before
    return StairPicture(y, 1 - low * scale, tuple(stairs), _stair_summary(steps))


def _stair(step: Step, *, before: float, y: float, low: float, scale: float) -> Stair:
    now = before if step.value.value is None else step.value.value
    lines = wrapped(step.title, width=WIDTH - LETTER * (len(step.value.text) + 2))
    base, gain = sorted((0.0, before if abs(before) < abs(now) else now)), sorted((before, now))
    if before * now < 0:  # the step crosses zero: all of it is gain or loss
        base = [0.0, 0.0]
    return Stair(
        lines,
        step.value.text,
        y,
        y + LINE * len(lines) + 4,
        1 + (base[0] - low) * scale,
        (base[1] - base[0]) * scale,
        1 + (gain[0] - low) * scale,
        (gain[1] - gain[0]) * scale,
        now < before,
        step.value.value is not None,
    )


def _stair_summary(steps: Sequence[Step]) -> str:
    return "; ".join(f"{step.title}: {step.value.text}" for step in steps) + "."


# --- Small bars by year -----------------------------------------------------------------------------------------

SPARK_HEIGHT, YEAR_WIDTH = 28.0, 10.0


@dataclass(frozen=True)
class YearBar:
    """A year's bar above the line, or below it."""

    x: float
    y: float
    height: float
    below: bool


@dataclass(frozen=True)
class YearPicture:
    """A partner's years side by side, the line at £0."""

    width: float
    zero_y: float
    bars: tuple[YearBar, ...]


def year_picture(amounts: Sequence[Shown]) -> YearPicture:
    """Bars of one row, on the row's own scale; a year not known has no bar."""
    values = [shown.value or 0.0 for shown in amounts]
    low, high = min(0.0, *values), max(0.0, *values)
    scale = (SPARK_HEIGHT - 2) / (high - low or 1.0)
    zero = 1 + high * scale
    bars = tuple(
        YearBar(at * YEAR_WIDTH, zero - max(value, 0.0) * scale, abs(value) * scale, value < 0)
        for at, value in enumerate(values)
        if value
    )
    return YearPicture(len(values) * YEAR_WIDTH, zero, bars)


def units(number: float) -> str:
    """A length as SVG reads it, to a tenth of a unit, the same everywhere."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
