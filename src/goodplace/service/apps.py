# mypy: disallow-subclassing-any=False
"""The service, as Django knows it."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The tables of `models.py` are called service_<model>."""

    name = "goodplace.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"
