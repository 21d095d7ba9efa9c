"""The page of aims keeps back what its figures keep back: weights few people gave, and statements few voted on."""

from goodplace.account.state import AccountState
from goodplace.aim.result import AimResult, Conversation, Statement, Weight
from goodplace.formats.stored_figures import StoredFigure
from goodplace.pages.aims_view import aims_view
from goodplace.pages.run_data import RunData
from goodplace.sharing.visibility import ANYBODY, Viewer

NAME = "weight.parks.residents"
HIDDEN = StoredFigure(NAME, "Residents’ weight of Parks", 0.8, "share", "partners", (), (), {})


def aims(viewer: Viewer, *statements: Statement) -> dict[str, object]:
    weights = (Weight("parks", "Parks", 0.8, 0.5, 0.7, 0.9), Weight("work", "Work", None, None))
    talk = Conversation("T", "", 9, 9, statements, local=True)
    aim = AimResult("best_worst", weights, respondents=4, conversation=talk)
    data = RunData("run", {"partners": ()}, aim=aim, figures={NAME: HIDDEN})
    return aims_view(data, AccountState(), viewer)


def weight_shown(viewer: Viewer) -> tuple[str, float | None, str, str]:
    parks, work = aims(viewer)["weights"]  # type: ignore[misc]
    return parks.residents.text, parks.residents.value, parks.interval, work.residents.text  # type: ignore[has-type]


def test_weights_that_few_people_gave_are_seen_by_partners_alone() -> None:
    assert weight_shown(ANYBODY) == ("for partners only", None, "–", "nobody has said")
    assert weight_shown(Viewer("committee"))[1] is None
    assert weight_shown(Viewer("partner", "council"))[1] == 0.8


def test_votes_that_are_withheld_are_said_to_be() -> None:
    few = Statement("1", "More parks", 0, 0, 0, None, None, None, withheld=True)
    none = Statement("2", "Fewer cars", 0, 0, 0, None, None, None)
    rows = aims(ANYBODY, few, none)["statements"]
    assert [(row.share.text, row.withheld) for row in rows] == [  # type: ignore[attr-defined]
        ("too few votes", True),
        ("nobody voted", False),
    ]
