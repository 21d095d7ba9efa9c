"""The standard person table: every column that records can have, and how sensitive it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# direct: says who somebody is · indirect: does so with others · special: a need, which may be of health or offending ·
# none: made by goodplace, and means nothing outside a run.
Sensitivity = Literal["direct", "indirect", "special", "none"]
NEED = "need:"


@dataclass(frozen=True)
class PersonField:
    """A field of the person table. `mapped`: an agency's mapping may name a column for it."""

    sensitivity: Sensitivity
    meaning: str
    mapped: bool = True


FIELDS: Mapping[str, PersonField] = {
    "record_id": PersonField("none", "Number of the record within a run.", mapped=False),
    "agency": PersonField("indirect", "Agency that gave the record: the name of its folder.", mapped=False),
    "person_id": PersonField("direct", "The agency's own number of the person. Required."),
    "nhs_number": PersonField("direct", "NHS number: used only where its check digit holds."),
    "given_name": PersonField("direct", "Given name."),
    "family_name": PersonField("direct", "Family name."),
    "birth_date": PersonField("indirect", "Date of birth, in the format given."),
    "sex": PersonField("indirect", "Sex, as the agency writes it: its first letter is compared."),
    "postcode": PersonField("indirect", "Postcode of the address."),
    "uprn": PersonField("indirect", "Unique property reference number of the address: counts households."),
    "household_id": PersonField("indirect", "The agency's own number of the household; used where nobody has a UPRN."),
}
# The columns of the person table before its needs; each need is one more column, true where the record says yes.
COLUMNS = tuple(FIELDS)


def need_column(need: str) -> str:
    """The column of the person table that says whether a record has a need."""
    return f"{NEED}{need}"


def sensitivity_of(column: str) -> Sensitivity:
    """How sensitive a column of the person table is. Raises KeyError for one that doesn't say."""
    return "special" if column.startswith(NEED) else FIELDS[column].sensitivity
