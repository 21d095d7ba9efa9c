"""The five agencies of a made-up place: what each calls its columns, how it writes them, and how often it errs.

The rates are made up: nobody publishes them. Police and housing err most, since neither has a number to check by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Errors:
    """Shares of records in which something is wrong."""

    typo: float = 0.015
    nickname: float = 0.0
    swapped: float = 0.002
    date_slip: float = 0.01
    no_date: float = 0.01
    no_sex: float = 0.02
    no_postcode: float = 0.02
    no_number: float = 0.0
    wrong_number: float = 0.0
    old_address: float = 0.3
    """Of those who moved, the share whose old address is still in the record."""
    twice: float = 0.01
    """Share of people who have two records here."""


@dataclass(frozen=True)
class Agency:
    """columns: field of the person table → column · needs: need → (column, share of those who have it that are known).

    date_format: as strftime. yes, no: how a need is written. prefix: how its own numbers begin. capitals: names are
    written so. sexes: words for female and male.
    """

    id: str
    file: str
    columns: Mapping[str, str]
    needs: Mapping[str, tuple[str, float]]
    date_format: str
    yes: str
    no: str
    prefix: str
    errors: Errors
    capitals: bool = False
    sexes: tuple[str, str] = ("F", "M")
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns that no field is mapped to: what is in them for everybody, or `address`."""


AGENCIES = (
    Agency(
        "council",
        "extract.csv",
        {
            "person_id": "client_ref",
            "given_name": "forename",
            "family_name": "surname",
            "birth_date": "dob",
            "sex": "gender",
            "postcode": "post_code",
            "uprn": "uprn",
        },
        {
            "homelessness": ("homelessness_duty", 0.85),
            "debt": ("council_tax_arrears", 0.75),
            "domestic_abuse": ("domestic_abuse_flag", 0.35),
            "school_absence": ("persistent_absence", 0.95),
        },
        "%d/%m/%Y",
        "Y",
        "N",
        "C",
        Errors(typo=0.02, nickname=0.03, no_date=0.03, no_sex=0.08, old_address=0.25, twice=0.02),
        sexes=("Female", "Male"),
        extra={"address_line": "address"},
    ),
    Agency(
        "nhs",
        "extract.csv.gz",
        {
            "person_id": "patient_id",
            "nhs_number": "nhs_number",
            "given_name": "given_name",
            "family_name": "family_name",
            "birth_date": "date_of_birth",
            "sex": "sex",
            "postcode": "postcode",
        },
        {
            "mental_ill_health": ("mental_health_register", 0.85),
            "substance_use": ("substance_misuse_code", 0.7),
            "domestic_abuse": ("domestic_abuse_code", 0.2),
            "often_in_hospital": ("frequent_attender", 0.97),
        },
        "%Y-%m-%d",
        "1",
        "0",
        "P",
        Errors(typo=0.008, nickname=0.01, date_slip=0.003, no_date=0.0, no_sex=0.002, no_number=0.005,
               wrong_number=0.001, old_address=0.5, twice=0.005),
    ),
    Agency(
        "police",
        "extract.csv",
        {
            "person_id": "NominalRef",
            "given_name": "FirstNames",
            "family_name": "LastName",
            "birth_date": "DOB",
            "sex": "Sex",
            "postcode": "LastKnownPostcode",
        },
        {
            "offending": ("OffenderLast12Months", 0.92),
            "domestic_abuse": ("DomesticAbuseVictim", 0.55),
            "substance_use": ("DrugMarker", 0.4),
        },
        "%d-%m-%Y",
        "TRUE",
        "FALSE",
        "N/",
        Errors(typo=0.04, nickname=0.10, swapped=0.006, date_slip=0.04, no_date=0.07, no_postcode=0.12,
               old_address=0.7, twice=0.06),
        capitals=True,
    ),
    Agency(
        "dwp",
        "extract.parquet",
        {
            "person_id": "CLAIM_REF",
            "given_name": "FIRST_NAME",
            "family_name": "SURNAME",
            "birth_date": "DATE_OF_BIRTH",
            "sex": "SEX",
            "postcode": "POSTCODE",
        },
        {"out_of_work": ("OUT_OF_WORK_CLAIM", 0.96), "debt": ("DEDUCTIONS", 0.3)},
        "%Y%m%d",
        "YES",
        "NO",
        "UC",
        Errors(typo=0.006, date_slip=0.004, no_date=0.001, no_postcode=0.01, old_address=0.2, twice=0.003),
        capitals=True,
    ),
    Agency(
        "housing",
        "extract.csv",
        {
            "person_id": "person_no",
            "given_name": "first_name",
            "family_name": "last_name",
            "birth_date": "born_on",
            "postcode": "postcode",
            "uprn": "property_uprn",
        },
        {"debt": ("rent_arrears", 0.7), "homelessness": ("came_as_homeless", 0.3), "domestic_abuse": ("dv_move", 0.2)},
        "%d.%m.%Y",
        "yes",
        "",
        "H-",
        Errors(typo=0.03, nickname=0.08, date_slip=0.02, no_date=0.08, old_address=0.0, twice=0.015),
        extra={"tenancy": "current"},
    ),
)  # fmt: skip
