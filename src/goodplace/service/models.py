# mypy: disallow-subclassing-any=False
"""What the database holds. Events are the record and never change; names of people stand beside it and can be erased.

The record says of whoever signed only SHA-256(salt ‖ name), which says nothing once name and salt are erased.
"""

from django.conf import settings
from django.db import models

ROLES = (("committee", "committee"), ("partner", "partner"), ("analyst", "analyst"))


class Event(models.Model):
    """One event. body: RFC 8785 JSON · previous, hash: 64 hex digits; hash = SHA-256(previous's bytes ‖ body's).

    Triggers refuse every change. A later migration that remakes the table must make them again.
    """

    # Not a BigIntegerField: with this, SQLite keeps no second copy of the number in an index.
    sequence = models.IntegerField(primary_key=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class Head(models.Model):
    """One row, number 1: whose record it is (empty before its first event), how many events, and the last one's hash.

    Whoever writes to the record locks this row first.
    """

    place = models.TextField(default="")
    size = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class Signatory(models.Model):
    """Who signed, apart from the record. To erase a person, both become empty."""

    name = models.TextField()
    salt = models.BinaryField()


class TabledProposal(models.Model):
    """A proposal that somebody signed, as RFC 8785 JSON, so that what was signed can be shown."""

    id = models.CharField(primary_key=True, max_length=64)
    body = models.TextField()


class Signature(models.Model):
    """Ties the event of a signature to the proposal and to whoever signed. Everything else is in the event."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT)
    proposal = models.ForeignKey(TabledProposal, on_delete=models.PROTECT)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT)


class Member(models.Model):
    """What somebody who signs in may see: the role, and for the role "partner" which one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=ROLES)
    partner = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role="partner") & ~models.Q(partner="")
                | ~models.Q(role="partner") & models.Q(partner=""),
                name="partner_for_partners_only",
            ),
        )
