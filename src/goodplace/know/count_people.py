"""Counting the people of records by the needs they have, across agencies: table expressions, for any engine.

What comes back is one number for each combination of needs, raw: goodplace.know.needs makes it fit to be shown.
"""

from collections.abc import Sequence
from itertools import combinations

import ibis
from ibis import _

from goodplace.formats.records_fields import need_column
from goodplace.know.tally import MOST_COMBINED, Combination, Tally


def tally(people: ibis.Table, linked: ibis.Table, needs: Sequence[str]) -> Tally:
    """Count the persons that `linked` (record_id, person) makes of records. A need in any record is the person's."""
    records = people.join(linked, "record_id")
    households = _households(records)
    if not needs:
        return Tally((), {(): int(records.person.nunique().execute())}, households)
    flags = {f"need{n}": records[need_column(need)].any() for n, need in enumerate(needs)}
    rows = records.group_by("person").agg(**flags).group_by(list(flags)).agg(people=_.count()).execute()
    cells = _empty(needs)
    for *has, count in rows[[*flags, "people"]].itertuples(index=False):
        cells[tuple(need for need, yes in zip(needs, has, strict=True) if yes)] = int(count)
    return Tally(tuple(needs), cells, households)


def _empty(needs: Sequence[str]) -> dict[Combination, int]:
    """Every combination that could be, with nobody in it: that nobody has it is not to be told either."""
    if len(needs) > MOST_COMBINED:
        return {}
    return {cell: 0 for size in range(len(needs) + 1) for cell in combinations(needs, size)}


def _households(records: ibis.Table) -> int | None:
    """Addresses that people live at: by UPRN; else by one agency's own numbers; None where there is neither.

    A person with several is counted at the one most of their records have, at the smaller where it is a tie.
    """
    for column in ("uprn", "household_id"):
        home = records.filter(records[column].notnull())
        if column == "household_id" and home.agency.nunique().execute() > 1:
            return None
        votes = home.group_by(["person", column]).agg(votes=_.count())
        best = ibis.row_number().over(group_by="person", order_by=[_.votes.desc(), _[column]])
        found = int(votes.mutate(place=best).filter(_.place == 0)[column].nunique().execute())
        if found:
            return found
    return None
