"""What templates say things with, and how forms come out."""

from datetime import date

import pytest
from django import forms
from django.template import engines

from dushi import clock
from dushi.town.widgets import Choice, DayInput, MomentInput, PhotosField

#: What is drawn asks for the clauses in force.
pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def drawn(source, **context):
    return engines["django"].from_string("{% load screen %}" + source).render(context)


class Report(forms.Form):
    clauses = {"came": "1.4.r"}
    came = forms.ChoiceField(label="帮扶单位", widget=Choice, choices=[("", "---"), ("Y", "到了"), ("N", "没到")])
    work = forms.CharField(label="本周重点工作", help_text="一两句即可", widget=forms.Textarea)
    tier = forms.ChoiceField(
        label="层级", required=False, widget=Choice, choices=[(str(n), f"第 {n} 级") for n in range(5)]
    )
    fixed = forms.BooleanField(label="即知即改", required=False)
    who = forms.MultipleChoiceField(
        label="参加人员", required=False, widget=forms.CheckboxSelectMultiple, choices=[("1", "示例·赵某")]
    )


def test_a_field_says_its_label_that_it_must_be_filled_and_why_it_is_asked():
    html = drawn("{{ form }}", form=Report())
    assert '<label class="field-label" for="id_work">本周重点工作<span class="field-must"> *</span></label>' in html
    assert 'id="id_work_helptext">一两句即可' in html
    assert 'aria-describedby="id_work_helptext"' in html
    assert "条款 1.4" in html


def test_a_choice_is_a_row_of_buttons_without_the_empty_answer_and_stands_tall_where_it_is_long():
    html = drawn("{{ form.came.as_field_group }}|{{ form.tier.as_field_group }}", form=Report())
    few, many = html.split("|")
    assert few.count('type="radio"') == 2
    assert "---" not in few
    assert 'class="choice"' in few
    assert 'class="choice tall"' in many


def test_what_is_wrong_is_said_at_the_top_and_at_the_field_and_what_was_typed_stays():
    html = drawn("{{ form }}", form=Report({"came": "", "work": "", "who": ["1"]}))
    assert "还有 2 处需要补正" in html
    assert html.count("请选择。") == html.count("请填写。") == 2
    assert '<a href="#id_came">帮扶单位</a>' in html
    assert 'id="id_came_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="1" id="id_who_0" checked' in html


def test_an_error_of_the_whole_form_is_said_without_a_link():
    form = Report({"came": "Y", "work": "修路"})
    form.add_error(None, "本周已报送。")
    assert "<li>本周已报送。</li>" in drawn("{{ form }}", form=form)


def test_a_formset_brings_its_rows_and_an_empty_one_to_copy():
    rows = forms.formset_factory(Report, extra=2)(prefix="items")
    html = drawn("{{ formset }}", formset=rows)
    assert 'name="items-TOTAL_FORMS" value="2"' in html
    assert html.count('class="rows-row"') == 3
    assert 'name="items-__prefix__-work"' in html


def test_pickers_are_given_the_form_that_browsers_read():
    day, moment = date(2026, 9, 17), clock.at(date(2026, 9, 17), 9)
    assert 'type="date" name="d" value="2026-09-17"' in DayInput().render("d", day)
    assert 'value="2026-09-17T09:00"' in MomentInput().render("m", moment)


def test_more_photos_than_nine_are_refused_and_none_is_welcome():
    field = PhotosField()
    assert field.clean(None) == []
    with pytest.raises(forms.ValidationError, match="最多 9 张"):
        field.clean([object()] * 10)


def test_a_state_is_a_colour_and_always_a_word(at):
    assert drawn('{% state_tag "MISSED" "逾期未办" %}') == '<span class="tag over">逾期未办</span>'
    assert drawn('{% state_tag "late" "9 天" %}') == '<span class="tag late">9 天</span>'
    assert 'class="tag todo"' in drawn('{% state_tag "NEVER_HEARD" "其他" %}')


def test_a_cell_says_in_full_what_its_sign_means_and_leads_to_its_evidence():
    html = drawn('{% cell "MET_LATE" "第 12 周 迟办" url="/o/3/" when=12 %}')
    assert html.startswith('<a class="c late" href="/o/3/"')
    assert '<span aria-hidden="true">迟</span><span class="unseen">第 12 周 迟办</span>' in html
    assert drawn('{% cell "FUTURE" "未到期" %}').startswith("<span")


def test_a_deadline_is_red_once_past_and_grey_once_done(at):
    past = clock.at(date(2026, 9, 15), 18)
    assert 'class="tag over"' in drawn("{% due t %}", t=past)
    assert "逾期 2 天" in drawn("{% due t %}", t=past)
    done = drawn("{% due t done=True %}", t=past)
    assert 'class="tag todo"' in done
    assert "逾期" not in done
    assert drawn("{% due t %}", t=None) == ""


def test_filters_say_nothing_where_there_is_nothing():
    assert drawn("{{ a|cn_date }}{{ a|cn_due }}{{ a|cn_period }}{{ a|days_since }}{{ a|clause }}", a=None) == ""


def test_text_of_users_is_never_taken_for_a_tag():
    assert "&lt;b&gt;" in drawn("{% state_tag 'MET' word %}", word="<b>")
    assert "&lt;b&gt;" in drawn("{% cell 'MET' word %}", word="<b>")


def test_the_footer_names_each_article_once(at):
    html = drawn('{% serves "1.4" "1.4.r" "1.3" %}')
    assert html.index("1.3") < html.index("1.4")
    assert html.count(">1.4<") == 1
