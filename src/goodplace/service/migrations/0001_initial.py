# mypy: disallow-subclassing-any=False
"""The first tables, the triggers that keep the record append-only, and the one row of its head."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from goodplace.service.triggers import make, open_record


class Migration(migrations.Migration):
    initial = True

    dependencies = (("auth", "0012_alter_user_first_name_max_length"),)

    operations = (
        migrations.CreateModel(
            name="Event",
            fields=[
                ("sequence", models.IntegerField(primary_key=True, serialize=False)),
                ("body", models.TextField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.TextField(default="")),
                ("size", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("salt", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="TabledProposal",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("committee", "committee"), ("partner", "partner"), ("analyst", "analyst")],
                        max_length=20,
                    ),
                ),
                ("partner", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "partner"), models.Q(("partner", ""), _negated=True)),
                            models.Q(models.Q(("role", "partner"), _negated=True), ("partner", "")),
                            _connector="OR",
                        ),
                        name="partner_for_partners_only",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="service.event",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="service.tabledproposal"),
                ),
                ("signatory", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="service.signatory")),
            ],
        ),
        migrations.RunPython(make),
        migrations.RunPython(open_record),
    )
