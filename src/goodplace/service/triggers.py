"""The record can only grow: the database itself refuses to change or remove an event."""

from typing import Any

SAYS = "the record is append-only"
_SQLITE = tuple(
    f"CREATE TRIGGER service_event_no_{what} BEFORE {what} ON service_event BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for what in ("update", "delete")
)
_POSTGRESQL = (
    "CREATE FUNCTION service_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER service_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON service_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION service_event_refuse()",
)


def make(apps: Any, editor: Any) -> None:
    """Make the triggers: a step of a migration."""
    for statement in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def open_record(apps: Any, editor: Any) -> None:
    """Put the one row of Head there, so that there is something to lock from the first event on."""
    apps.get_model("service", "Head").objects.using(editor.connection.alias).create(id=1)
