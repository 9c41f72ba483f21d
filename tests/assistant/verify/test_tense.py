"""Plans told as done, and what was done told as a plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.tense import tense_kept
from index.model import Period

DONE, PLANNED = Period(2023, None, False), Period(2024, None, True)
BUILT = "建成养老机构5家"


@pytest.mark.parametrize(
    ("said", "held", "period"),
    [
        ("已建成养老机构5家", BUILT, PLANNED),
        ("养老机构建成了5家", BUILT, PLANNED),
        ("建有养老机构,机构5家", "新建养老机构5家", PLANNED),
        ("计划建成养老机构5家", BUILT, DONE),
        ("将新建养老机构5家", "新建养老机构5家", DONE),
        ("已投入使用养老机构", "养老机构预计明年投入使用", DONE),
        ("应建成养老机构5家", BUILT, DONE),
        ("已建设服务站5个", "建设服务站5个", None),
        ("建设了服务站5个", "推动建设服务站5个", None),
        ("目标是建成养老机构5家", BUILT, DONE),
        ("县里将把审批权全面下放", "审批权已全面下放到乡镇,要制定审批监管办法", PLANNED),
    ],
)
def test_tense_turned(said: str, held: str, period: Period) -> None:
    assert not tense_kept(said, [(held, period)])


@pytest.mark.parametrize(
    ("said", "held", "period"),
    [
        ("计划建成养老机构5家", BUILT, PLANNED),
        ("将新建养老机构5家", "新建养老机构5家", PLANNED),
        ("已建成养老机构5家", BUILT, DONE),
        ("养老机构预计明年用上", "养老机构预计明年投入使用", DONE),
        ("将标准提高到5元", "标准提高到5元", DONE),
        (BUILT, BUILT, PLANNED),
        ("建成养老机构", BUILT, None),
        ("各地应抓紧拨付资金", "各地抓紧拨付资金", None),
        ("税务部门将及时核准申请", "税务部门要及时核准申请", None),
        ("推广应用程序", "应用程序推广", None),
        ("争取资金95亿元", "争取资金95亿元,更新电梯5台", DONE),
        ("", BUILT, None),
        ("将建设服务站5个", "建设服务站5个", None),
        ("企业可以协商薪酬", "支持企业协商薪酬", None),
        ("对指标的内容作了微调", "对指标的内容进行微调", None),
        ("截至5月底复工企业5家", "截至5月底,复工企业5家", None),
        ("除了低保户外,服务对象还有特困户", "服务对象为低保户、特困户", None),
        ("目标是建成养老机构5家", BUILT, PLANNED),
    ],
)
def test_tense_kept(said: str, held: str, period: Period | None) -> None:
    assert tense_kept(said, [(held, period)])


@given(st.text(st.sampled_from("将已计划建成养老机构5家了，。拟"), max_size=30), st.sampled_from([DONE, PLANNED, None]))
def test_the_own_words_of_a_report_keep_their_tense(text: str, period: Period | None) -> None:
    assert tense_kept(text, [(text, period)])
