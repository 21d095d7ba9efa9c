"""Who somebody is that has signed in: the viewer whom `sharing.visibility.may_see` asks about."""

from typing import Any

from goodplace.sharing.visibility import ANYBODY, Viewer


def role_of(user: Any) -> Viewer:
    """The viewer of Django's `request.user`; anybody for those who haven't signed in, aren't active or have no role."""
    from goodplace.service.models import Member

    if not (user.is_authenticated and user.is_active):
        return ANYBODY
    member = Member.objects.filter(user_id=user.pk).first()
    return ANYBODY if member is None else Viewer(member.role, member.partner)
