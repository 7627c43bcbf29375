"""Tables in and out: the rosters of the town as .xlsx and .csv."""
