"""Login and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from dushi.town.models import User


class LoginForm(AuthenticationForm):
    """One message for a wrong name, a wrong password and a disabled login: none tells which names exist."""

    error_messages = {
        "invalid_login": "登录名或口令不对，请核对后再试。",
        "inactive": "登录名或口令不对，请核对后再试。",
        "no_post": "您目前没有在任岗位，不能登录。任职有误的，请联系扶贫办核对。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "登录名"
        self.fields["username"].error_messages = {"required": "请填登录名。"}
        self.fields["password"].label = "口令"
        self.fields["password"].error_messages = {"required": "请填口令。"}

    def confirm_login_allowed(self, user: Any) -> None:
        """A login ends with its last post. Said only to whoever knows the password."""
        super().confirm_login_allowed(user)
        if not user.rights.has_post:
            raise forms.ValidationError(self.error_messages["no_post"], code="no_post")


class ChangeForm(PasswordChangeForm):
    """An own password in place of the one-time or the old one."""

    user: User
    error_messages = {
        "password_incorrect": "原口令不对，请核对后再填。",
        "password_mismatch": "两次填的新口令不一样，请重填。",
        "password_same": "新口令不能与原口令相同。",
    }
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.user.must_change_password
        for name, label, help_text in (
            ("old_password", "一次性口令" if first else "原口令", ""),
            ("new_password1", "新口令", "至少 8 位；不与登录名、姓名、电话相近，不用人人会猜的"),
            ("new_password2", "再填一次新口令", ""),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = help_text
            self.fields[name].error_messages = {"required": "请填写。"}

    def clean_new_password1(self) -> str:
        """The one-time password does not become the own one."""
        password: str = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(self.error_messages["password_same"], code="password_same")
        return password
