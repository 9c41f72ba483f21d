"""Lines that were broken at a width are joined; headings, items, tables and paragraphs stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.files.plain import read_text
from index.files.wraps import joined

WRAPPED = """安定县民政局2023年工作总结

一、社会救助
    2023年，全县农村低保对象1764人，月标
准550元，全年发放低保金1165
万元；特困供养人员289人，支出31
2.1万元。
二、社会事务
    办理结婚登记512对、离婚登记203
对。
"""


def test_sentences_and_figures_are_whole_again() -> None:
    assert joined(WRAPPED).splitlines() == [
        "安定县民政局2023年工作总结",
        "",
        "一、社会救助",
        "    2023年，全县农村低保对象1764人，月标准550元，全年发放低保金1165万元；特困供养人员289人，支出312.1万元。",
        "二、社会事务",
        "    办理结婚登记512对、离婚登记203对。",
    ]
    assert read_text(WRAPPED.encode()).text == joined(WRAPPED)


@pytest.mark.parametrize(
    "following",
    [
        "（二）养老服务，机构和社区",
        "2.社区养老，助餐和助浴",
        "——残疾儿童，康复救助",
        "　　另起一段，说别的事情，不接上文",
        "养老服务",
        "低保\t1764人，2845人",
        "",
    ],
)
def test_what_begins_anew_stays_apart(following: str) -> None:
    broken = "全县农村低保对象有一千七百六十四人，月标\n准五百五十元，全年发放低保金一千多万元，都\n"
    broken += "按月发到个人账户，没有拖\n欠，也没有截留。\n"
    text = f"{broken}残联组织了职业技能培训，共培训三百人，就业\n{following}\n"
    assert joined(text).count("\n") == text.count("\n") - 3


def test_paragraphs_without_an_end_mark_stay_apart() -> None:
    text = (
        "一、抓党建，促提升，强作风\n全县新建站点12个，惠及老人。\n二、抓救助，兜底线，保民生\n发放低保金1165万元。\n"
    )
    assert joined(text) == text
    one = "各项工作，总体平稳有序推进\n全县新建站点，12个，惠及老人。\n" + "全县新建站点12个。\n" * 20
    assert joined(one) == one


def test_latin_words_keep_their_space() -> None:
    text = "平台接入，使用 open\nsource 软件，数据，都在\n本地保存，没有，外传，使\n用方便，大家，都满意。\n"
    assert "open source 软件" in joined(text)


@given(st.text("县一、2（）。，\n 　a对", max_size=80))
def test_only_white_space_goes(text: str) -> None:
    assert "".join(joined(text).split()) == "".join(text.split())
    assert joined(joined(text)).count("\n") <= joined(text).count("\n")
