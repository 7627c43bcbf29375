"""The whole beat table, with the clause of each line. Beat only says "look now"; rows decide what is to be done."""

from celery.schedules import crontab

#: A look that waited longer than this is dropped: the next one sees everything it would have seen.
FRESH_SECONDS = 55

TABLE = {
    # 1.0, 1.4, 1.5, X.2: opens what falls due, chases what is late, sends what waits.
    "tick": {"task": "dushi.tasks.tick", "schedule": crontab(), "options": {"expires": FRESH_SECONDS}},
}
