"""Whether a .docx that a town gives back may draw its papers: a plain document, within limits, with its 【words】.

It is opened by everybody who opens a paper. So it carries nothing that runs, nothing that is fetched from elsewhere,
and no changes that are not accepted yet.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import etree

from dushi import clock
from dushi.records.errors import Refused, demand
from dushi.records.lines import full_day, heading, named, para, table
from dushi.records.official import Form, OfficialPaper, render
from dushi.records.official.filling import FIELDS, PARTS

FIELD = "file"
#: Bytes of the file, of what it unpacks to, and parts in it.
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 1_000_000, 10_000_000, 120
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
#: Parts a plain document may have; what is not here may run, or bring another file.
PARTS_ALLOWED = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|docProps/[\w.]+\.(xml|jpe?g|png)"
    r"|customXml/(_rels/)?[\w.]+\.(xml|rels)"
    r"|word/(_rels/|theme/(_rels/)?|media/)?[\w.-]+\.(xml|rels|png|jpe?g))",
    re.IGNORECASE,
)
#: Elements of a text that run, fetch or hide something, and what they are called.
BARRED = {
    qn(f"w:{name}"): said
    for name, said in (
        ("object", "嵌入的对象"),
        ("control", "控件"),
        ("altChunk", "嵌入的文件"),
        ("ins", "没有接受的修订"),
        ("del", "没有接受的修订"),
        ("moveFrom", "没有接受的修订"),
        ("moveTo", "没有接受的修订"),
        ("mailMerge", "邮件合并"),
        ("attachedTemplate", "别的模板"),
    )
}
#: Attributes by which old drawings fetch a picture without a relationship.
FETCHING = ("src", "href")
#: The only fields of a word processor that draw nothing from elsewhere.
KNOWN_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
ALWAYS = ("标题", "正文")
HEADED = ("发文机关标志", "发文字号", *ALWAYS)
SIGNED = (*HEADED, "主送机关", "发文机关署名", "成文日期")
#: What no paper of the form can do without.
REQUIRED: dict[Form, tuple[str, ...]] = {
    Form.DOCUMENT: SIGNED,
    Form.UPWARD: (*SIGNED, "签发人"),
    Form.LETTER: SIGNED,
    Form.MINUTES: (*HEADED, "出席人员"),
    Form.PLAIN: ALWAYS,
}
ANY_MARKER = re.compile("【([^【】]{1,20})】")
UNREADABLE = "这个文件打不开，请用本页下载的模板修改后再上传。"


def checked(content: bytes, form: Form) -> bytes:
    """The same bytes. Raises Refused at `file` with what is wrong and what to do."""
    _refuse(len(content) > MOST_BYTES, f"模板最大 {MOST_BYTES // 1_000_000} MB，请删去大图片。")
    _refuse(content.startswith(OLD_FORMAT), "这是旧式 .doc 或加了密码的文件，请在 WPS 里另存为不加密的 .docx。")
    roots = {name: _parsed(name, part) for name, part in _unpacked(content).items() if name.endswith((".xml", ".rels"))}
    for root in roots.values():
        _check_part(root)
    _check_markers([root for name, root in roots.items() if name.startswith("word/")], form)
    _try(content, form)
    return content


def _refuse(is_wrong: bool, message: str) -> None:
    demand(not is_wrong, message, FIELD)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """name → bytes of each part, never more than the limit, whatever the file says of itself."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            _refuse(len(set(map(str.lower, names))) < len(names), UNREADABLE)
            _refuse(len(package.infolist()) > MOST_PARTS, "这个文件里的内容太多，请用本页下载的模板修改。")
            for info in package.infolist():
                if info.is_dir():
                    continue
                _refuse(
                    not PARTS_ALLOWED.fullmatch(info.filename),
                    f"模板里有宏、控件或嵌入的文件（{info.filename[:60]}），请删去后另存。",
                )
                with package.open(info) as part:
                    parts[info.filename] = part.read(left + 1)
                left -= len(parts[info.filename])
                _refuse(left < 0, "这个文件展开后太大，请用本页下载的模板修改。")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise Refused("请上传 .docx 文件。", field=FIELD) from fault
    _refuse("word/document.xml" not in parts, "请上传 .docx 文件。")
    return parts


