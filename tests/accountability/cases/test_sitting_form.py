"""The form of a sitting as it stands on the desk, filled in by who presides."""

from __future__ import annotations

from collections import Counter

import pytest

from accountability.cases.forms.sitting import VOTE, HoldForm
from accountability.desk.cases import CaseAdmin
from dushi import clock
from tests.accountability.cases.making import before_sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live")]


def filled(form, **given):
    """What the browser sends of a form whose members were all tapped 同意 where nothing stood."""
    votes = {f"{VOTE}{one.pk}": form.fields[f"{VOTE}{one.pk}"].initial or "FOR" for one in form.members}
    return votes | {
        "body": "PARTY_COMMITTEE",
        "held_on": clock.today().isoformat(),
        "conclusion": "事实清楚，同意。",
        "measures": ["CRITICISM"],
        "exemption_reason": "逐项核对，均不适用。",
        **given,
    }


@pytest.mark.clause("3.4.a")
def test_who_inquired_and_does_not_sit_in_the_body_stands_in_nobodys_way(cast):
    """镇纪委's people are listed for whatever body is chosen; their 回避 counts where they sit."""
    case, user = before_sitting(cast, measures=["CRITICISM"]), cast.commission_secretary
    blank = HoldForm(user=user, obj=case)
    signer = cast.secretary.person
    committee = HoldForm(filled(blank, approver=signer.pk), user=user, obj=case)
    assert committee.is_valid(), committee.errors
    assert cast.commission_staff.person not in committee.cleaned_data["votes"]
    assert committee.cleaned_data["votes"][signer] == "FOR"
    commission = HoldForm(filled(blank, approver=signer.pk, body="COMMISSION"), user=user, obj=case)
    assert commission.is_valid(), commission.errors
    assert commission.cleaned_data["votes"][cast.commission_staff.person] == "WITHDRAWN"


def test_a_body_that_may_not_decide_what_was_proposed_is_not_offered(cast):
    form = HoldForm(user=cast.commission_secretary, obj=before_sitting(cast))
    assert [value for value, _ in form.fields["body"].choices] == ["PARTY_COMMITTEE", "JOINT_MEETING"]
    assert cast.commission_staff.person not in form.members
    label = form.fields[f"{VOTE}{cast.secretary.person.pk}"].label
    assert label == "示例·赵某（镇党委书记）"


def test_no_step_is_offered_twice():
    assert not [code for code, times in Counter(act.code for act in CaseAdmin.acts).items() if times > 1]
