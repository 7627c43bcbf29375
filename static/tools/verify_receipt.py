"""回执核验：python3 verify_receipt.py 回执.json 公钥.json [报送内容.json]

只用 Python 自带的功能，不连网络，不需要本系统。三个文件都按下载的原样用，不要打开另存。
公钥.json 从本镇系统的“回执公钥”页下载，不要用别人连同回执一起给的。
有效时退出码为 0，无效为 1，文件读不出为 2。写法见 docs/receipts.md。
"""

import base64
import hashlib
import json
import sys

# Ed25519（RFC 8032 第 5.1、6 节），只用来核验 ------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    found = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def is_same(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def point_of(written):
    """32 字节还原成曲线上的点；不是点时为 None。"""
    y = int.from_bytes(written, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(written) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


Y = 4 * pow(5, P - 2, P) % P
BASE = point_of(Y.to_bytes(32, "little"))


def is_signed(message, signature, public):
    """签名是不是这把公钥对应的私钥所签。"""
    key, half = point_of(public), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or half is None or number >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return is_same(times(number, BASE), add(half, times(challenge, key)))


# 回执 ----------------------------------------------------------------------------------------------------------------


def canonical(value):
    """唯一写法：键按字母排序，不留空格，汉字照写。"""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_id(public):
    return hashlib.sha256(public).hexdigest()[:16]


def checks(slip, keys, text):
    """逐项给出（项目，是否相符，不符的缘由）。"""
    said = {name: value for name, value in slip.items() if name != "signature"}
    public = base64.b64decode(keys["keys"].get(slip["key_id"], ""))
    known = bool(public) and key_id(public) == slip["key_id"]
    yield "公钥", known, "公钥文件里没有签这张回执的公钥 %s" % slip["key_id"]
    right = known and is_signed(canonical(said).encode("utf-8"), base64.b64decode(slip["signature"]), public)
    yield "签名", right, "签名对不上：回执改动过，或不是本镇系统签的"
    link, told = slip["link"], slip["receipt"]
    parts = [str(link[name]) for name in ("previous", "seq", "object_type", "object_id", "at", "facts")]
    hashed = hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()
    yield "回执链", hashed == link["hash"], "这一节的链头算出来不是回执上写的"
    facts = json.loads(link["facts"])
    for label, name in (("回执号", "number"), ("送达时间", "received_at"), ("内容摘要", "sha256")):
        yield label, facts[name] == told[name], "回执上写的与链上登记的不同"
    if text is not None:
        right = bool(told["sha256"]) and hashlib.sha256(text).hexdigest() == told["sha256"]
        yield "报送内容", right, "给出的内容不是当时送达的内容，或文件另存过"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def told(slip):
    one, link = slip["receipt"], slip["link"]
    print("%s　%s" % (one["town"], one["title"]))
    print("回执号 %s，报送人 %s" % (one["number"], one["person"]))
    print("送达时间 %s（世界时，北京时间加 8 小时）" % one["received_at"])
    print("回执链第 %d 节，链头 %s" % (link["seq"], link["hash"]))


def main(paths):
    try:
        slip, keys = (json.loads(read(path).decode("utf-8-sig")) for path in paths[:2])
        found = list(checks(slip, keys, read(paths[2]) if len(paths) > 2 else None))
        told(slip)
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as fault:
        print("无效：读不出回执或公钥（%s %s）" % (type(fault).__name__, fault))
        return 2
    wrong = [why for _, right, why in found if not right]
    for label, right, _ in found:
        print("%s：%s" % (label, "相符" if right else "不符！"))
    print("无效：%s。" % "；".join(wrong) if wrong else "有效。")
    return 1 if wrong else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]) if len(sys.argv) in (3, 4) else __doc__)
