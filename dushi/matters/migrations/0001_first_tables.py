import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('town', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='事项')),
                ('detail', models.TextField(blank=True, verbose_name='情况')),
                ('help_asked', models.CharField(blank=True, max_length=200, verbose_name='请求协调')),
                ('clause', models.CharField(default='X.2', max_length=16, verbose_name='条款')),
                ('source', models.CharField(choices=[('REPORT', '周调度报告'), ('MEETING', '会议交办'), ('VISIT', '调研督导'), ('INSPECTION', '检查'), ('PUBLIC', '群众反映'), ('DIRECT', '直接登记')], max_length=12, verbose_name='来源')),
                ('source_type', models.CharField(blank=True, max_length=60)),
                ('source_id', models.CharField(blank=True, max_length=40)),
                ('source_label', models.CharField(blank=True, max_length=120, verbose_name='来源说明')),
                ('tier', models.CharField(choices=[('VILLAGE', '本村'), ('AREA', '管区'), ('OFFICE', '办公室'), ('LEADING_GROUP', '领导小组'), ('PARTY_COMMITTEE', '党委')], default='AREA', max_length=16, verbose_name='层级')),
                ('escalations', models.PositiveSmallIntegerField(default=0, help_text='tiers above the one it rose from', verbose_name='转上级次数')),
                ('escalated_at', models.DateTimeField(null=True, verbose_name='转上级时间')),
                ('status', models.CharField(choices=[('REGISTERED', '登记'), ('CONFIRMED', '核实'), ('ASSIGNED', '交办'), ('IN_PROGRESS', '办理'), ('SUBMITTED', '待核验'), ('RETURNED', '退回补正'), ('CLOSED', '销号'), ('DISMISSED', '核实不成立')], default='REGISTERED', max_length=12, verbose_name='状态')),
                ('status_at', models.DateTimeField(verbose_name='进入本状态')),
                ('raised_at', models.DateTimeField(verbose_name='提出时间')),
                ('measure', models.CharField(blank=True, max_length=200, verbose_name='措施要求')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时限')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='销号时间')),
                ('returns', models.PositiveSmallIntegerField(default=0, verbose_name='退回次数')),
                ('recheck_on', models.DateField(blank=True, null=True, verbose_name='回头看日期')),
                ('rechecked_at', models.DateTimeField(null=True, verbose_name='已回头看')),
                ('rebounds', models.PositiveSmallIntegerField(default=0, verbose_name='反弹次数')),
                ('is_fixed_on_spot', models.BooleanField(default=False, verbose_name='即知即改')),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters_about', to='town.unit', verbose_name='所涉单位')),
                ('kept_by', models.ForeignKey(blank=True, help_text='留: predecessor keeps it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters_kept', to='town.person')),
                ('owner_seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters_owned', to='town.seat', verbose_name='责任岗位')),
                ('owner_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters_owned', to='town.unit', verbose_name='责任单位')),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='提出人')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matters', to='town.town')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='核验人')),
            ],
            options={
                'verbose_name': '事项',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['town', 'status', 'due_at'], name='matter_by_status'), models.Index(fields=['about', 'status'], name='matter_by_unit'), models.Index(fields=['source_type', 'source_id'], name='matter_by_source')],
                'constraints': [models.UniqueConstraint(fields=('town', 'year', 'number'), name='matter_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('verified_by__isnull', True)), models.Q(('closed_at__isnull', False), ('status__in', ['CLOSED', 'DISMISSED'])), _connector='OR'), name='matter_closed_has_status'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['CLOSED', 'DISMISSED']), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='matter_ended_has_time'), models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), ('submitted_by__isnull', True), models.Q(('verified_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='matter_verifier_is_another'), models.CheckConstraint(condition=models.Q(models.Q(('escalated_at__isnull', True), ('escalations', 0)), models.Q(('escalated_at__isnull', False), ('escalations__gt', 0)), _connector='OR'), name='matter_escalated_pair'), models.CheckConstraint(condition=models.Q(('rechecked_at__isnull', True), ('recheck_on__isnull', False), _connector='OR'), name='matter_rechecked_has_day'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['ASSIGNED', 'IN_PROGRESS', 'SUBMITTED', 'RETURNED']), _negated=True), models.Q(('due_at__isnull', False), ('owner_unit__isnull', False)), _connector='OR'), name='matter_assigned_has_owner_and_due')],
            },
        ),
        migrations.CreateModel(
            name='MatterExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateTimeField(verbose_name='原时限')),
                ('due_at', models.DateTimeField(verbose_name='延至')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='批复时间')),
                ('is_granted', models.BooleanField(null=True, verbose_name='同意')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='批复意见')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='申请人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person', verbose_name='批复人')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='matters.matter')),
            ],
            options={
                'verbose_name': '延期',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('matter',), name='matter_extension_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('is_granted__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_granted__isnull', False)), _connector='OR'), name='matter_extension_decided_pair'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('due_before'))), name='matter_extension_is_later'), models.CheckConstraint(condition=models.Q(('asked_at__lte', models.F('due_before'))), name='matter_extension_before_due')],
            },
        ),
        migrations.CreateModel(
            name='MatterNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField(verbose_name='进展')),
                ('is_proof', models.BooleanField(default=False, verbose_name='办结佐证')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='matters.matter')),
            ],
            options={
                'verbose_name': '进展',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MatterPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=120, verbose_name='分工')),
                ('due_at', models.DateTimeField(verbose_name='时限')),
                ('done_at', models.DateTimeField(null=True, verbose_name='办结')),
                ('result', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.person')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='matters.matter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matter_parts', to='town.unit', verbose_name='配合单位')),
            ],
            options={
                'verbose_name': '分工',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('matter', 'unit'), name='matter_part_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='matter_part_done_pair')],
            },
        ),
    ]
