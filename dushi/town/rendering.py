"""How forms come out: `{{ form }}`, `{{ formset }}` and `{{ field.as_field_group }}` draw the house's own parts."""

from django.forms.renderers import TemplatesSetting


class ScreenRenderer(TemplatesSetting):
    form_template_name = "_parts/_form.html"
    formset_template_name = "_parts/_formset.html"
    field_template_name = "_parts/_field.html"
