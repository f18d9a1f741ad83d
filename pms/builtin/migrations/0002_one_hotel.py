"""A room is its type's hotel's, and a reservation its room's: the database holds all to that."""

from django.db import migrations

PAIRS = [
    # (table, its column, the table it refers to)
    ("builtin_pms_room", "room_type_id", "builtin_pms_roomtype"),
    ("builtin_pms_reservation", "room_id", "builtin_pms_room"),
]


def statements() -> list[tuple[str, str]]:
    both = []
    for table, column, parent in PAIRS:
        both.append(
            (
                f"ALTER TABLE {parent} ADD CONSTRAINT {parent}_with_hotel UNIQUE (id, tenant_id)",
                f"ALTER TABLE {parent} DROP CONSTRAINT {parent}_with_hotel",
            )
        )
        both.append(
            (
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_same_hotel"
                f" FOREIGN KEY ({column}, tenant_id) REFERENCES {parent} (id, tenant_id)"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_same_hotel",
            )
        )
    return both


class Migration(migrations.Migration):
    dependencies = [("builtin_pms", "0001_initial")]

    operations = [migrations.RunSQL(forward, backward) for forward, backward in statements()]
