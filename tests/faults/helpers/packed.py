"""Files that hold others, made by hand: OFD documents, zip files with names as each system writes them, saved pages."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from types import MappingProxyType
from xml.sax.saxutils import escape

from PIL import Image

Placed = tuple[str, float, float]
"""Words, and their left edge and baseline in millimetres."""

SIZE = 5.0
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_BOX = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"


def zipped(members: Mapping[str, bytes], encoding: str = "utf-8", flagged: bool = True) -> bytes:
    """A zip file; its names in this encoding, which it tells where they are `flagged` as UTF-8."""
    out = io.BytesIO()
    written = [name.encode(encoding) for name in members]
    stand_ins = [f"{at:02d}".ljust(len(name), "~") for at, name in enumerate(written)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in zip(members if flagged else stand_ins, members.values(), strict=True):
            archive.writestr(name, data)
    packed = out.getvalue()
    for stand_in, raw in () if flagged else zip(stand_ins, written, strict=True):
        packed = packed.replace(stand_in.encode(), raw)
    return packed


def ofd(
    pages: Sequence[Sequence[Placed]],
    pictures: Mapping[int, str] = MappingProxyType({}),
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """An OFD document of these lines on each page, each in a text object, the last first; `pictures` are boxes."""
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    members = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>题名</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>{_BOX}</ofd:PageArea>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    content = {f"Doc_0/Pages/{at}.xml": page(lines, pictures.get(at)) for at, lines in enumerate(pages)}
    return zipped({name: text.encode() for name, text in members.items()} | content | dict(more))


def page(lines: Sequence[Placed], picture: str | None = None) -> bytes:
    """A page of an OFD document."""
    objects = "".join(map(_text, reversed(lines)))
    if picture:
        objects += f'<ofd:ImageObject ID="9" Boundary="{picture}" ResourceID="8"/>'
    return f"<ofd:Page {_NS}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>".encode(
        "utf-8", "surrogatepass"
    )


def _text(placed: Placed) -> str:
    words, left, baseline = placed
    return (
        f'<ofd:TextObject Boundary="{left} {baseline - SIZE} 150 6" Size="{SIZE}">'
        f'<ofd:TextCode X="0" Y="{SIZE}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def saved_page(html: bytes, charset: str, pictures: Sequence[bytes] = (), subject: str = "") -> bytes:
    """A page as browsers save it in one file."""
    message = EmailMessage()
    message["Subject"] = subject
    message["MIME-Version"] = "1.0"
    message.make_related()
    part = EmailMessage()
    part.set_content(html, "text", "html", cte="base64")
    part.set_param("charset", charset)
    message.attach(part)
    for picture in pictures:
        message.add_related(picture, "image", "png")
    return message.as_bytes()


def picture(width: int, height: int) -> bytes:
    """A picture of this size, in PNG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()
