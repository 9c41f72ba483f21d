"""Reports made up from a seed, built as real ones are: head table, parts, sections of mixed numbering, figures."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from hypothesis import strategies as st

_PLACES = ("苏州市", "昆山市", "渝中区", "番禺区", "和平县", "宿迁市")
_THEMES = ("社会救助", "养老服务", "儿童福利", "社会组织", "基层治理", "殡葬服务", "婚姻登记", "慈善事业")
_ACTS = ("新增养老床位{}张", "发放补助资金{}.5万元", "建成服务站点{}个", "走访困难群众{}人次", "培训志愿者{}名")
_ENDS = ("，比上年增长{}%", "，覆盖{}个镇街", "，其中农村占{}%", "")
_NUMERALS = "一二三四五六七八"

# Texts that lean on what marks headings, items and sentences.
REPORT_LIKE = st.lists(
    st.sampled_from(
        ["一、", "二、", "三、", "（一）", "（二）", "1.", "2.", "1.1 ", "（1）", "①", "一是", "二是", "首先，",
         "第一章 ", "救助", "养老。", "2023年，", "下一步工作计划", "我们将：", "附件：", "......", "，", "；", "\n",
         "\n\n", " ", "\u3000", "1.5万元", "a | b", "“", "”", "《"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


def report_text(seed: int) -> str:
    """A report of some 500 to 4,000 characters: the same for the same seed, another for another."""
    random = Random(seed)
    place, year = random.choice(_PLACES), random.randint(2018, 2024)
    lines = [
        f"索引号：{seed:08}",
        f"发布机构：{place}民政局",
        "",
        f"{place}民政局{year}年工作总结和{year + 1}年工作计划",
    ]
    for mark, part in zip("一二", (f"{year}年工作情况", f"{year + 1}年工作打算"), strict=True):
        lines += ["", f"{mark}、{part}"]
        for number, theme in enumerate(random.sample(_THEMES, random.randint(2, len(_THEMES)))):
            lines += [f"（{_NUMERALS[number]}）{theme}", *_paragraphs(random)]
    return "\n".join(lines) + "\n"


def write_report(path: Path, seed: int) -> None:
    """Puts the report of this seed into a file, in place of what it held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report_text(seed), encoding="utf-8")


def _paragraphs(random: Random) -> Iterator[str]:
    """The text of a section: one paragraph, or items under figures."""
    items = random.choice((0, 0, 2, 4))
    for number in range(1, items + 1):
        yield f"{number}.{random.choice(_THEMES)}行动。{_sentences(random, 2)}"
    if not items:
        yield _sentences(random, random.randint(2, 6))


def _sentences(random: Random, count: int) -> str:
    return "".join(
        random.choice(_ACTS).format(random.randint(2, 9999)) + random.choice(_ENDS).format(random.randint(2, 40)) + "。"
        for _ in range(count)
    )
