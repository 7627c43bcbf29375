"""The floor of a page: a project as `startproject` makes it, on the same database, with its sessions and logins."""
