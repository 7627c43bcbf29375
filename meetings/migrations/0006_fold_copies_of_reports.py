"""Texts kept beside a weekly report move to where every other kept copy stands; one sent on as a version is settled."""

from django.db import migrations

from dushi.regulation.periods import Period

NAMES = ("key_work", "support_visit", "supporter_duty", "supporter_names", "next_plan", "told_by")


def fold(apps, schema_editor):
    Conflict = apps.get_model("meetings", "ReportConflict")
    Copy = apps.get_model("offline", "Copy")
    for old in Conflict.objects.select_related("report__village").order_by("pk").iterator():
        report = old.report
        sent_on = report.village.dispatch_reports.filter(period=report.period, body_sha256=old.body_sha256).first()
        Copy.objects.get_or_create(
            key=old.key,
            body_sha256=old.body_sha256,
            defaults={
                "town_id": report.town_id,
                "kind": "report",
                "person_id": old.person_id,
                "received_at": old.received_at,
                "title": f"{report.village.name} {Period.parse(report.period).label}调度报告",
                "object_type": "meetings.dispatchreport",
                "object_id": str(report.pk),
                "url": f"/reports/{report.pk}/",
                "stands": said_in(apps, body_of(report)),
                "body": said_in(apps, old.body),
                "settled_at": sent_on and sent_on.received_at,
                "settled_by_id": sent_on and sent_on.author_id,
            },
        )


def body_of(report):
    """A stored version in the shape of a kept body."""
    problems = report.problems.order_by("pk").values_list("title", "tier", "help_asked")
    return {
        **{name: getattr(report, name) for name in NAMES},
        "updates": dict(report.updates.values_list("matter", "answer")),
        "problems": list(problems),
    }


def said_in(apps, body):
    """[[label, words], …]."""
    Report, Matter = apps.get_model("meetings", "DispatchReport"), apps.get_model("matters", "Matter")
    choices = {name: dict(Report._meta.get_field(name).choices) for name in ("support_visit", "supporter_duty")}
    answers = dict(apps.get_model("meetings", "ReportUpdate")._meta.get_field("answer").choices)
    tiers = dict(Matter._meta.get_field("tier").choices)
    titles = dict(Matter.objects.filter(pk__in=body["updates"]).values_list("pk", "title"))
    updates = [f"{titles[int(pk)]}：{answers[said]}" for pk, said in body["updates"].items() if int(pk) in titles]
    problems = [f"{title}（请求{tiers[tier]}）{help_asked}" for title, tier, help_asked in body["problems"]]
    return [
        ["帮扶单位本周到村", choices["support_visit"].get(body["support_visit"], "")],
        ["联户责任人履责", choices["supporter_duty"].get(body["supporter_duty"], "")],
        ["未履责人员", body["supporter_names"]],
        ["本周重点工作", body["key_work"]],
        ["下周打算", body["next_plan"]],
        ["续报", "\n".join(updates)],
        ["新发现问题", "\n".join(problems)],
        ["口述人", body["told_by"]],
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_keep_the_code_of_minutes"),
        ("matters", "0004_put_off_one_part"),
        ("offline", "0003_copies_are_settled"),
    ]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
