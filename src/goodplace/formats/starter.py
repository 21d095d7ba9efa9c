"""The made-up place that `goodplace init` fills in: small enough to understand in five minutes, and worth a talk.

The council pays for the first option and loses by it; the NHS and the police gain. The NHS can do the second alone.
"""

from collections.abc import Mapping, Sequence

from goodplace.formats.write_place import RawRow

STARTER_TABLES: Mapping[str, Sequence[RawRow]] = {
    "place": [
        {"key": "name", "value": "Riverbend (made up)"},
        {"key": "first_year", "value": "2027/28"},
        {"key": "money_years", "value": 3},
        {"key": "horizon", "value": 5},
        {"key": "released", "value": "50%"},
        {"key": "note", "value": "A made-up place to start from: put your own in its stead"},
    ],
    "partners": [
        {"id": "council", "name": "Riverbend Council", "sector": "public", "level": "local", "role": "council"},
        {"id": "nhs", "name": "Riverbend NHS", "sector": "public", "level": "local", "role": "nhs"},
        {"id": "police", "name": "Riverbend Police", "sector": "public", "level": "local", "role": "police"},
    ],
    "options": [
        {
            "id": "home",
            "name": "A home and a keyworker for people who sleep rough",
            "lead": "council",
            "signatories": ("nhs", "police"),
            "cohort": "Adults who have slept rough for a year or more",
            "cohort_size": 90,
            "places_min": 20,
            "places_max": 60,
            "first_start": "2027/28",
            "last_start": "2028/29",
            "length": 1,
        },
        {
            "id": "link",
            "name": "Link workers in the emergency department",
            "lead": "nhs",
            "cohort": "Adults who come ten times a year or more",
            "cohort_size": 400,
            "places_min": 50,
            "places_max": 150,
            "first_start": "2027/28",
            "last_start": "2027/28",
            "length": 1,
        },
    ],
    "option_costs": [
        {"option": "home", "payer": "council", "year": 1, "basis": "per_place", "amount": 5200, "label": "assumed"},
        {"option": "home", "payer": "council", "year": 1, "basis": "fixed", "amount": 30000, "label": "assumed"},
        {"option": "link", "payer": "nhs", "year": 1, "basis": "per_place", "amount": 250, "label": "assumed"},
    ],
    "option_effects": [
        {
            "option": option,
            "outcome": outcome,
            "year": 1,
            "change_per_place": change,
            "deadweight": "net",
            "lasts": lasts,
            "grade": 6,
            "source": source,
            "label": "assumed",
        }
        for option, outcome, change, lasts, source in (
            ("home", "HO6.0", 0.25, 2, "made up: years of sleeping rough avoided"),
            ("home", "HE7.0.2", 0.8, 2, "made up: emergency admissions avoided"),
            ("home", "HE4.0", 2, 2, "made up: emergency attendances avoided"),
            ("home", "CR7.0", 1.2, 2, "made up: arrests avoided"),
            ("link", "HE4.0", 2, 1, "made up: emergency attendances avoided"),
            ("link", "HE7.0.2", 0.2, 1, "made up: emergency admissions avoided"),
            ("link", "CR7.0", 0.3, 1, "made up: arrests avoided"),
        )
    ],
}
STARTER_NOTES = (
    "What this workbook is",
    "One place, its partners, and the changes to services they could make together. Everything filled in is made up.",
    "",
    "How to use it",
    "1. Put your own partners, options, costs and effects in place of the made-up ones. One row is one fact.",
    "2. Point at a heading to read what its column means and what happens when it is left blank.",
    "3. Run: goodplace check FILE. It lists everything that is wrong at once, with the row and what to do.",
    "4. Run: goodplace quick FILE. It writes a page that says who pays, who gains, and who would sign.",
    "",
    "Which sheets are needed",
    "Needed: place, partners, options, option_costs, option_effects.",
    "The grey sheets may stay empty. What holds then is marked beside the figures on the page.",
    "More sheets may be added, such as cohorts, position and spending: see “Build a place folder” in the docs.",
    "",
    "What an outcome is",
    "A code of the Unit Cost Database (such as HE4.0), which says what one unit is worth and to whom,",
    "or an outcome of your own: give it an id in outcomes and what it is worth in unit_values.",
    "",
    "How to write",
    "Years: 2027/28. Shares: 50% or 0.5. Money: pounds, £1,234 is read too. Ids: short, without commas.",
    "Year 1 of a cost or an effect is the year in which the option starts.",
    "Deadweight: the word net when the effect is already the difference to what would have happened anyway.",
    "This sheet is for people: goodplace leaves every sheet alone whose name begins with notes.",
)
