import django.db.models.deletion
import dushi.chance
import dushi.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matters', '0001_first_tables'),
        ('town', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='序')),
                ('clause', models.CharField(blank=True, max_length=16, verbose_name='条款')),
                ('title', models.CharField(max_length=120, verbose_name='议题')),
                ('is_covered', models.BooleanField(default=False, verbose_name='已研究')),
                ('text', models.TextField(blank=True, verbose_name='研究情况')),
                ('decision', models.TextField(blank=True, verbose_name='议定事项')),
                ('matter', models.ForeignKey(blank=True, help_text='提请研究的问题', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='matters.matter')),
            ],
            options={
                'verbose_name': '议程',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AgendaTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='交办事项')),
                ('due_at', models.DateTimeField(verbose_name='办结时限')),
                ('measure', models.CharField(blank=True, max_length=200, verbose_name='措施要求')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='meetings.agendaitem')),
                ('matter', models.ForeignKey(help_text='null until registered', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '交办',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DispatchReport',
            fields=[
                ('key_work', models.TextField(max_length=500, verbose_name='本周重点工作')),
                ('support_visit', models.CharField(choices=[('CAME', '到了'), ('ABSENT', '没到'), ('NONE_PLANNED', '本周无安排'), ('UNKNOWN', '未了解')], max_length=12, verbose_name='帮扶单位本周到村')),
                ('supporter_duty', models.CharField(choices=[('NORMAL', '正常'), ('LACKING', '有未履责'), ('UNKNOWN', '未了解')], max_length=12, verbose_name='联户责任人履责')),
                ('supporter_names', models.CharField(blank=True, max_length=120, verbose_name='未履责人员')),
                ('next_plan', models.TextField(blank=True, max_length=300, verbose_name='下周打算')),
                ('id', models.UUIDField(help_text='made by the sender before sending; kept for ever', primary_key=True, serialize=False)),
                ('period', models.CharField(max_length=8, verbose_name='周')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                ('told_by', models.CharField(blank=True, help_text='代填: who told it', max_length=40, verbose_name='口述人')),
                ('device_at', models.DateTimeField(help_text='time on the device, where it sent one', null=True, verbose_name='填写时间')),
                ('received_at', models.DateTimeField(verbose_name='送达时间')),
                ('counts_at', models.DateTimeField(help_text='the moment lateness is judged by (离线补传 rule)', verbose_name='计时')),
                ('body_sha256', models.CharField(max_length=64)),
                ('returned_at', models.DateTimeField(null=True, verbose_name='退回时间')),
                ('return_reason', models.CharField(blank=True, max_length=200, verbose_name='退回事由')),
                ('area', models.ForeignKey(help_text='area of that day', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.unit')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatch_reports', to='town.person', verbose_name='报送人')),
                ('corrects', models.OneToOneField(help_text='the version it corrects', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='meetings.dispatchreport')),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dispatch_reports', to='town.town')),
                ('typed_by', models.ForeignKey(help_text='代填: who typed it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatch_reports', to='town.unit')),
            ],
            options={
                'verbose_name': '周调度报告',
                'ordering': ['-received_at'],
                'indexes': [models.Index(fields=['town', 'period'], name='report_by_period'), models.Index(fields=['village', '-received_at'], name='report_by_village')],
                'constraints': [models.UniqueConstraint(fields=('village', 'period', 'version'), name='report_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('return_reason', ''), ('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('return_reason', ''), _negated=True)), _connector='OR'), name='report_returned_pair'), models.CheckConstraint(condition=models.Q(models.Q(('told_by', ''), ('typed_by__isnull', True)), models.Q(models.Q(('told_by', ''), _negated=True), ('typed_by__isnull', False)), _connector='OR'), name='report_proxy_pair')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(help_text='1.1.q, 1.1.m, 1.2, 1.3 or 1.4', max_length=16, verbose_name='条款')),
                ('period', models.CharField(help_text='Period.key it counts for; named where early or joint', max_length=8, verbose_name='所属周期')),
                ('title', models.CharField(max_length=80, verbose_name='会议名称')),
                ('starts_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('status', models.CharField(choices=[('PLANNED', '待召开'), ('NOTIFIED', '已通知'), ('REGISTERED', '已召开'), ('MINUTED', '已签发'), ('ISSUED', '已印发'), ('CANCELLED', '已取消')], default='PLANNED', max_length=12, verbose_name='状态')),
                ('is_topical_item', models.BooleanField(default=False, help_text='1.1 by one item of an ordinary 党委会; only that item is kept', verbose_name='专题议题')),
                ('mandate', models.CharField(blank=True, help_text='受书记委托 …, where somebody else chairs', max_length=60, verbose_name='受委托')),
                ('notified_at', models.DateTimeField(null=True, verbose_name='通知时间')),
                ('registered_at', models.DateTimeField(help_text='recorded time', null=True, verbose_name='登记时间')),
                ('held_at', models.DateTimeField(help_text='event time; differs from recorded time when 补录', null=True, verbose_name='召开时间')),
                ('is_late_entry', models.BooleanField(default=False, verbose_name='补录')),
                ('summary', models.TextField(blank=True, verbose_name='会议综述')),
                ('minutes_number', models.PositiveIntegerField(help_text='given at signing, per town and year', null=True, verbose_name='纪要编号')),
                ('minutes_ready_at', models.DateTimeField(null=True, verbose_name='送签时间')),
                ('minutes_due_on', models.DateField(help_text='fifth working day after the sitting, from 1.2 up', null=True, verbose_name='纪要期限')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='签发时间')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='印发时间')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('cancel_reason', models.CharField(blank=True, max_length=120, verbose_name='取消事由')),
                ('postponed_from', models.DateTimeField(null=True, verbose_name='原定时间')),
                ('postpone_reason', models.CharField(blank=True, max_length=120, verbose_name='改期事由')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='town.unit', verbose_name='会议主体')),
                ('chair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chaired', to='town.seat', verbose_name='主持岗位')),
                ('chaired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='主持人')),
                ('recorder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='记录人')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='签发人')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='town.town')),
            ],
            options={
                'verbose_name': '会议',
                'ordering': ['-starts_at', '-pk'],
                'indexes': [models.Index(fields=['town', 'starts_at'], name='meeting_by_date'), models.Index(fields=['body', 'period'], name='meeting_by_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='meeting_signed_pair'), models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', True), ('registered_at__isnull', True)), models.Q(('held_at__isnull', False), ('registered_at__isnull', False)), _connector='OR'), name='meeting_held_pair'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'CANCELLED'), _negated=True), models.Q(('cancelled_at__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='meeting_cancelled_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('EXPECTED', '待到会'), ('PRESENT', '到会'), ('LEAVE', '请假'), ('SUBSTITUTE', '委托代会'), ('ABSENT', '缺席')], default='EXPECTED', max_length=12, verbose_name='到会')),
                ('receipt', models.CharField(choices=[('NONE', '未回复'), ('CONFIRMED', '已确认'), ('LEAVE', '请假')], default='NONE', max_length=12, verbose_name='回执')),
                ('receipt_at', models.DateTimeField(null=True, verbose_name='回执时间')),
                ('leave_reason', models.CharField(blank=True, max_length=60, verbose_name='请假事由')),
                ('leave_approved_by', models.CharField(blank=True, max_length=40, verbose_name='准假人')),
                ('substitute', models.CharField(blank=True, max_length=40, verbose_name='代会人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='town.person')),
                ('seat', models.ForeignKey(help_text='for which seat one is asked', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.seat')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '到会',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='attendance_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'LEAVE'), _negated=True), models.Q(('leave_approved_by', ''), _negated=True), _connector='OR'), name='attendance_leave_approved'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'SUBSTITUTE'), _negated=True), models.Q(('substitute', ''), _negated=True), _connector='OR'), name='attendance_substitute_named')],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.meeting'),
        ),
        migrations.CreateModel(
            name='MeetingPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('analysis', models.TextField(blank=True, verbose_name='综合研判')),
                ('proposals', models.TextField(blank=True, verbose_name='提请研究建议')),
                ('since', models.DateTimeField(help_text="freezing of the body's previous pack", null=True, verbose_name='汇集自')),
                ('frozen_at', models.DateTimeField(null=True, verbose_name='冻结时间')),
                ('frozen', models.JSONField(null=True, verbose_name='冻结内容')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pack', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '调度材料',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('frozen__isnull', True), ('frozen_at__isnull', True)), models.Q(('frozen__isnull', False), ('frozen_at__isnull', False)), _connector='OR'), name='pack_frozen_pair')],
            },
        ),
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(help_text='ISO: 1 = Monday … 7 = Sunday', verbose_name='星期')),
                ('week_of_month', models.PositiveSmallIntegerField(blank=True, help_text='monthly and quarterly bodies: 1–4, in the last month; empty: the last', null=True, verbose_name='第几个')),
                ('hour', models.TimeField(help_text='local, Asia/Shanghai', verbose_name='时间')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('starts_on', models.DateField(default=dushi.clock.today, help_text='no meeting is put on the calendar before it', verbose_name='自何日起')),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='town.unit', verbose_name='会议主体')),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.seat', verbose_name='主持')),
                ('invitees', models.ManyToManyField(blank=True, related_name='invited_to', to='town.seat', verbose_name='参会岗位')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='town.town')),
            ],
            options={
                'verbose_name': '例会',
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__gte', 1), ('weekday__lte', 7)), name='series_weekday'), models.CheckConstraint(condition=models.Q(('week_of_month__isnull', True), models.Q(('week_of_month__gte', 1), ('week_of_month__lte', 4)), _connector='OR'), name='series_week_of_month')],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='meetings.meetingseries'),
        ),
        migrations.CreateModel(
            name='MinutesRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='修改意见')),
                ('made_at', models.DateTimeField(verbose_name='提出时间')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='已处理')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='meetings.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='提出人')),
            ],
            options={
                'verbose_name': '修改意见',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(help_text='the key the sender used')),
                ('received_at', models.DateTimeField()),
                ('body', models.JSONField()),
                ('body_sha256', models.CharField(max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='meetings.dispatchreport')),
            ],
            options={
                'verbose_name': '冲突副本',
                'constraints': [models.UniqueConstraint(fields=('key', 'body_sha256'), name='conflict_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(help_text="becomes the report's id", unique=True)),
                ('period', models.CharField(max_length=8)),
                ('data', models.JSONField(default=dict, help_text="name of the form's field → text, never cut or checked", verbose_name='所填内容')),
                ('saved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_drafts', to='town.person')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_drafts', to='town.unit')),
            ],
            options={
                'verbose_name': '周报告草稿',
                'constraints': [models.UniqueConstraint(fields=('village', 'period', 'person'), name='draft_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='问题')),
                ('tier', models.CharField(choices=[('VILLAGE', '本村'), ('AREA', '管区'), ('OFFICE', '办公室'), ('LEADING_GROUP', '领导小组'), ('PARTY_COMMITTEE', '党委')], max_length=16, verbose_name='请求层级')),
                ('help_asked', models.CharField(blank=True, max_length=200, verbose_name='请求协调')),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='meetings.dispatchreport')),
            ],
            options={
                'verbose_name': '新发现问题',
            },
        ),
        migrations.CreateModel(
            name='ReportUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('OPEN', '未解决'), ('PROGRESS', '有进展'), ('SOLVED', '已解决')], max_length=8, verbose_name='续报')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_updates', to='matters.matter')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='meetings.dispatchreport')),
            ],
            options={
                'verbose_name': '续报',
                'constraints': [models.UniqueConstraint(fields=('report', 'matter'), name='report_update_once')],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='town.town')),
            ],
            options={
                'verbose_name': '套会',
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='sitting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='meetings.sitting'),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=dushi.chance.uuid4, help_text='made by the sender: recorded once', unique=True)),
                ('kind', models.CharField(choices=[('RESEARCH', '调研'), ('SUPERVISION', '督导')], default='RESEARCH', max_length=12, verbose_name='方式')),
                ('visited_on', models.DateField(verbose_name='日期')),
                ('seen', models.TextField(max_length=500, verbose_name='看到的情况')),
                ('households', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='走访户数')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='登记人')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='town.town')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='town.unit', verbose_name='村')),
            ],
            options={
                'verbose_name': '调研督导',
                'ordering': ['-visited_on', '-pk'],
                'indexes': [models.Index(fields=['village', '-visited_on'], name='visit_by_village')],
            },
        ),
        migrations.CreateModel(
            name='VisitParticipant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('declined_at', models.DateTimeField(null=True, verbose_name='未参加')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='town.person')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='meetings.visit')),
            ],
            options={
                'verbose_name': '参加人',
                'constraints': [models.UniqueConstraint(fields=('visit', 'person'), name='participant_once'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='participant_one_answer')],
            },
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'CANCELLED'), _negated=True), fields=('series', 'period'), name='meeting_once_per_period'),
        ),
    ]
