"""Who may sign in: added once, with a role that fits and a password worth having, and taken away again."""

from pathlib import Path

import pytest
from served_place import PASSWORD

from goodplace.formats.runs import Home
from goodplace.place.errors import InputError
from goodplace.web.accounts import MemberOf, add_member, list_members, remove_member


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "place").mkdir()
    return Home(tmp_path / "place")


@pytest.fixture(scope="module")
def with_ann(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("place"))
    add_member(home, username="ann", role="analyst", password=PASSWORD)
    return home


def test_members_are_added_listed_and_removed(home: Home) -> None:
    assert list_members(home) == ()
    assert not home.service.exists()
    add_member(home, username="zoe", role="committee", password=PASSWORD)
    add_member(home, username="ann", role="partner", partner="nhs", password=PASSWORD)
    assert list_members(home) == (MemberOf("ann", "partner", "nhs"), MemberOf("zoe", "committee"))
    remove_member(home, username="zoe")
    assert [member.username for member in list_members(home)] == ["ann"]


@pytest.mark.parametrize(
    ("username", "role", "partner", "password", "words"),
    [
        ("ann", "committee", "", PASSWORD, "already"),
        ("", "committee", "", PASSWORD, "can't be added"),
        ("a b", "committee", "", PASSWORD, "valid username"),
        ("x" * 200, "committee", "", PASSWORD, "150"),
        ("bo", "king", "", PASSWORD, "There is no role king"),
        ("bo", "anybody", "", PASSWORD, "There is no role anybody"),
        ("bo", "partner", "", PASSWORD, "--partner"),
        ("bo", "analyst", "nhs", PASSWORD, "--partner"),
        ("bo", "analyst", "", "short", "at least 12"),
        ("bo", "analyst", "", "password1234", "too common"),
        ("bo", "analyst", "", "739201846372", "entirely numeric"),
        ("bo-the-analyst", "analyst", "", "bo-the-analyst", "too similar"),
    ],
)
def test_a_member_that_will_not_do_is_refused_in_words(
    username: str, role: str, partner: str, password: str, words: str, with_ann: Home
) -> None:
    with pytest.raises(InputError, match=words) as found:
        add_member(with_ann, username=username, role=role, partner=partner, password=password)
    assert found.value.code == "member"
    assert password == username or f" {password} " not in str(found.value)
    assert [member.username for member in list_members(with_ann)] == ["ann"]


def test_nobody_can_be_removed_who_is_not_there(home: Home) -> None:
    with pytest.raises(InputError, match="Nobody signs in as bo"):
        remove_member(home, username="bo")


def test_no_password_is_kept_as_it_was_given(home: Home) -> None:
    add_member(home, username="ann", role="analyst", password=PASSWORD)
    kept = b"".join(path.read_bytes() for path in home.service.rglob("*") if path.is_file())
    assert b"pbkdf2_sha256$" in kept
    assert PASSWORD.encode() not in kept
