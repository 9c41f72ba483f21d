"""What is measured: each score with its Chinese name, which side is better, and its meaning for people."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a score is shown: `lower` is whether less is better, `share` whether it lies between 0 and 1."""

    label: str
    told: str
    lower: bool = False
    share: bool = True


SCORES: Mapping[str, Meaning] = {
    "good": Meaning("好", "答对、引对、切题"),
    "correct": Meaning("正确", "该有的事实都有，首句没有说错；不该答的拒答"),
    "fact_recall": Meaning("事实召回", "该有的事实答出了多少"),
    "first_has_fact": Meaning("首句即答", "第一句就说出事实"),
    "rouge_l": Meaning("ROUGE-L", "与参考答案的相近程度"),
    "recall_at_1": Meaning("召回@1", "第 1 个检索段落里有多少依据"),
    "recall_at_5": Meaning("召回@5", "前 5 个检索段落里有多少依据"),
    "recall_at_10": Meaning("召回@10", "前 10 个检索段落里有多少依据"),
    "rr_at_10": Meaning("MRR@10", "依据首次出现名次的倒数"),
    "ndcg_at_10": Meaning("nDCG@10", "依据排得多靠前"),
    "citation_recall": Meaning("引文召回", "该引的依据引了多少"),
    "citation_precision": Meaning("引文精确", "所引段落里有多少确有依据"),
    "verbatim": Meaning("引文逐字", "引文与报告原文逐字相同"),
    "wrong_report": Meaning("引错报告", "引了不该引的报告", lower=True),
    "wrong_place": Meaning("引错地区", "引了别的地区的报告", lower=True),
    "refusal_recall": Meaning("拒答召回", "不该答的拒答了多少"),
    "refusal_precision": Meaning("拒答精确", "拒答中有多少确实不该答"),
    "false_refusal": Meaning("误拒", "该答的拒答了多少", lower=True),
    "unsupported_figures": Meaning("无据数字", "每个回答中没有依据的数字", lower=True, share=False),
    "length": Meaning("字数", "可回答问题的回答长度", lower=True, share=False),
}


def title(name: str) -> str:
    """A score's name as it is shown: `recall@5` for `recall_at_5`."""
    return name.replace("_at_", "@").replace("_", " ")
