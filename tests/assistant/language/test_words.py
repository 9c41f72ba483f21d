"""Which words of a question say what it is about."""

import pytest

from assistant.language.words import content_words, counted_names


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("低保标准是多少", "低保 标准"),
        ("帮我查一下低保标准呀", "低保 标准"),
        ("麻烦问下低保标准", "低保 标准"),
        ("我想知道低保标准是多少", "低保 标准"),
        ("低保标准哪个更高", "低保 标准"),
        ("低保咋申请", "低保 申请"),
        ("总共有多少家养老机构啊", "养老 机构"),
        ("接下来咋整", ""),
        ("还有呢", ""),
        ("最后一个是什么", ""),
        ("十四五的目标", "十四五"),
        ("床位总数的目标", "床位"),
        ("粮食总量", "粮食"),
        ("低保去哪里办", "低保 办"),
        ("把床位建起来", "床位 建"),
        ("把物资捐赠出去", "物资 捐赠"),
        ("把粮食运输过来", "粮食 运输"),
        ("县里和市里的粮食", "粮食"),
    ],
)
def test_the_words_that_tell_the_topic(question: str, words: str) -> None:
    assert " ".join(content_words(question)) == words


@pytest.mark.parametrize(
    ("question", "names"),
    [("三大工程是什么", ["三大工程"]), ("６大专项行动和十件民生实事", ["6大专项行动", "十件民生实事"]), ("大工程", [])],
)
def test_names_that_count_their_parts(question: str, names: list[str]) -> None:
    assert counted_names(question) == names
