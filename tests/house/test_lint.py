"""The rules of the house hold, and the linter that says so can see a fault."""

import pytest

from tests.house import lint

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

CODE = ["dushi/*.py", "meetings/*.py", "inspections/*.py", "accountability/*.py", "tools/*.py", "tests/*.py"]


def faults(paths: list, check) -> list[str]:
    return [f"{path.relative_to(lint.BASE_DIR)}:{fault}" for path in paths for fault in check(path.read_text())]


def test_every_sheet_is_readable_by_chromium_86() -> None:
    assert not faults(lint.tracked("static/*.css"), lint.css_faults)


def test_every_script_is_readable_by_chromium_86() -> None:
    assert not faults(lint.tracked("static/*.js"), lint.js_faults)


def test_every_template_is_short_and_holds_nothing_inline() -> None:
    assert not faults(lint.tracked("templates/*.html"), lint.template_faults)


def test_no_file_of_code_is_too_long() -> None:
    code = [path for path in lint.tracked(*CODE) if "migrations" not in path.parts]
    lengths = {str(path.relative_to(lint.BASE_DIR)): path.read_text().count("\n") for path in code}
    assert not {name: length for name, length in lengths.items() if length > lint.PYTHON_LINES}


def test_functions_are_short_and_views_shorter() -> None:
    code = [path for path in lint.tracked(*CODE[:4]) if "migrations" not in path.parts]
    lengths = {(path, name): length for path in code for name, length in lint.function_lengths(path)}
    assert lint.p90(list(lengths.values())) < 30
    views = {
        key: length for key, length in lengths.items() if key[0].name.startswith("views") or "views" in key[0].parts
    }
    assert not {f"{path.name}:{name}": length for (path, name), length in views.items() if length > lint.VIEW_LINES}


def test_no_lock_names_a_host_and_every_package_has_hashes() -> None:
    for path in lint.tracked("requirements*.lock"):
        text = path.read_text()
        assert "://" not in text
        pinned = [line for line in text.split("\n") if line and not line.startswith(" ")]
        assert pinned
        assert all("==" in line and line.endswith("\\") for line in pinned)


def test_no_minified_file_is_kept() -> None:
    assert not [path for path in lint.tracked("*.js", "*.css") if ".min." in path.name]


@pytest.mark.parametrize(
    "css",
    [
        "@layer base { a { color: red } }",
        ".card:has(img) { color: red }",
        ".card { .title { color: red } }",
        ".card {\n  color: red;\n  &:hover { color: blue }\n}",
        "@media print { .card { a { color: red } } }",
        ".a { color: red ! important }",
        ".a { inset: 0 }",
        ".a:not(.b, .c) { color: red }",
        ".a { height: 100dvh }",
    ],
)
def test_the_linter_sees_what_chromium_86_lacks(css: str) -> None:
    assert lint.css_faults(css)


@pytest.mark.parametrize(
    "css",
    [
        "@media (max-width: 40em) { .a { color: red } .b::before { content: '{ :has( }' } }",
        "/* .a { .b { } } :has( */ .a { gap: 1em; inset-area: none }",
        "@supports (aspect-ratio: 1) {\n  .a { aspect-ratio: 1; }\n}",
        "@keyframes turn { from { transform: rotate(0) } to { transform: rotate(1turn) } }",
        ":root { --scale: 1; --inset: 2px }",
    ],
)
def test_the_linter_lets_plain_css_pass(css: str) -> None:
    assert not lint.css_faults(css)


@pytest.mark.parametrize("js", ["rows.at(-1)", "crypto.randomUUID()", "eval('1')", "Object.hasOwn(a, 'b')"])
def test_the_linter_sees_new_scripts(js: str) -> None:
    assert lint.js_faults(js)
    assert not lint.js_faults(f"// {js}\nrows[0]")


@pytest.mark.parametrize(
    "html",
    ['<p style="color:red">', "<style>p{}</style>", "<script>go()</script>", '<a onclick="x()">', "<br>\n" * 121],
)
def test_the_linter_sees_what_is_inline_or_too_long(html: str) -> None:
    assert lint.template_faults(html)
    assert not lint.template_faults('<script src="/static/a.js" defer></script>{# style="x" #}<p class="on">')
