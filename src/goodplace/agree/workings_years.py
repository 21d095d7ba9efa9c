"""The working of money by year: what all put in as cash, the dearest year, and when it has come back."""

from dataclasses import replace

from goodplace.agree.workings_money import costs, released
from goodplace.agree.workings_rows import Account
from goodplace.agree.workings_steps import cut, largest, less
from goodplace.place.figure import Working
from goodplace.place.prices import format_year

NOTHING = 0.005  # half a penny


def costs_in_cash(account: Account) -> Working:
    """Costs of every year counted, in the cash of each."""
    return costs(account, account.cash(*account.place.years()))


def most_in_a_year(account: Account) -> Working:
    """The year in which costs are highest."""
    by_year = []
    for year in account.place.years():
        spent = costs(account, account.cash(year))
        by_year.append(replace(spent, text=f"{format_year(year)}: {spent.text}"))
    return largest("costs of the dearest year", [line for line in by_year if line.value], unit="£, cash")


def payback(account: Account) -> Working:
    """The year from which what has been released covers, and goes on covering, all that has been put in."""
    so_far = [_so_far(account, year) for year in account.place.years()]
    spent = [line.parts[1].value or 0.0 for line in so_far]
    year = payback_year(account.place.settings.first_year, [line.value or 0.0 for line in so_far], spent)
    last = len(so_far) if year is None else year - account.place.settings.first_year + 1
    text = "not paid back within the horizon" if year is None else "paid back, and never short again, from"
    return Working(text, year, "financial year", parts=tuple(cut(line, depth=2) for line in so_far[:last]))


def _so_far(account: Account, year: int) -> Working:
    span = account.up_to(year)
    gains, spent = released(account, span), costs(account, span)
    return less(f"released less costs, to the end of {format_year(year)}", gains, spent, unit=account.pounds)


def payback_year(first: int, net_so_far: list[float], spent_so_far: list[float]) -> int | None:
    """The first year, money having been spent, from which the net so far is never negative again; None if none is."""
    year = None
    for t in reversed(range(len(net_so_far))):
        if net_so_far[t] < -NOTHING or spent_so_far[t] < NOTHING:
            break
        year = first + t
    return year
