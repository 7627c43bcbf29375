"""What the ground floor gathers from above: dotted paths of functions, in the order they are shown or run.

A lower room never imports an upper one; it calls what stands here (records/providers.py).
Settings take every list over.
"""

#: What waits behind an entry of the navigation: URL name → dotted path of a function (user) -> int.
NAV_COUNTS: dict[str, str] = {
    "my_work": "dushi.obligations.work.count",
    "alert_list": "dushi.alerts.counts.unread",
    "served_list": "accountability.cases.providers.to_sign",
    "approval_list": "accountability.cases.providers.to_approve",
}

WORK_PROVIDERS: list[str] = [
    "dushi.matters.providers.work",
    "meetings.report_providers.work",
    "meetings.meeting_providers.work",
    "meetings.visit_providers.work",
    "dushi.bulletin.providers.work",
    "inspections.providers.work",
    "inspections.plan.providers.work",
    "inspections.public.providers.work",
    "inspections.findings.providers.work",
    "inspections.draws.providers.work",
    "accountability.notices.providers.work",
    "accountability.leads.providers.work",
    "accountability.education.providers.work",
    "accountability.cases.providers.work",
    "accountability.scores.providers.work",
]
CALENDAR_PROVIDERS: list[str] = [
    "dushi.matters.providers.calendar",
    "meetings.meeting_providers.calendar",
    "meetings.visit_providers.calendar",
    "inspections.findings.providers.calendar",
    "inspections.providers.calendar",
]
UNIT_SECTIONS: list[str] = [
    "dushi.matters.providers.unit_section",
    "meetings.report_providers.unit_section",
    "meetings.visit_providers.section",
    "meetings.meeting_providers.unit_section",
    "inspections.village_history.section",
    "inspections.findings.providers.unit_section",
    "accountability.scores.providers.unit_section",
]
SETUP_STEPS: list[str] = [
    "dushi.regulation.setup.rulebook_step",
    "dushi.regulation.setup.calendar_step",
    "meetings.setup.series_step",
    "inspections.plan.providers.setup_step",
]
HANDOVER_PROVIDERS: list[str] = [
    "dushi.obligations.handover",
    "dushi.matters.handover",
]
CLAUSE_PROVIDERS: list[str] = [
    "dushi.matters.providers.clauses",
    "meetings.meeting_providers.clauses",
    "inspections.providers.clauses",
    "inspections.plan.providers.clauses",
    "inspections.findings.providers.clauses",
    "accountability.state.clauses",
]
CONCERN_PROVIDERS: list[str] = [
    "dushi.obligations.providers.concerns",
    "dushi.matters.providers.concerns",
    "meetings.report_providers.concerns",
    "meetings.meeting_providers.concerns",
    "inspections.plan.providers.concerns",
    "inspections.providers.concerns",
]
VILLAGE_PROVIDERS: list[str] = [
    "dushi.matters.providers.villages",
    "meetings.report_providers.villages",
    "meetings.visit_providers.villages",
    "inspections.village_providers.villages",
]
#: (user, at) -> paths of the pages that the user's phone fetches ahead, to be opened without signal.
OFFLINE_PROVIDERS: list[str] = [
    "meetings.offline_pages.pages",
    "inspections.offline_pages.pages",
]
#: Which of WORK_PROVIDERS a phone may keep: nothing of inspections (some are covert), public reports and chapter 3.
OFFLINE_WORK: list[str] = [
    "dushi.matters.providers.work",
    "meetings.report_providers.work",
    "meetings.meeting_providers.work",
    "meetings.visit_providers.work",
]
#: What is known of a village's week, for the district's own table: dotted paths of district.contracts.Source.
DISTRICT_SOURCES: list[str] = [
    "dushi.district.village_source.SOURCE",
    "meetings.district_source.REPORTS",
    "dushi.matters.district_source.SOURCE",
    "meetings.district_source.VISITS",
]
#: (path to a body in a query) -> expression of the ISO weekday on which it meets; "" where nobody names one.
WEEKDAY_PROVIDER = "meetings.planning.weekday"
#: Each an alerts.contracts.Ladder.
ALERT_PROVIDERS: list[str] = [
    "dushi.obligations.sweeping.LADDER",
    "dushi.matters.ladder.CLIMBED",
    "meetings.meeting_rungs.LADDER",
    "inspections.rungs.LADDER",
    "inspections.public.providers.LADDER",
    "inspections.findings.crosscheck_rungs.CLIMBED",
    "accountability.notices.providers.LADDER",
    "accountability.leads.rungs.LADDER",
    "accountability.education.providers.LADDER",
    "accountability.cases.rungs.LADDER",
]
#: Models ("app.model") whose alerts may be spoken of outside the product (alerts/kinds.is_open): nothing of
#: inspections (some are covert), public reports and chapter 3.
OPEN_ALERTS: list[str] = [
    "obligations.obligation",
    "matters.matter",
    "matters.matterpart",
    "meetings.meeting",
    "meetings.dispatchreport",
    "meetings.visit",
]
#: (user, asked) -> Iterable[town.search.Shelf], in the order they are shown. Nothing of chapter 3 and public reports.
SEARCH_PROVIDERS: list[str] = [
    "dushi.town.searching.shelves",
    "dushi.matters.searching.shelves",
    "meetings.searching.shelves",
    "inspections.searching.shelves",
    "meetings.searching.papers",
]
#: (user) -> Iterable[Section] of 个人设置.
SETTINGS_SECTIONS: list[str] = [
    "dushi.alerts.choices.section",
]
#: (unit, at) -> lines of the week's text for the unit's group robot.
ROBOT_TEXT_PROVIDERS: list[str] = [
    "dushi.matters.robot_text.week_text",
]
#: Model a photo hangs on ("app.model") → who may open it: (user, object_id) -> bool. What is not listed is closed.
ATTACHMENT_RULES: dict[str, str] = {
    "meetings.dispatchreport": "meetings.report_permissions.may_open_photo",
    "meetings.visit": "meetings.visit_providers.may_open_photo",
    "matters.matternote": "dushi.matters.permissions.may_see_note",
    "inspections.finding": "inspections.findings.permissions.may_open_photo",
    "inspections.checkline": "inspections.permissions.may_open_photo",
}
#: Model beside which a second text may be kept ("app.model") → who reads it: (user, object_id) -> bool.
COPY_RULES: dict[str, str] = {
    "meetings.dispatchreport": "meetings.report_permissions.may_open_photo",
    "meetings.visit": "meetings.visit_providers.may_open_photo",
    "inspections.checkline": "inspections.permissions.may_open_photo",
    "inspections.survey": "inspections.surveys.rules.may_read_copy",
}
#: What a phone sends (offline.Kind) → the object its photos hang on, None where this user may add none:
#: (user, object_id) -> Model | None.
UPLOAD_RULES: dict[str, str] = {
    "report": "meetings.report_permissions.report_for_photos",
    "visit": "meetings.permissions.visit_for_photos",
    "check": "inspections.permissions.line_for_photos",
}
#: What a phone sends (offline.Kind) → what was said in it, as JSON whose digest its receipt bears; None where nobody
#: can say it again: (object_id) -> dict | list | None. Of a questionnaire there is no digest and no text.
RECEIPT_TEXTS: dict[str, str] = {
    "report": "meetings.report_said.body_again",
    "visit": "meetings.visit_sending.body_again",
    "check": "inspections.sending.body_again",
}
#: Models ("app.model") on whose papers the shelf of 备查资料 keeps: whoever sees the object sees its papers.
PAPER_MODELS: list[str] = [
    "meetings.meeting",
    "matters.matter",
    "meetings.visit",
    "meetings.dispatchreport",
    "inspections.inspection",
    "bulletin.bulletin",
]
#: () -> Iterable[records.kinds.PaperKind]: kinds of paper with a number or a template (公文设置, 公文模板).
PAPER_KINDS: list[str] = [
    "dushi.records.kinds.open_kinds",
    "accountability.paper_kinds.closed_kinds",
]
#: Model every row of which is tied to a hash chain of its town ("app.model") → name of the chain (records/chains).
CHAINED_MODELS: dict[str, str] = {
    "accountability.casestep": "accountability",
    "accountability.criticismnotice": "accountability",
    "accountability.noticesubject": "accountability",
    "accountability.scoreentry": "accountability",
    "offline.receipt": "receipts",
}
#: What a chain is called on screen.
CHAIN_NAMES: dict[str, str] = {"accountability": "问责链", "receipts": "回执链"}
#: (town) -> Iterable[tuple[label, head]]: heads of chains as they were printed on paper, each with where it stands.
CHAIN_ANCHORS: list[str] = [
    "accountability.scores.sheets.anchors",
]
#: (unit, first_day, last_day, at) -> Iterable[Fact]: what the ledger knows of 调度工作落实情况 (2.1(6)).
FACT_PROVIDERS: list[str] = [
    "dushi.obligations.facts.facts",
    "meetings.report_providers.facts",
    "meetings.meeting_providers.facts",
    "dushi.matters.facts.facts",
]
#: Checks of invariants (records.reconciling.Check), room by room: manage.py reconcile.
RECONCILE_CHECKS: list[str] = [
    "dushi.records.invariants.CHECKS",
    "dushi.town.invariants.CHECKS",
    "dushi.offline.invariants.CHECKS",
    "dushi.alerts.invariants.CHECKS",
    "dushi.sheets.invariants.CHECKS",
    "dushi.obligations.invariants.CHECKS",
    "dushi.matters.invariants.CHECKS",
    "meetings.invariants.CHECKS",
    "inspections.invariants.CHECKS",
    "accountability.invariants.CHECKS",
]
#: What protects the deployment, and what is seen of it (records.selfchecking.Item): manage.py selfcheck.
SELF_CHECKS: list[str] = [
    "dushi.selfchecks.CHECKS",
    "dushi.town.selfchecks.CHECKS",
    "dushi.records.selfchecks.CHECKS",
    "dushi.backups.selfchecks.CHECKS",
    "dushi.offline.selfchecks.CHECKS",
    "inspections.selfchecks.CHECKS",
    "accountability.selfchecks.CHECKS",
]
#: A list that goes out as .xlsx: its URL name → (user, filters: QueryDict, **arguments of the address)
#: -> records.sheets.Sheet, which holds exactly the rows that the list shows to that user.
EXPORTS: dict[str, str] = {
    "unit_list": "dushi.town.exports.units",
    "person_list": "dushi.town.exports.people",
    "seat_list": "dushi.town.exports.seats",
    "support_unit_list": "dushi.town.exports.support_units",
    "household_list": "dushi.town.exports.households",
    "feedback": "dushi.town.exports.feedback",
    "changeover_list": "dushi.town.exports.changeovers",
    "matter_list": "dushi.matters.exports.matters",
    "alert_list": "dushi.alerts.exports.alerts",
    "alert_deliveries": "dushi.alerts.exports.deliveries",
    "obligation_cell": "dushi.obligations.exports.behind_cell",
    "village_grid": "dushi.obligations.exports.villages",
    "bulletin_list": "dushi.bulletin.exports.bulletins",
    "meeting_list": "meetings.exports.meetings",
    "report_list": "meetings.exports.reports",
    "visit_list": "meetings.exports.visits",
    "issued_papers": "meetings.exports.papers",
    "series_list": "meetings.exports.series",
    "inspection_list": "inspections.exports.inspections",
    "finding_list": "inspections.exports.findings",
    "rectification_flow": "inspections.exports.flow",
    "survey_list": "inspections.exports.surveys",
    "draw_list": "inspections.exports.draws",
    "inspection_plan": "inspections.exports.plan_of_today",
    "plan_year": "inspections.exports.plan",
    "notice_list": "accountability.exports.notices",
    "typicalcase_list": "accountability.exports.typical_cases",
    "commission:notice_list": "accountability.desk.exporting.notices",
    "commission:commendation_list": "accountability.desk.exporting.commendations",
    "commission:account_list": "accountability.desk.exporting.accounts",
    "commission:scheme_list": "accountability.desk.exporting.schemes",
    "commission:basis_list": "accountability.desk.exporting.bases",
    "commission:typical_list": "accountability.desk.exporting.typical_cases",
}
#: A list whose filters one may keep as 常用: its URL name → what of an address narrows it (town/keeping.py).
FILTERED: dict[str, tuple[str, ...]] = {
    "unit_list": ("kind", "q", "area"),
    "person_list": ("q", "state"),
    "seat_list": ("kind", "empty"),
    "matter_list": ("q", "state", "about", "tier", "source", "overdue"),
    "meeting_list": ("view", "body", "state"),
    "visit_list": ("q", "who"),
    "issued_papers": ("clause", "kind", "first", "last"),
    "inspection_list": ("view", "kind", "unit", "year"),
    "finding_list": ("unit", "item", "kind"),
    "rectification_flow": ("stage", "unit", "item"),
}
#: (town, week, at) -> Share: what each room tells of a town's week (周通报), in the order it is printed.
BULLETIN_PROVIDERS: list[str] = [
    "meetings.weekly.reports",
    "meetings.weekly.meetings",
    "meetings.weekly.visits",
    "dushi.matters.weekly.share",
    "inspections.weekly.share",
    "dushi.bulletin.ahead.share",
]
#: Each is called once a minute, in this order, with the moment of the tick (aware).
TICK_STEPS: list[str] = [
    "dushi.town.actions.exchange.purge_abandoned",
    "dushi.town.tidying.tidy",
    "dushi.offline.photos.sweep",
    "dushi.records.orphans.sweep",
    "dushi.obligations.opening.open_due",
    "inspections.actions.plans.serve_opened",
    "dushi.obligations.realigning.realign",
    "dushi.obligations.actions.stamp_missed",
    "meetings.planning.plan_meetings",
    "dushi.bulletin.compiling.compile_due",
    "inspections.actions.public_handling.return_orphans",
    "inspections.public.erasing.erase_expired",
    "accountability.notices.posting.post_due",
    "accountability.leads.proposals.propose",
    "dushi.sheets.tick.heal",
    "dushi.sheets.tick.sweep",
    "dushi.district.actions.fill_due",
    # Told last, so that what the steps above opened and stamped is told in the same minute.
    "dushi.alerts.tick.climb",
    "dushi.alerts.tick.digest",
    "dushi.alerts.tick.send",
]

