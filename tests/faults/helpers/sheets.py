"""Workbooks made by hand from the XML of their rows: Excel's and OpenDocument's."""

import io
import zipfile

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def zipped(parts: dict[str, str]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode("utf-8", "replace"))
    return out.getvalue()


def xlsx(data: str, *, formats: str = "", strings: str = "", book: str = "", more: str = "", before: str = "") -> bytes:
    """A workbook with one sheet 低保 of the rows `data`; `more` follows them, `before` stands before all in the sheet.

    `formats` are its styles' number formats, one a line; `strings` its shared strings; `book` goes into the workbook.
    """
    codes = formats.split("\n")
    numbers = "".join(f"<numFmt numFmtId='{200 + at}' formatCode='{code}'/>" for at, code in enumerate(codes))
    styles = "".join(f"<xf numFmtId='{200 + at}'/>" for at in range(len(codes)))
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in (("worksheet", "a.xml"), ("styles", "/xl/b.xml"), ("sharedStrings", "c.xml"))
    )
    sheet = f'<sheet name="低保" sheetId="1" r:id="rworksheet" xmlns:r="{_OFFICE}"/>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f"<workbook {_MAIN}>{book}<sheets>{sheet}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
            "xl/a.xml": f"{before}<worksheet {_MAIN}><sheetData>{data}</sheetData>{more}</worksheet>",
            "xl/b.xml": f"<styleSheet {_MAIN}><numFmts>{numbers}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
            "xl/c.xml": f"<sst {_MAIN}>{strings}</sst>",
        }
    )


def ods(data: str, *, styles: str = "", manifest: str = "", name: str = "低保", style: str = "") -> bytes:
    """An OpenDocument sheet of this name and style with the rows `data`."""
    table = f'<table:table table:name="{name}" table:style-name="{style}">{data}</table:table>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )
