"""The settings of a place (the `place` table), with what each means and what holds when it is left out."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from goodplace.place.cells import Money, Name, Ordinal, Rate, Share, Year, read_word


def setting(meaning: str, *, example: object, blank: str = "", default: Any = ...) -> Any:
    """A setting: no default means it must be given."""
    return Field(
        default,
        description=meaning,
        examples=[example],
        json_schema_extra={"blank": blank},
    )


class Settings(BaseModel):
    """What holds for the whole place. Years are held as the year they start in; T and H are counts of years."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = setting(
        "Name of the place or of the worked example.",
        example="School emotional learning",
    )
    first_year: Year = setting("First financial year (t = 0).", example="2027/28")
    money_years: Ordinal = setting("Years in which budgets and payments between partners bind (T).", example=5)
    horizon: Ordinal = setting(
        "Years over which costs, savings and values are counted (H, at least T).",
        example=10,
    )
    price_base: Year | None = setting(
        "Financial year whose prices the values are in.",
        example="2027/28",
        default=None,
        blank="the first year",
    )
    discount_rate: Name = setting(
        "Vintage of the discount rate: see the discount rates table.",
        example="green-book-2026",
        default="green-book-2026",
        blank="green-book-2026 (3.5 % a year, real)",
    )
    deflator: Name = setting(
        "Vintage of the GDP deflator.",
        example="qna-2025-12",
        default="qna-2025-12",
        blank="qna-2025-12",
    )
    inflation: Rate = setting(
        "Inflation a year where the deflator ends.",
        example="2%",
        default=0.02,
        blank="2 % a year, an assumption",
    )
    released: Share = setting(
        "Share of the claimed savings taken as released where it is unknown.",
        example="50%",
        default=0.5,
        blank="50 %",
    )
    optimism_bias: Annotated[Literal["none", "by_grade"], BeforeValidator(read_word)] = setting(
        "none, or by_grade: costs up and effects down by confidence grade.",
        example="none",
        default="none",
        blank="none: figures as given",
    )
    upfront_fund: Money = setting(
        "Most that may be outstanding from the up-front fund, in cash terms.",
        example=0,
        default=0.0,
        blank="no fund",
    )
    upfront_interest: Rate | None = setting(
        "Interest a year on the up-front fund, in cash terms.",
        example="5.6%",
        default=None,
        blank="the discount rate with inflation: the fund then moves money in time and nothing else",
    )
    reuse_of_savings: Share = setting(
        "Share of cash released in a year that may be spent in later years.",
        example="100%",
        default=1.0,
        blank="all of it",
    )
    national_share: Share = setting(
        "λ: how much the plan follows the national weights; the rest follows the residents'.",
        example=0,
        default=0.0,
        blank="0: the residents' weights",
    )
    note: Name | None = setting(
        "A line shown under the title.",
        example="Worked example",
        default=None,
        blank="none",
    )
    area_code: Name | None = setting(
        "ONS code of the area: which rows of the position table are the place's own.",
        example="E08000009",
        default=None,
        blank="no area: no position is shown",
    )
    weights_from: Annotated[Literal["outcomes", "best_worst", "conversation"], BeforeValidator(read_word)] = setting(
        "Where residents' weights come from: the outcomes table, best_worst answers, or the conversation.",
        example="outcomes",
        default="outcomes",
        blank="the outcomes table",
    )
    conversation_from: Annotated[Literal["here", "elsewhere"], BeforeValidator(read_word)] = setting(
        "here, or elsewhere: a conversation held elsewhere is shown, and never weighs anything.",
        example="here",
        default="here",
        blank="here",
    )
    smallest_count: Ordinal = setting(
        "Smallest count of people that is shown; what is smaller is suppressed.",
        example=10,
        default=10,
        blank="10",
    )
    kind: Annotated[Literal["place", "worked_example", "made_up"], BeforeValidator(read_word)] = setting(
        "place (real partners: a deal of theirs may not rest on defaults), worked_example (nobody can sign it, and "
        "every page says so), or made_up (nobody lives there; it can be signed to try it).",
        example="place",
        default="place",
        blank="place",
    )
    delivered_due_months: Ordinal = setting(
        "Months after a financial year by which what was delivered in it is reported.",
        example=3,
        default=3,
        blank="3",
    )
    verified_due_months: Ordinal = setting(
        "Months after a financial year by which somebody else has verified what was delivered.",
        example=9,
        default=9,
        blank="9",
    )
