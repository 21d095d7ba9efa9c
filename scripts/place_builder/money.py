"""What an area's council spent, by service and year: its revenue outturn as it was published."""

from place_builder.areas import Area
from place_builder.published import OGL, Published, Row

# Columns of the extract, and what the outturn summary (RS) itself calls them.
SERVICES = {
    "Education": "Education services",
    "Highways_Transport": "Highways and transport services",
    "Children_Social_Care": "Children Social Care",
    "Adult_Social_Care": "Adult Social Care",
    "Public_Health": "Public Health",
    "Housing": "Housing services (GFRA only)",
    "Culture": "Cultural and related services",
    "Environment": "Environmental and regulatory services",
    "Planning": "Planning and development services",
    "Police": "Police services",
    "Fire_Rescue": "Fire and rescue services",
    "Central_Services": "Central services",
    "Other": "Other services",
}
EXTRACT = "03_money/revenue_outturn/england_revenue_outturn_2018-2024.json.gz"
# A role, not a name: no page may show a deal between real, named bodies. The source says whose return it is.
BODY = "The council of this area"


def spending(area: Area, data: Published) -> list[dict[str, object]]:
    """Net current expenditure in pounds, cash, by service and financial year; services without any left out."""
    returns: list[dict[str, object]] = [r for r in data.json(EXTRACT) if r["ONS_code"] == area.code]
    returns.sort(key=lambda one: str(one["year_ending"]))
    spent = [column for column in SERVICES if any(one[column] for one in returns)]
    return [_row(one, column) for one in returns for column in spent]


def _row(one: dict[str, object], column: str) -> dict[str, object]:
    ending = int(str(one["year_ending"])[:4])
    return {
        "body": BODY,
        "service": SERVICES[column],
        "year": ending - 1,
        "amount": round(1000 * float(str(one[column] or 0))),
        "date": f"year ending March {ending}",
        "source": "Ministry of Housing, Communities and Local Government, revenue outturn summary (RS), net current "
        f"expenditure; return of {one['LA_name']}",
        "licence": OGL,
    }


def published_totals(area: Area, data: Published) -> dict[int, float]:
    """The total of all services as published, in pounds by the year it starts in: what the rows must add up to."""
    returns: list[Row] = [r for r in data.json(EXTRACT) if r["ONS_code"] == area.code]
    return {int(str(one["year_ending"])[:4]) - 1: 1000 * float(one["Total"]) for one in returns}