def _parsed(name: str, part: bytes) -> Any:
    """Root of a part. No part of a document has a DOCTYPE; with one, names could be blown up or read from elsewhere."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as fault:
        raise Refused(UNREADABLE, field=FIELD) from fault
    _refuse(bool(root.getroottree().docinfo.doctype), UNREADABLE)
    return root


def _check_part(root: Any) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        local = etree.QName(element).localname
        _refuse(
            local == "Relationship" and element.get("TargetMode") == "External",
            f"模板里有指向外部的链接（{element.get('Target', '')[:60]}），请取消链接后另存。",
        )
        _refuse("macroEnabled" in element.get("ContentType", ""), "模板里有宏，请另存为不带宏的 .docx。")
        _refuse(element.tag in BARRED, f"模板里有{BARRED.get(element.tag)}，请处理后另存。")
        _refuse(
            any(etree.QName(key).localname in FETCHING for key in element.attrib),
            "模板里有从别处取来的图片，请改为插入图片后另存。",
        )
    for code in _fields(root):
        _refuse(code not in KNOWN_FIELDS, f"模板里有域“{code[:20]}”，只能用页码。")


def _fields(root: Any) -> list[str]:
    """First word of each field, put together where an editor split it."""
    codes = [element.get(qn("w:instr"), "") for element in root.iter(qn("w:fldSimple"))]
    for paragraph in root.iter(qn("w:p")):
        text = ""
        for element in paragraph.iter(qn("w:instrText"), qn("w:fldChar")):
            if element.tag == qn("w:instrText"):
                text += element.text or ""
            elif element.get(qn("w:fldCharType")) == "begin":
                codes.append(text)
                text = ""
        codes.append(text)
    return [code.split()[0].upper() for code in codes if code.strip()]


def _check_markers(roots: list[Any], form: Form) -> None:
    """Every 【word】 the form needs, none that nobody knows, and those that grow to paragraphs once and alone."""
    texts = [_text(paragraph) for root in roots for paragraph in root.iter(qn("w:p"))]
    found = [name for text in texts for name in ANY_MARKER.findall(text)]
    unknown = [name for name in found if name not in FIELDS and name not in PARTS]
    _refuse(bool(unknown), f"不认识【{''.join(unknown[:1])}】，请照本页所列的写。")
    missing = [f"【{name}】" for name in REQUIRED[form] if name not in found]
    _refuse(bool(missing), f"模板里缺少{'、'.join(missing)}，印发的文书会缺这些内容，请补上。")
    for name in PARTS:
        _refuse(found.count(name) > 1, f"【{name}】只能有一处。")
        is_crowded = any(f"【{name}】" in text and text.strip() != f"【{name}】" for text in texts)
        _refuse(is_crowded, f"【{name}】要单独成段，前后不写别的字。")


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _try(content: bytes, form: Form) -> None:
    """Draw a paper that has every part by it: what cannot be drawn now could not be issued later."""
    try:
        render(_specimen(form), content)
    except Exception as fault:
        raise Refused(UNREADABLE, field=FIELD) from fault


def _specimen(form: Form) -> OfficialPaper:
    lines = [
        heading("一、试排"),
        heading("（一）试排", 2),
        para("正文"),
        named("时间", "上午"),
        table(["列"], [["格"]]),
    ]
    said = dict.fromkeys(
        ("organ", "number_text", "signer", "addressed_to", "issuer", "copies_to", "printed_by"), "试排"
    )
    day = full_day(clock.today())
    return OfficialPaper(
        title="试排",
        form=form,
        blocks=lines,
        dated=day,
        has_seal=True,
        printed_on=day,
        attachments=("一", "二"),
        attendance=(("出席", ["某某"]),),
        markings=("特急",),
        slip_title="回执",
        slip=lines,
        **said,
    )
