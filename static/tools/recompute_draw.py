"""抽取复算：python3 recompute_draw.py 抽取记录.json

只用 Python 自带的功能，不连网络。逐项重算抽取记录，每一项都写明“相符”或“不符”。
全部相符时退出码为 0，否则为 1。算法的文字说明见 docs/draw.md。
"""

import hashlib
import json
import sys


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value):
    """名单和记录的唯一写法：键按字母排序，不留空格，汉字照写。"""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def draw(seed, weights, count):
    """按权重一个一个抽，抽出的不再放回。"""
    left, found, turn = dict(enumerate(weights)), [], 0
    while len(found) < count:
        total = sum(left.values())
        limit = 2**256 - 2**256 % total
        while True:
            value = int(sha256("%s:%d" % (seed, turn)), 16)
            turn += 1
            if value < limit:
                break
        point = value % total
        for place in sorted(left):
            if point < left[place]:
                break
            point -= left[place]
        found.append(place)
        del left[place]
    return found


def checks(record):
    """逐项给出（项目，是否相符）。"""
    frozen, drawer, witness = record["list"], record["drawer"], record["witness"]
    yield "名单指纹", sha256(canonical(frozen)) == record["list_hash"]
    if sha256(canonical(frozen)) != record["list_hash"]:
        return
    opened = ["%d:%s" % (one["number"], one["salt"]) for one in (drawer, witness)]
    seed = sha256("%s|%s|%s" % (opened[0], opened[1], sha256(canonical(frozen))))
    places = draw(seed, [one["weight"] for one in frozen["eligible"]], frozen["count"])
    result = [{"id": frozen["eligible"][n]["id"], "name": frozen["eligible"][n]["name"]} for n in places]
    rest = {key: value for key, value in record.items() if key != "record_hash"}
    yield "抽取人封数", sha256(opened[0]) == drawer["commitment"] and drawer["name"] == frozen["drawer"]
    yield "见证人封数", sha256(opened[1]) == witness["commitment"] and witness["name"] == frozen["witness"]
    yield "种子", seed == record["seed"]
    yield "抽取结果", result == record["result"]
    yield "记录校验码（请再与打印件核对）", sha256(canonical(rest)) == record["record_hash"]
    print("重算的结果：" + "、".join(one["name"] for one in result))
    print("记录校验码：" + record["record_hash"])


def main(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            record = json.load(file)
        found = list(checks(record))
    except (OSError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as fault:
        print("读不出抽取记录：%s %s" % (type(fault).__name__, fault))
        return 1
    for name, right in found:
        print("%s：%s" % (name, "相符" if right else "不符！"))
    return 0 if all(right for _, right in found) else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