#: Those of them that look once an hour, at its first tick: what they do falls due on the hour, or has days.
HOURLY_STEPS: list[str] = [
    "dushi.town.tidying.tidy",
    "dushi.offline.photos.sweep",
    "dushi.records.orphans.sweep",
    "dushi.bulletin.compiling.compile_due",
    "inspections.public.erasing.erase_expired",
    "accountability.notices.posting.post_due",
    "accountability.leads.proposals.propose",
    "dushi.sheets.tick.sweep",
    "dushi.district.actions.fill_due",
]

#: What each step is called on the page of jobs.
JOB_NAMES: dict[str, str] = {
    "tick": "巡查",
    "dushi.obligations.opening.open_due": "开立应办事项",
    "inspections.actions.plans.serve_opened": "核对提前批准的检查计划",
    "dushi.obligations.realigning.realign": "按日历和任职校正时限",
    "dushi.obligations.actions.stamp_missed": "判定逾期未办",
    "meetings.planning.plan_meetings": "安排会议",
    "dushi.bulletin.compiling.compile_due": "汇总周通报",
    "inspections.actions.public_handling.return_orphans": "收回离任经办人的群众反映",
    "inspections.public.erasing.erase_expired": "清除到期的群众反映",
    "accountability.notices.posting.post_due": "异议期满计分",
    "accountability.leads.proposals.propose": "提出线索建议",
    "dushi.sheets.tick.heal": "续做没有完成的导出",
    "dushi.sheets.tick.sweep": "清理到期的导出文件",
    "dushi.district.actions.fill_due": "填区里的周表",
    "dushi.alerts.tick.climb": "逐级提醒",
    "dushi.alerts.tick.digest": "每日汇总",
    "dushi.alerts.tick.send": "发送邮件和群消息",
    "dushi.town.tidying.tidy": "清理过期的登录",
    "dushi.offline.photos.sweep": "清理没有传完的照片",
    "dushi.records.orphans.sweep": "清理没有登记的照片文件",
    "dushi.town.actions.exchange.purge_abandoned": "清理没有确认的导入",
}
