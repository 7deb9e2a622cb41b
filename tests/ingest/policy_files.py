"""Files for the readers' tests, made from scratch: a PDF with fonts and pages, a Word document, a bomb."""

import io
import zipfile
import zlib


def pdf(pages: list[list[tuple[str, int, bool]]]) -> bytes:
    """A PDF whose lines are (text, size in points, bold)."""
    return _drawn_pdf([drawn(lines) for lines in pages])


def placed_pdf(pages: list[list[tuple[float, float, int, bool, str]]], strokes: str = "", boxes: str = "") -> bytes:
    """A PDF whose texts are (left edge, height, size in points, bold, text); strokes and links are on each page."""
    drawings = (
        "\n".join(
            f"BT /F{2 if bold else 1} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, size, bold, text in texts
        )
        for texts in pages
    )
    return _drawn_pdf([f"{strokes}\n{drawing}".encode("latin-1") for drawing in drawings], boxes)


def link(left: float, foot: float, right: float, top: float, href: str) -> str:
    """A link over a box of a page."""
    return f"<< /Type /Annot /Subtype /Link /Rect [{left} {foot} {right} {top}] /A << /S /URI /URI ({href}) >> >>"


def _drawn_pdf(drawings: list[bytes], boxes: str = "") -> bytes:
    """A PDF of a page for each drawing, in Helvetica as F1 and bold as F2."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(drawings)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(drawings)} >>".encode())
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>".encode() for name in ("Helvetica", "Helvetica-Bold")
    ]
    for n, drawing in enumerate(drawings):
        fonts = "/Font << /F1 3 0 R /F2 4 0 R >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {fonts} >>"
            f" /Annots [{boxes}] /Contents {6 + 2 * n} 0 R >>".encode()
        )
        objects.append(stream(drawing))
    return assembled(objects)


def drawn(lines: list[tuple[str, int, bool]]) -> bytes:
    """The drawing of lines, one below the other."""
    out, y = [], 800
    for text, size, bold in lines:
        out.append(f"BT /F{2 if bold else 1} {size} Tf 1 0 0 1 50 {y} Tm ({text}) Tj ET")
        y -= size + 6
    return "\n".join(out).encode("latin-1")


def stream(body: bytes, kind: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d%s >>\nstream\n" % (len(body), kind) + body + b"\nendstream"


def packed(data: bytes, times: int) -> bytes:
    """The data so many times over, packed without ever being whole in memory."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(data) for _ in range(times)), packer.flush()])


def assembled(objects: list[bytes]) -> bytes:
    """A file of objects with its table of contents."""
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def pdf_bomb(megabytes: int) -> bytes:
    """A small PDF whose one page unpacks to so many megabytes of drawing."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        stream(packed(b"q Q " * 250_000, megabytes), b" /Filter /FlateDecode"),
    ]
    return assembled(objects)


def docx(body: str) -> bytes:
    """A Word document of paragraphs in its own markup."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        rels = "http://schemas.openxmlformats.org/package/2006"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{rels}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        )
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{rels}/relationships">'
            f'<Relationship Id="a" Type="{kind}" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


def word(text: str, style: str = "") -> str:
    """One paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"
