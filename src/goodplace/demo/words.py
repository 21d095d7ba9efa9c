"""The words a made-up place is named with. None of the places exists; partners are named by what they do."""

from typing import NamedTuple


class Body(NamedTuple):
    """A kind of partner; {place} in its name is filled in."""

    id: str
    name: str
    sector: str
    level: str
    role: str


class Change(NamedTuple):
    """Something that can get better: its unit, what a unit is worth in public money and beyond it (£), and to whom.

    owners: roles whose books hold the public money, the largest first. wider_kind: economic, social, or nothing.
    yearly: how many there are a year in a place, before anything is done.
    """

    id: str
    name: str
    unit: str
    category: str
    owners: tuple[str, ...]
    public: int
    wider_kind: str
    wider: int
    yearly: int


PLACES = ("Quellmoor", "Tarrowfen", "Ombridge Vale", "Skellwater", "Vintry Marsh", "Harrowmead", "Orrin Sound")

BODIES = (
    Body("council", "{place} Council", "public", "local", "council"),
    Body("nhs", "The NHS in {place}", "public", "local", "nhs"),
    Body("police", "{place} Police", "public", "local", "police"),
    Body("homes", "{place} Homes", "private", "local", "housing_association"),
    Body("voluntary", "{place} Voluntary Partnership", "voluntary", "local", "voluntary"),
    Body("justice", "Courts, prisons and probation", "public", "national", "justice"),
    Body("dwp", "Work and pensions", "public", "national", "dwp"),
    Body("schools", "{place} Schools Together", "public", "local", "school"),
    Body("fire", "{place} Fire and Rescue", "public", "local", "fire"),
    Body("residents", "{place} Residents’ Network", "community", "local", "community"),
    Body("care", "{place} Care Company", "private", "local", "firm"),
    Body("central", "Central government", "public", "national", "central"),
    Body("council-east", "East {place} Council", "public", "neighbour", "council"),
    Body("nhs-east", "The NHS in East {place}", "public", "neighbour", "nhs"),
    Body("lantern", "{place} Lantern Trust", "voluntary", "local", "voluntary"),
    Body("bramble", "{place} Bramble Homes", "private", "local", "housing_association"),
    Body("ferry", "{place} Ferry Works", "private", "local", "firm"),
    Body("allotments", "{place} Allotment Keepers", "community", "local", "community"),
    Body("harbour", "{place} Harbour Charity", "voluntary", "local", "voluntary"),
    Body("police-east", "East {place} Police", "public", "neighbour", "police"),
    Body("kestrel", "{place} Kestrel Homes", "private", "local", "housing_association"),
    Body("schools-east", "East {place} Schools Together", "public", "neighbour", "school"),
    Body("orchard", "{place} Orchard Group", "voluntary", "local", "voluntary"),
    Body("market", "{place} Market Traders", "community", "local", "community"),
    Body("fire-east", "East {place} Fire and Rescue", "public", "neighbour", "fire"),
    Body("loom", "{place} Loom Care", "private", "local", "firm"),
)

CHANGES = (
    Change("children_in_care", "Children in care", "child-years", "social_services", ("council",), 72_000, "", 0, 420),
    Change("ae_visits", "Visits to accident and emergency", "visits", "health", ("nhs",), 210, "", 0, 90_000),
    Change("crimes", "Crimes", "crimes", "crime", ("justice", "police", "nhs"), 900, "social", 2_300, 14_000),
    Change("homelessness", "Households that lose their home", "households", "housing",
           ("council", "housing_association", "justice"), 4_200, "social", 3_000, 600),
    Change("in_work", "People with illness in work", "person-years", "employment_and_economy",
           ("dwp", "nhs"), 3_100, "economic", 15_000, 300),
    Change("admissions", "Emergency admissions", "admissions", "health", ("nhs",), 2_300, "social", 1_200, 21_000),
    Change("lonely", "People who feel lonely most days", "people", "health", (), 0, "", 0, 9_000),
    Change("domestic_abuse", "Incidents of domestic abuse", "incidents", "crime",
           ("nhs", "justice", "police", "council"), 3_600, "social", 9_800, 6_000),
    Change("exclusions", "Children excluded from school", "children", "education_and_skills",
           ("council", "school", "justice"), 14_000, "economic", 900, 160),
    Change("drug_treatment", "People in effective drug treatment", "person-years", "health",
           ("nhs", "justice"), 5_200, "social", 5_500, 700),
    Change("fires", "Fires in homes", "fires", "fire",
           ("fire", "nhs", "housing_association"), 4_800, "economic", 30_000, 400),
    Change("care_homes", "Weeks in a care home", "weeks", "social_services", ("council", "nhs"), 690, "", 0, 60_000),
    Change("evictions", "Evictions", "evictions", "housing", ("housing_association", "council"), 8_700, "", 0, 320),
    Change("rough_sleeping", "People sleeping rough", "person-years", "housing",
           ("council", "nhs"), 12_000, "social", 8_000, 60),
    Change("time_in_prison", "People in prison", "person-years", "crime", ("justice",), 48_000, "", 0, 280),
    Change("safe_after_dark", "People who feel safe after dark", "people", "crime", (), 0, "", 0, 30_000),
    Change("qualified", "Young people who gain a trade", "people", "education_and_skills",
           ("dwp", "central"), 900, "economic", 3_900, 500),
    Change("arrears", "Tenants who clear their arrears", "tenants", "housing",
           ("housing_association",), 1_100, "social", 600, 2_500),
    Change("gp_visits", "GP appointments that something else replaces", "appointments", "health",
           ("nhs",), 56, "", 0, 800_000),
    Change("missing", "Children reported missing", "reports", "crime",
           ("police", "council"), 2_600, "social", 1_000, 900),
)  # fmt: skip

WAYS = (
    "Outreach", "Key workers", "A shared front door", "Peer support", "Home visits", "A night-time team", "Job coaches",
    "Supported homes", "Family group meetings", "One case record", "A crisis house", "Drop-in advice",
    "Street doctors", "Mentors", "Parent groups", "Debt clinics", "A mobile team", "Early help", "Day opportunities",
    "Reablement", "Restorative meetings", "Community connectors", "Respite breaks", "School counsellors",
)  # fmt: skip
PEOPLE = (
    "young carers", "families with many needs", "people leaving prison", "older people living alone",
    "adults with mental illness", "people who sleep rough", "teenagers near care", "victims of abuse",
    "people out of work", "tenants in arrears", "people who use drugs", "children out of school", "new parents",
    "people often in hospital", "refugees", "people leaving care",
)  # fmt: skip
