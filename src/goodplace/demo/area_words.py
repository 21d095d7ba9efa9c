"""What a made-up place says of itself: its indicators, services, facts, funds, statements. All is made up."""

from typing import NamedTuple

AREA_CODE = "X00000001"
NEIGHBOURS = (
    "Aldermarsh", "Brackenfold", "Coldferry", "Dunmarrow", "Eastermoor", "Fallowbeck", "Gorsewater", "Hexholme",
)  # fmt: skip
PERIODS = ("2019", "2020", "2021", "2022", "2023", "2024")


class Indicator(NamedTuple):
    """middle, spread: of areas. trend: change a year. All in its unit."""

    id: str
    name: str
    theme: str
    unit: str
    better: str
    middle: float
    spread: float
    trend: float


INDICATORS = (
    Indicator("school_readiness", "Good level of development at age 5", "Children", "%", "higher", 67, 3, 0.4),
    Indicator("persistent_absence", "Pupils who miss a tenth of school or more", "Children", "%", "lower", 19, 2, 0.8),
    Indicator("care_rate", "Children in care", "Children", "per 10,000 children", "lower", 74, 12, 1.0),
    Indicator("child_poverty", "Children in families with low incomes", "Children", "%", "lower", 22, 4, 0.5),
    Indicator("healthy_life", "Years lived in good health", "Health", "years", "higher", 62, 2, -0.1),
    Indicator("emergencies", "Emergency admissions", "Health", "per 1,000 people", "lower", 96, 9, 0.6),
    Indicator("treatment", "People who complete treatment for drugs", "Health", "%", "higher", 34, 4, -0.3),
    Indicator("lonely", "People who feel lonely often or always", "Health", "%", "lower", 7, 1, 0.1),
    Indicator("crime", "Crimes recorded by the police", "Safety", "per 1,000 people", "lower", 82, 11, 1.2),
    Indicator("reoffending", "People who offend again within a year", "Safety", "%", "lower", 27, 3, -0.2),
    Indicator("homeless", "Households owed help with a home", "Homes and work", "per 1,000", "lower", 12, 3, 0.4),
    Indicator("work", "People of working age in work", "Homes and work", "%", "higher", 75, 3, 0.2),
)


class Service(NamedTuple):
    """yearly: pounds a person in the first year. role: of the partner that spends it."""

    role: str
    service: str
    yearly: int


SERVICES = (
    Service("council", "Adult social care", 385),
    Service("council", "Children’s social care", 252),
    Service("council", "Schools and early years", 610),
    Service("council", "Public health", 68),
    Service("council", "Housing and homelessness", 47),
    Service("council", "Roads and transport", 62),
    Service("council", "Environment and waste", 98),
    Service("council", "Culture, parks and libraries", 44),
    Service("nhs", "Hospitals", 1250),
    Service("nhs", "Mental health and community services", 420),
    Service("nhs", "General practice and medicines", 390),
    Service("police", "Policing", 235),
    Service("housing_association", "Repairs and services to tenants", 140),
    Service("dwp", "Benefits for people out of work", 620),
    Service("fire", "Fire and rescue", 45),
)


class Known(NamedTuple):
    """A fact of the area: value, or a number for every thousand people."""

    id: str
    theme: str
    name: str
    unit: str
    value: float
    per_thousand: bool


FACTS = (
    Known("deprivation_rank", "Deprivation", "Rank among 300 areas, 1 is most deprived", "rank", 112, False),
    Known("poorest_fifth", "Deprivation", "Residents in the most deprived fifth of neighbourhoods", "%", 21, False),
    Known("charities", "Community", "Charities", "charities", 2.4, True),
    Known("community_halls", "Buildings", "Community halls", "buildings", 0.25, True),
    Known("council_buildings", "Buildings", "Buildings of the council", "buildings", 0.9, True),
    Known("gp_surgeries", "Buildings", "GP surgeries", "buildings", 0.12, True),
    Known("rent", "Prices", "Middle rent of a home with two bedrooms", "£ a month", 780, False),
)

