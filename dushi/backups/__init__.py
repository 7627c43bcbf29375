"""备份与恢复: database and media in one archive that says of itself whether it is whole (docs/adr/0032)."""

#: Name of the JobRun that keeps when the last backup was taken.
JOB = "backup"
