"""The page of a run: report text stays data in it, and it asks nothing of the network."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from assistant.model import Citation, Passage
from eval.record import Record
from eval.scoring.summary import by_slice
from eval.showing import charts
from eval.showing.page import page
from tests.helpers.pages import HOSTILE
from tests.helpers.runs import BAD, EVIL, FINE, REFUSED, answer, compared, parsed, question, run_of, score, text

LIBRARY = charts.library


@pytest.fixture(scope="module", autouse=True)
def short_library() -> Iterator[None]:
    """The real library takes seconds to make; one test looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "library", lambda: "/* Vega */")
        yield


def test_hostile_text_stays_text_everywhere() -> None:
    cited = Citation(1, EVIL, EVIL, EVIL, 2022, (EVIL,), EVIL, EVIL[:20], 0, 20)
    asked = question(EVIL, question=EVIL, history=(EVIL,), sources=(EVIL,), forbidden=(EVIL,), must=True)
    asked = replace(asked, evidence=((EVIL,),), facts=((EVIL,),))
    said = answer(EVIL, question=EVIL, standalone_question=EVIL + "？", citations=(cited,), timings_ms={EVIL: 1.0})
    said |= {"passages": (Passage(EVIL, (EVIL,), EVIL, 1.0, 0, 9),)}
    evil = Record(asked, said, score(0.0, ("缺事实 " + EVIL,)))
    regions = by_slice([(asked, evil.score)], lambda one: [EVIL])
    run = run_of(evil, questions=EVIL, commit=EVIL, started=EVIL, by_region=regions)
    tree = parsed(run, compared(label=EVIL, won=(), lost=(EVIL,), must_lost=(EVIL,)))
    harmless = parsed(run_of(BAD), compared(won=(), lost=("q1",), must_lost=("q1",)))
    for tag in ("script", "style", "title", "main", "section", "form"):
        assert len(tree.css(tag)) == len(harmless.css(tag)), tag
    assert not tree.css("img, iframe, object, embed, base")
    assert not any(name.startswith("on") for node in tree.css("*") for name in node.attributes)
    assert all((link.attributes["href"] or "").startswith("#") for link in tree.css("a"))
    assert json.loads(text(tree, "#specs"))
    assert HOSTILE.split()[0] in text(tree, ".row summary")


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    library = LIBRARY()
    monkeypatch.setattr(charts, "library", lambda: library)
    html = page(run_of(BAD, FINE, REFUSED), compared())
    tree = LexborHTMLParser(html)
    assert not tree.css("[src], link, img, iframe, base, form[action]")
    assert not re.search(r"@import|url\(", text(tree, "style"))
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert (policy.attributes["content"] or "").startswith("default-src 'none';")
    assert "window.vegaEmbed" in library
    assert library in html
    assert not re.search(r"</script|<!--", library, re.I)  # either would end or change the element that it stands in