# Role of the holder, id, name, pounds a year, what it is for, what happens to what is left.
FUNDS = (
    ("council", "prevention", "Prevention fund", 180_000, "Whatever stops a crisis", "free"),
    ("council", "homes_grant", "Homelessness prevention grant", 90_000, "People who may lose their home", "none"),
    ("nhs", "better_care", "Better care fund", 240_000, "Care out of hospital", "capped"),
    ("police", "safer_streets", "Safer streets fund", 60_000, "Fewer crimes in public places", "none"),
    ("housing_association", "tenancy", "Tenancy support fund", 40_000, "Tenants in difficulty", "capped"),
    ("voluntary", "gifts", "Gifts without conditions", 25_000, None, "free"),
)
# Role of the owner, resource, unit, most likely a year; there may be a fifth less or a tenth more.
CAPACITIES = (
    ("council", "Social workers’ hours", "hours", 5_200),
    ("council", "Rooms in libraries", "room days", 900),
    ("nhs", "Community nurses’ hours", "hours", 4_100),
    ("police", "Neighbourhood officers’ hours", "hours", 2_600),
    ("housing_association", "Empty homes that could be used", "home years", 14),
    ("voluntary", "Volunteers’ hours", "hours", 7_500),
    ("voluntary", "Peer workers’ hours", "hours", 1_800),
    ("dwp", "Work coaches’ hours", "hours", 1_500),
)
# Role of the buyer, supplier, what is bought, pounds a year, years to run, terms that may stand in the way.
CONTRACTS = (
    ("council", "Marrowgate Care", "Home care", 1_900_000, 2, "Minimum volume of 900 hours a week"),
    ("council", "Tarn Lodge Trust", "Hostel beds", 310_000, 1, "Nobody else may be paid for hostel beds"),
    ("nhs", "Fernlight Health", "Talking therapies", 640_000, 3, "Six months’ notice to change who is seen"),
    ("police", "Cobble and Sons", "Custody nurses", 120_000, 2, None),
    ("housing_association", "Plumbline Repairs", "Repairs", 880_000, 4, "Twelve months’ notice"),
)
# Kind, title, roles it binds, in place, how many of the options need it.
AGREEMENTS = (
    ("data_sharing", "Sharing of records between council and NHS", ("council", "nhs"), "yes", 2),
    ("data_sharing", "Sharing of arrears and tenancies", ("council", "housing_association"), "no", 1),
    ("delegated_power", "One panel that may spend for all", ("council", "nhs", "police"), "no", 1),
    ("building", "Use of the old clinic", ("nhs", "voluntary"), "yes", 1),
)
# By outcome: a statement that asks for it, and one whose refusal does.
STATEMENTS = {
    "children_in_care": ("Help families early so that fewer children are taken into care.",
                         "Children’s services already step in more than they should."),
    "ae_visits": ("Nobody should have to wait in A&E for want of help elsewhere.",
                  "Going to A&E for small things is fine."),
    "crimes": ("I want fewer crimes, even if other things wait.", "Crime here is nothing to spend more on."),
    "homelessness": ("Nobody in this place should lose their home for want of a few hundred pounds.",
                     "Losing a home is a private matter."),
    "in_work": ("People who are ill should get help to keep or find work.", "Illness and work don’t go together."),
    "admissions": ("More care at home would keep people out of hospital.", "Hospital is the best place for the frail."),
    "lonely": ("Loneliness does as much harm here as illness.", "The council should not spend on company."),
    "domestic_abuse": ("Everybody should be safe at home.", "What happens at home is nobody else’s business."),
    "exclusions": ("Schools should keep hold of the children they find hardest.", "Excluding more children is right."),
    "drug_treatment": ("Anybody who wants to stop using drugs should get help within a week.",
                       "Treatment for drugs is wasted money."),
    "fires": ("Fire officers should visit the homes most at risk.", "Home fires are too rare to bother with."),
    "care_homes": ("People should be able to grow old in their own home.", "Care homes are the better choice."),
    "evictions": ("Landlords should work with tenants before they evict.", "Arrears should mean eviction, and soon."),
    "rough_sleeping": ("Nobody should sleep on our streets.", "People sleep rough because they want to."),
    "time_in_prison": ("I would rather see work in the community than short prison sentences.",
                       "Prison is cheap at the price."),
    "safe_after_dark": ("I want to feel safe walking home at night.", "Our streets are safe enough at night."),
    "qualified": ("Every young person should be able to learn a trade.", "Whoever wants a trade should move away."),
    "arrears": ("Help with debts is better than letters.", "People in arrears have only themselves to blame."),
    "gp_visits": ("I would see somebody other than a doctor if it were quicker.", "Only a doctor will do."),
    "missing": ("Every child who goes missing should be met by somebody they trust.",
                "Children who run away come back by themselves."),
}  # fmt: skip
MORE_STATEMENTS = (
    "I would pay a little more if I could see what became of it.",
    "Services here should share what they know, with people’s consent.",
    "I don’t know who decides what is spent here.",
    "Residents should have a say before money moves.",
    "Parks and libraries matter as much as services for a few.",
    "Buses should run later in the evening.",
)
OFF_TOPIC = "Come to my cousin’s shop on Saturday."
TOPIC = "What should get better here first?"

# People phrases of options (see words.PEOPLE) that name people with a need, or with several.
COHORT_OF = {
    "families with many needs": "many_needs",
    "people leaving prison": "offending",
    "adults with mental illness": "mental_ill_health",
    "people who sleep rough": "homelessness",
    "victims of abuse": "domestic_abuse",
    "people out of work": "out_of_work",
    "tenants in arrears": "debt",
    "people who use drugs": "substance_use",
    "children out of school": "school_absence",
    "people often in hospital": "often_in_hospital",
}
