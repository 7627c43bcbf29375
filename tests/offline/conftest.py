from tests.meetings.report_stage import town  # noqa: F401 - the stage, for everybody here
