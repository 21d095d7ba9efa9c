"""What holds when a place doesn't say: who may pay whom, whose remit an outcome is, and which budget pays.

Every row is an assumption of this project, with its basis in words; none is legal advice. A place's own tables replace
them whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from goodplace.place.data import table


@dataclass(frozen=True, order=True)
class DefaultChannel:
    """A way for one partner to pay another, taken from their roles."""

    from_partner: str
    to_partner: str
    power: str
    basis: str
    label: str


def roles() -> tuple[str, ...]:
    """Every role a partner may have."""
    return tuple(dict.fromkeys(row["role"] for row in table("budget_class_default")))


def default_channels(role_by_partner: Mapping[str, str]) -> list[DefaultChannel]:
    """Every payment between two partners that their roles allow, sorted by payer and payee; never to oneself."""
    for role in role_by_partner.values():
        _check_role(role)
    by_roles = _channel_rows()
    found = [
        DefaultChannel(payer, payee, row["power"], row["basis"], row["label"])
        for payer, payer_role in role_by_partner.items()
        for payee, payee_role in role_by_partner.items()
        if payer != payee
        for row in by_roles.get((payer_role, payee_role), ())
    ]
    return sorted(found)


def default_remits(role_by_partner: Mapping[str, str], categories: Iterable[str]) -> dict[tuple[str, str], float]:
    """μ by partner and category of outcome: 1 shared out equally among the partners in whose remit the category is.

    A category in nobody's remit has no entry, so the shares of a category add up to 1 or to nothing. Keys are sorted.
    """
    for role in role_by_partner.values():
        _check_role(role)
    shares: dict[tuple[str, str], float] = {}
    for category in sorted(set(categories)):
        weights = {p: w for p, role in role_by_partner.items() if (w := _remit_weights().get((role, category)))}
        shares |= {(partner, category): weight / sum(weights.values()) for partner, weight in weights.items()}
    return dict(sorted(shares.items()))


def default_budget_class(role: str, *, kind: Literal["fiscal", "transfer"] = "fiscal") -> str:
    """The budget class in which a body of this role pays, or receives a saving of this kind."""
    return _budget_row(role, kind)["budget_class"]


def is_spendable(role: str, *, kind: Literal["fiscal", "transfer"] = "fiscal") -> bool:
    """False for benefit payments and taxes, whoever holds them: they never become money for something else."""
    return kind == "fiscal" and _budget_row(role, kind)["spendable"] == "yes"


def _budget_row(role: str, kind: str) -> Mapping[str, str]:
    _check_role(role)
    rows = {row["kind"]: row for row in table("budget_class_default") if row["role"] == role}
    return rows.get(kind, rows["fiscal"])


def _check_role(role: str) -> None:
    if role not in roles():
        raise ValueError(f"no partner has the role {role!r}: choose one of {', '.join(roles())}")


@cache
def _channel_rows() -> Mapping[tuple[str, str], tuple[Mapping[str, str], ...]]:
    pairs = dict.fromkeys((row["from_role"], row["to_role"]) for row in table("channels_default"))
    return {p: tuple(r for r in table("channels_default") if (r["from_role"], r["to_role"]) == p) for p in pairs}


@cache
def _remit_weights() -> Mapping[tuple[str, str], float]:
    return {(row["role"], row["category"]): float(row["weight"]) for row in table("remits_default")}
