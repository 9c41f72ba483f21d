"""Three small made-up reports and an Assistant over them: done and planned, figures, a list, a table, an advert."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean, pstdev

from assistant.answer import Assistant
from assistant.catalogue import Catalogue
from assistant.evidence.portions import portions
from assistant.evidence.reading import read_spans
from assistant.evidence.wanted import Wanted, wanted
from assistant.language.terms import terms_of
from assistant.model import Evidence, Found, Hit, Library, Query
from assistant.question.understand import understand
from assistant.reader.reader import Reader
from assistant.retrieval.retrieve import Reranker
from index.figures.extract import with_facts
from index.model import Card, Period, Region, Report
from index.places.gazetteer import gazetteer
from index.report.chunks import PARAMETERS, split
from index.report.load import load
from index.report.sections import parse
from index.store.local import LocalStore
from index.store.protocol import Manifest
from tests.helpers.fakes import FakeEmbedder, FakeReader

SUZHOU, YUZHONG, HEPING = "苏州.txt", "渝中.txt", "和平.md"
ADVERT = "新葡京官网注册送彩金"
REPORTS: Mapping[str, str] = {
    SUZHOU: f"""苏州市民政局2023年工作总结和2024年工作计划
一、2023年工作总结
（一）社会救助
城乡低保标准由每人每月1045元提高到1095元。全年发放低保金2,850.46 万元，惠及1.5万人。
临时救助推行“先照后核”模式，即先照料、后核对、再公示。昆山市建成社工站10个，吴江区发放临时救助金88.6万元。
（二）养老服务
全市新增养老床位3200张，建成助餐点126个。为独居老人安装烟感报警器，上门巡访4.2万户次。
福彩公益金资助养老项目36个，{ADVERT}，支出公益金920万元。志愿者为老年人理发2600人次。
（三）儿童福利三大行动
1.护苗行动。为困境儿童配备儿童主任1300名。
2.暖心行动。看望孤儿和事实无人抚养儿童540人。
3.扬帆行动。资助孤儿上大学21人。
二、2024年工作计划
（一）养老服务
新增养老床位1500张，改造敬老院8所。力争助餐点达到150个。
（二）社会救助
将低保标准提高到每人每月1135元，建成数字救助平台。
""",
    YUZHONG: """重庆市渝中区民政局2023年工作总结
一、社会救助
城乡低保标准为每人每月735元，全年发放低保金5120.8万元。创新“九宫巡访”机制，网格员每周走访低保家庭一次。
二、养老服务
新增养老床位260张，养老机构达到31家。建成社区食堂27个，为老年人供餐18.6万人次。
| 项目 | <b>数量</b> | 说明 |
| 婚姻登记 | 4,310对 | <img src=x onerror=alert(1)> **颁证** [率](javascript:alert) 98% |
三、社会组织
登记社会组织402家，清理“僵尸型”社会组织17家。
""",
    HEPING: """# 和平县民政局2022年工作总结

## 一、社会救助

农村低保标准为每人每年8076元，发放低保金3310.5万元。临时救助困难群众415人次。

## 二、殡葬改革

建成公益性骨灰楼12座，遗体火化率达到100%。推行“一碗汤距离”助葬服务，惠及群众860户。
""",
}


def build(folder: Path, reports: Mapping[str, str] = REPORTS) -> LocalStore:
    """An index of these reports (file name → text), built in `folder` and open for reading."""
    embedder = FakeEmbedder()
    manifest = Manifest(embedder.name, embedder.fingerprint, embedder.dimension, PARAMETERS)
    store = LocalStore.create(folder / "index", manifest)
    for name, text in reports.items():
        (folder / name).write_text(text, encoding="utf-8")
        report = load(folder / name, name)
        chunks = with_facts(report, split(report))
        texts, parts = [chunk.indexed_text for chunk in chunks], [chunk.indexed_sentences for chunk in chunks]
        store.add(report, chunks, *embedder.embed_parts(texts, parts))
    store.refresh()
    store.close()
    return LocalStore.open(folder / "index")


def assistant_over(store: LocalStore, reranker: Reranker | None = None) -> Assistant:
    """An Assistant with the fake embedder and reader."""
    return Assistant(store, FakeEmbedder(), FakeReader(), reranker=reranker)


def place(name: str) -> Region:
    """The widest place of this name."""
    return gazetteer().named(name)[0]


def query(question: str, cards: Iterable[Card], *history: str) -> Query:
    """What the question asks of these reports."""
    return understand(question, history, gazetteer(), Catalogue(cards).places)


def want(question: str) -> Wanted:
    """What a span must hold to answer, where every word stands in one chunk of a hundred."""
    asked = query(question, ())
    return wanted(asked, terms_of(asked, lambda word: 1, 100))


def report(text: str, region: Region | None = None, year: int | None = None, title: str | None = None) -> Report:
    """A report that is all body, in which no ADVERT may be quoted."""
    sections = parse(text, 0, (), Period(year) if year else None)
    adverts = tuple(match.span() for match in re.finditer(ADVERT, text))
    return Report("a.txt", "0" * 64, text, title, None, region, None, "summary", year, 0, sections, (), adverts)


def found(told: Report, question: str, asked: Region | None = None, own: frozenset[str] = frozenset()) -> Found:
    """All chunks of a report, as a search for a place would find them."""
    embedder = FakeEmbedder()
    chunks = split(told)
    spans = [chunk.indexed_sentences for chunk in chunks]
    _, parts = embedder.embed_parts([chunk.indexed_text for chunk in chunks], spans)
    cosines = [(vectors @ embedder.embed_query(question)).tolist() for vectors in parts]
    every = [cosine for row in cosines for cosine in row]
    centre, spread = fmean(every), pstdev(every) or 1.0
    hits = [
        Hit(chunk, 0.0, tuple((cosine - centre) / spread for cosine in row))
        for chunk, row in zip(chunks, cosines, strict=True)
    ]
    return Found("", tuple(hits), tuple(hits), asked, own)


def spans(wish: Wanted, read: Found, told: Report, reader: Reader | None = None) -> list[Evidence]:
    """What a reader, the fake one by itself, finds in all that was found of a report."""
    library = Library(lambda _: told, lambda _: split(told))
    (portion,) = portions(wish.query, [read])
    return read_spans(wish, portion, library, reader or FakeReader())
