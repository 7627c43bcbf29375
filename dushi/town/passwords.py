"""What a password must be, said in the words of the screen."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import password_validation as base
from django.core.exceptions import ValidationError


class Similarity(base.UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name", "phone"))

    def validate(self, password: str, user: Any = None) -> None:
        """Compares with the login's name, and with the person's name and phone."""
        for one in (user, getattr(user, "person", None)):
            super().validate(password, one)

    def get_error_message(self) -> str:
        return "口令与登录名、姓名或电话太相近，请换一个。"

    def get_help_text(self) -> str:
        return "不与登录名、姓名、电话相近"


class Length(base.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"口令太短，至少 {self.min_length} 位。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 位"


#: Words of this product and of its place: whoever guesses begins with them (ASVS 6.1.2).
OUR_WORDS = ("dushi", "dusizhen", "fupin", "tuopin", "diaodu", "gonggu", "jiwei", "guanli", "admin", "mima", "kouling")


class Common(base.CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        """Neither one of the 20,000 everybody uses, nor a word of ours with nothing but digits and signs around it."""
        super().validate(password, user)
        rest = re.sub("|".join(OUR_WORDS), "", password.lower())
        if rest != password.lower() and not re.search(r"[^\W\d_]", rest):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "这个口令太常见，容易被猜到，请换一个。"

    def get_help_text(self) -> str:
        return "不用 12345678 一类人人会猜的"
