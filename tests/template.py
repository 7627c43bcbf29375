"""The migrated test database, made once for a whole run; every worker of every round begins with a copy of it.

python -m tests.template NAME makes it: the path of a file where the product runs on SQLite, else a database's name.
"""

from __future__ import annotations

import os
import shutil
import sys

import django
from django.db import connection

#: Environment variable with NAME; without it each worker migrates its own.
MADE = "TEST_TEMPLATE"


def make(name: str) -> None:
    """Migrate a database of that name."""
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def copied(**options: object) -> str:
    """What Django's create_test_db does, with a copy of the template; returns the name of the new database."""
    creation, template = connection.creation, os.environ[MADE]
    name = creation._get_test_db_name()
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copyfile(template, name)
    else:
        with creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    make(sys.argv[1])
