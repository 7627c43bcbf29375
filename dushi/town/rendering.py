"""How pages come out: forms in the house's own parts, and facts in a row that break where a reader would."""

import re

from django.forms.renderers import TemplatesSetting
from django.template import Origin
from django.template.loaders import filesystem

#: 示例一村 · 待办结: on a telephone a line may end with the dot, never begin with it.
DOT = re.compile(r"\s+(\{% if [^%]*%\})?· ")


class ScreenRenderer(TemplatesSetting):
    form_template_name = "_parts/_form.html"
    formset_template_name = "_parts/_formset.html"
    field_template_name = "_parts/_field.html"


class Loader(filesystem.Loader):
    """The templates of the house, each dot between two facts tied to what stands before it."""

    def get_contents(self, origin: Origin) -> str:
        return DOT.sub("\\1\u00a0· ", super().get_contents(origin))
