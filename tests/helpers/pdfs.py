"""PDF files made by hand."""

import io
from collections.abc import Sequence

Shown = tuple[float, float, str] | tuple[float, float, str, str]


def pdf(pages: Sequence[Sequence[Shown]], *, ruled: str = "", encrypted: bool = False) -> bytes:
    """A PDF made by hand: (x, y, text) placed on pages of 595 × 842 points, 10 points a character.

    A fourth part are operators for this text: `/F1 18 Tf` for its size, `0.8 g` for its colour.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120"
        " /FontBBox [0 -120 1000 880] >>"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(
            f"q BT /F1 10 Tf 1 0 0 1 {x} {y} Tm {''.join(how)} <{text.encode('utf-16-be').hex()}> Tj ET Q"
            for x, y, text, *how in page
        )
        stream = f"{ruled}\n{shown}"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    locked = ""
    if encrypted:  # the keys belong to no password that anyone knows
        locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
        locked += f" /ID [<{'33' * 16}> <{'33' * 16}>]"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii"))
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {locked} >>\nstartxref\n{out.tell()}\n%%EOF"
    return out.getvalue() + tail.replace(str(out.tell()), str(out.getvalue().rindex(b"xref\n0"))).encode("ascii")
