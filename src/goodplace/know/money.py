"""What bodies spent here, by service and year, and the published numbers about the area: as their sources give them."""

from goodplace.know.result import Fact, Spending
from goodplace.place.place import Place


def spending(place: Place) -> tuple[Spending, ...]:
    """Every row of the spending table: by body, latest year first, most first."""
    rows = sorted(place.spending, key=lambda row: (row.body, -row.year, -row.amount, row.service))
    return tuple(
        Spending(row.body, row.partner or "", row.service, row.year, row.amount, row.date, row.source, row.licence)
        for row in rows
    )


def facts(place: Place) -> tuple[Fact, ...]:
    """Every row of the table of area facts: by theme, id and area, the place itself first."""
    rows = sorted(place.area_facts, key=lambda row: (row.theme, row.id, row.area_name or ""))
    return tuple(
        Fact(
            id=row.id,
            theme=row.theme,
            name=row.name,
            value=row.value,
            unit=row.unit,
            date=row.date,
            source=row.source,
            licence=row.licence,
            area_name=row.area_name or "",
            origin=str(row.origin) if row.origin.row else "",
        )
        for row in rows
    )
