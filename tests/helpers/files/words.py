"""Word files made by hand, of parts that no library writes."""

import io
import re
import zipfile
from collections.abc import Mapping

SCHEMAS = "http://schemas.openxmlformats.org"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DECLARED = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": f"{SCHEMAS}/wordprocessingml/2006/main",
        "r": f"{SCHEMAS}/officeDocument/2006/relationships",
        "m": f"{SCHEMAS}/officeDocument/2006/math",
        "a": f"{SCHEMAS}/drawingml/2006/main",
        "pic": f"{SCHEMAS}/drawingml/2006/picture",
        "c": f"{SCHEMAS}/drawingml/2006/chart",
        "dgm": f"{SCHEMAS}/drawingml/2006/diagram",
        "mc": f"{SCHEMAS}/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; one that is no markup is words."""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def word_file(*blocks: str, parts: Mapping[str, str] | None = None, main: str = MAIN, strict: bool = False) -> bytes:
    """A Word file of these blocks; `parts` are others by their kind (styles, header, footnotes), each with its root."""
    related = dict(parts or {})
    links = "".join(
        f'<Relationship Id="{kind}" Type="{SCHEMAS}/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
        for kind in (*related, "image")  # which no part is behind, as some programs leave it
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    whole = f'<Relationship Id="a" Type="{SCHEMAS}/officeDocument/2006/relationships/officeDocument"'
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": relations.format(f'{whole} Target="word/document.xml"/>'),
        "word/_rels/document.xml.rels": relations.format(links),
        "word/document.xml": f"<w:document {_DECLARED}><w:body>{''.join(blocks)}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{kind} {_DECLARED}>{inside}</w:{kind}>" for kind, inside in related.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, _strict(text) if strict else text)
    return out.getvalue()


def _strict(part: str) -> str:
    """A part with the namespaces of the format's strict variant."""
    rooms = "wordprocessingml|officeDocument|drawingml"
    return re.sub(rf"{re.escape(SCHEMAS)}/({rooms})/2006/", r"http://purl.oclc.org/ooxml/\1/", part)
