"""Simulated users of the page: they ask, look up, change reports, reload and hang up, with pauses as people make."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.soak.browsing import Page, signed_in
from tests.ui.load import QUESTIONS
from tests.ui.servers import PASSWORD

ASK = ("输入问题", "submit")
_THINK = (1.0, 3.0)  # seconds between two things that a user does
_TOWNS = ("苏州市", "无锡市", "南阳市", "洛阳市", "徐州市")  # no report that comes with the page is of these
_WORDS = ("低保标准", "养老服务", "临时救助", "殡葬", "社会组织")
_FOLLOW_UPS = ("番禺区呢？", "宿迁市呢？", "东湖区呢？")
_BUSY = "有人正在更新报告"
_TRIES = 60


@dataclass(slots=True)
class Log:
    """What was done until `ends` (by `time.monotonic`): seconds of each request by its kind, and what went wrong."""

    ends: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.ends


class User:
    """One user with a page open."""

    def __init__(self, url: str, name: str, number: int, log: Log) -> None:
        self._client = signed_in(url, name, PASSWORD)
        self._page = Page(self._client)
        self._number, self._log, self._random = number, log, Random(number)

    def close(self) -> None:
        """Closes page and browser."""
        self._page.close()
        self._client.close()

    def read(self) -> None:
        """Does what readers do until the time is up."""
        deeds: Sequence[tuple[Callable[[], None], int]] = (
            (self._ask, 12), (self._follow_up, 4), (self._look_up, 4), (self._hang_up, 1), (self._reload, 1),
        )  # fmt: skip
        while not self._log.over:
            (deed,) = self._random.choices([deed for deed, _ in deeds], [weight for _, weight in deeds])
            self._tried(deed)

    def edit(self) -> None:
        """Puts a report in, sets it right and takes it out, over and over, and asks about it at each step."""
        while not self._log.over:
            self._tried(self._report_comes_and_goes)
            self._tried(self._reload)  # nobody's chat goes on for ever

    def _tried(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except Exception as error:  # a user goes on whatever happens; the run fails in the end
            self._log.errors.append(f"{time.strftime('%H:%M:%S')} {error!r}"[:400])
        time.sleep(self._random.uniform(*_THINK))

    def _done(self, kind: str, deed: Callable[[], Any], wanted: str = "") -> str:
        """What the page shows after a request, which must hold what is wanted and no alarm."""
        begun = time.perf_counter()
        shown = json.dumps(deed(), ensure_ascii=False)
        self._log.seconds[kind].append(time.perf_counter() - begun)
        latest = shown[shown.rfind('"user", "metadata"') :] if kind.startswith("提问") else shown
        if _BUSY not in shown and ('role=\\"alert\\"' in latest or wanted not in latest):
            raise RuntimeError(f"{kind}，应有「{wanted}」：{latest[:300]}")
        return shown

    def _ask(self) -> None:
        question = self._random.choice(QUESTIONS)
        self._done("提问", lambda: self._page.do(*ASK, question), "y-answer")

    def _follow_up(self) -> None:
        self._done("提问", lambda: self._page.do(*ASK, QUESTIONS[0]), "950元")
        time.sleep(self._random.uniform(*_THINK))
        self._done("追问", lambda: self._page.do(*ASK, self._random.choice(_FOLLOW_UPS)), "y-answer")

    def _look_up(self) -> None:
        words = self._random.choice(_WORDS)
        self._done("查阅", lambda: self._page.do("输入词语或一句话", "submit", words), "y-found")
        report = {"report": "宿迁市民政局2023年工作总结和2024年计划.txt", "p": str(self._random.randrange(8))}
        self._done("读报告", lambda: self._page.do("y-results", "select", told=report), "y-report")

    def _hang_up(self) -> None:
        self._done("中途离开", lambda: self._page.hang_up(*ASK, self._random.choice(QUESTIONS)))

    def _reload(self) -> None:
        self._done("重新打开", self._page.reload)

    def _report_comes_and_goes(self) -> None:
        town = _TOWNS[self._number % len(_TOWNS)]
        name, figure = f"{town}2021-{self._number}.txt", f"{self._random.randint(500, 1999)}元"
        text = f"{town}民政局2021年工作总结\n一、社会救助\n全市城乡低保标准提高到每人每月{figure}。\n"
        question = f"{town}城乡低保标准是多少？"
        self._done("打开资料", lambda: self._page.do("desk", "select"))
        file = self._page.upload(name, text)
        self._done("检查", lambda: self._page.do("文件", "change", [file]))
        self._change("放入", lambda: self._page.do("放入并更新索引", "click", [file], True), "新增 1 份")
        self._done("提问", lambda: self._page.do(*ASK, question), figure)
        self._change("更正", lambda: self._page.do("保存更正", "click", name, "", "2020", ""), "更新 1 份")
        self._done("提问", lambda: self._page.do(*ASK, f"2020年{question}"), figure)
        self._change("移除", lambda: self._page.do("确认移除", "click", name), "移除 1 份")
        self._done("提问", lambda: self._page.do(*ASK, question), "没有这个地区的报告")

    def _change(self, kind: str, deed: Callable[[], list[Any]], wanted: str) -> None:
        """Changes the reports, as soon as no other editor does."""
        for _ in range(_TRIES):
            if _BUSY not in self._done(kind, deed, wanted):
                break
            time.sleep(self._random.uniform(*_THINK))
        else:
            raise RuntimeError(f"{kind}：{_BUSY}")
        time.sleep(self._random.uniform(*_THINK))
