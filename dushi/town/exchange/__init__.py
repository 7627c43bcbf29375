"""Tables in and out: units, seats, people, posts and households as .xlsx and .csv."""
