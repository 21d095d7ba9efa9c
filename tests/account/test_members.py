"""Who has signed in is who the database says."""

from pathlib import Path

from goodplace.account.members import role_of
from goodplace.service.configure import configure, migrate
from goodplace.sharing.visibility import ANYBODY, Viewer


def test_a_user_is_seen_in_the_role_given_and_otherwise_as_anybody(tmp_path: Path, database: str) -> None:
    configure(tmp_path / "service")
    migrate()
    from django.contrib.auth.models import AnonymousUser, User

    from goodplace.service.models import Member

    partner, stranger = (User.objects.create_user(name) for name in ("partner", "stranger"))
    Member.objects.create(user=partner, role="partner", partner="council")
    assert role_of(partner) == Viewer("partner", "council")
    assert role_of(stranger) == role_of(AnonymousUser()) == ANYBODY
    partner.is_active = False
    assert role_of(partner) == ANYBODY
