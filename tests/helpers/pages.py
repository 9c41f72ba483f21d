"""HTML as a browser reads it, text that means harm to it, and made-up answers to show in it."""

from html.parser import HTMLParser

from hypothesis import strategies as st

from assistant.model import Answer, Citation, Reason

HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror=alert(1)> [点我](http://evil.example) ![图](http://evil.example/x)"
    " `码` <http://evil.example> &lt;b&gt; ${alert(1)} {{value}} \u202e反向\u202c [1] " + "长行" * 500
)
# Ordinary text, and text that leans on HTML's and Markdown's own characters.
TEXTS = st.text() | st.text("<>&\"'`*_[]()!|#-~:\\/ \n1a甲。\u202e", max_size=60)


def cited(number: int = 1, paragraph: str = "全年救助321户。", quote: str = "321户", **changed: object) -> Citation:
    facts = {
        "report": "甲.txt",
        "title": "甲市总结",
        "region": "甲市",
        "year": 2023,
        "section": ("一、救助",),
        **changed,
    }
    return Citation(number=number, paragraph=paragraph, quote=quote, start=0, end=len(quote), **facts)  # type: ignore[arg-type]


def answered(
    text: str, *citations: Citation, question: str = "多少户？", meant: str = "", reason: Reason | None = None
) -> Answer:
    return Answer(
        question, meant or question, text, reason is not None, reason, (), (), (), citations, (), timings_ms={}
    )


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its tags with attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data
