"""Who may sign in: accounts are Django's, with a role beside each. Passwords are kept as Django hashes them."""

from dataclasses import dataclass
from typing import get_args

from goodplace.formats.runs import Home, current_run
from goodplace.place.errors import InputError
from goodplace.sharing.visibility import Role
from goodplace.web.settings import PASSWORDS

MEMBER_ROLES = tuple(role for role in get_args(Role) if role != "anybody")


@dataclass(frozen=True)
class MemberOf:
    """Somebody who may sign in. partner: its id, for the role "partner"; else empty."""

    username: str
    role: str
    partner: str = ""


def add_member(home: Home, *, username: str, role: str, partner: str = "", password: str) -> MemberOf:
    """Let somebody sign in. Raises InputError for a name that is taken, a role, partner or password that won't do."""
    member = MemberOf(username.strip(), role, partner)
    _check_role(home, member)
    _open(home)
    from django.contrib.auth import get_user_model
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from goodplace.service.models import Member

    users = get_user_model()
    user = users(username=member.username)
    if users.objects.filter(username=member.username).exists():
        raise InputError(
            f"{member.username} may sign in already. Take the name away first, or choose another.", code="member"
        )
    try:
        user.username_validator(member.username)
        _check_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise InputError(f"{member.username} can't be added: {' '.join(error.messages)}", code="member") from error
    with transaction.atomic():
        user.save()
        Member.objects.create(user=user, role=member.role, partner=member.partner)
    return member


def list_members(home: Home) -> tuple[MemberOf, ...]:
    """Who may sign in, by name; nobody where the place has no database yet."""
    from goodplace.service.configure import database_exists

    if not database_exists(home.service):
        return ()
    from goodplace.service.models import Member

    members = Member.objects.select_related("user").order_by("user__username")
    return tuple(MemberOf(m.user.get_username(), m.role, m.partner) for m in members)


def remove_member(home: Home, *, username: str) -> None:
    """Let somebody sign in no longer: the account goes, and whatever is signed in with it sees what anybody sees."""
    _open(home)
    from django.contrib.auth import get_user_model

    gone, _ = get_user_model().objects.filter(username=username).delete()
    if not gone:
        raise InputError(f"Nobody signs in as {username}. See: goodplace member list", code="member")


def _open(home: Home) -> None:
    from goodplace.service.configure import configure, migrate

    configure(home.service)
    migrate()


def _check_role(home: Home, member: MemberOf) -> None:
    if member.role not in MEMBER_ROLES:
        raise InputError(f"There is no role {member.role}. Roles: {', '.join(MEMBER_ROLES)}.", code="member")
    if (member.role == "partner") != bool(member.partner):
        raise InputError("The role partner, and no other, needs the id of a partner (--partner).", code="member")
    run = current_run(home)
    known = [partner["id"] for partner in run.manifest["place"]["partners"]] if run else [member.partner]
    if member.partner and member.partner not in known:
        raise InputError(f"There is no partner {member.partner}. Partners: {', '.join(known)}.", code="member")


def _check_password(password: str, user: object) -> None:
    from django.contrib.auth.password_validation import get_password_validators, validate_password

    validate_password(password, user, get_password_validators(PASSWORDS))
