"""Gift vouchers on paper: eight on an A4 page, to cut out, with their barcodes as vectors. Plain Python."""
import unicodedata
from functools import partial
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.eanbc import Ean13BarcodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = A4[0] / COLUMNS, A4[1] / ROWS
MARGIN = 8 * mm
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
ACCENT = (0.44, 0.29, 0.40)
GREY = (0.35, 0.35, 0.35)
BAR_WIDTH, BAR_HEIGHT = 0.33 * mm, 15 * mm


def draw(vouchers, title):
    """Return a PDF of vouchers.

    :param vouchers: dictionaries of texts: ``company``, ``kind``, ``label``, ``value``, ``customer``, ``validity``,
        ``terms`` and ``code`` (EAN-13)
    :param str title: of the document
    :rtype: bytes
    """
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setTitle(title)
    for number, voucher in enumerate(vouchers):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            canvas.showPage()
        left, top = place % COLUMNS * WIDTH, A4[1] - place // COLUMNS * HEIGHT
        _cut_marks(canvas, left, top)
        _draw_voucher(canvas, left, top, voucher)
    canvas.save()
    return file.getvalue()


def printable(text):
    """Return a text in the letters that the fonts have; of others, the letter without its accent.

    >>> printable("Chloé Œuvrard, 20 €"), printable("Łukasz Dvořák")
    ('Chloé Œuvrard, 20 €', '?ukasz Dvorák')
    """
    def letter(sign):
        if sign.encode("cp1252", "ignore"):
            return sign
        bare = unicodedata.normalize("NFKD", sign)[0]
        return bare if bare.encode("cp1252", "ignore") else "?"
    return "".join(map(letter, (text or "").replace("\u202f", "\u00a0")))


def fitting(text, font, size, width):
    """Return the size at which a text fits into a width, at most the given one.

    >>> fitting("20 €", "Helvetica-Bold", 30, 200), fitting("A very long name" * 9, "Helvetica", 12, 200) < 12
    (30, True)
    """
    needed = stringWidth(text, font, size)
    return size if needed <= width else size * width / needed


def _cut_marks(canvas, left, top):
    canvas.setStrokeGray(0.75)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.rect(left, top - HEIGHT, WIDTH, HEIGHT)
    canvas.setDash()


def _draw_voucher(canvas, left, top, voucher):
    black = (0, 0, 0)
    line = partial(_write, canvas, left + MARGIN, width=WIDTH - 2 * MARGIN)
    line(top - 11 * mm, voucher["company"], font=(PLAIN, 9), colour=GREY)
    line(top - 18 * mm, voucher["kind"], font=(BOLD, 15), colour=ACCENT)
    line(top - 31 * mm, voucher["value"], font=(BOLD, 30), colour=black)
    line(top - 38 * mm, voucher["label"], font=(PLAIN, 10), colour=GREY)
    line(top - 44 * mm, voucher["customer"], font=(BOLD, 10), colour=black)
    right = left + MARGIN + 95 * BAR_WIDTH + 8 * mm
    beside = partial(_write, canvas, right, width=left + WIDTH - MARGIN - right)
    beside(top - 54 * mm, voucher["validity"], font=(BOLD, 9), colour=black)
    beside(top - 59 * mm, voucher["terms"], font=(PLAIN, 8), colour=GREY)
    _draw_barcode(canvas, voucher["code"], left + MARGIN, top - 67 * mm)


def _write(canvas, x, y, text, *, font, colour, width):
    text, (name, size) = printable(text), font
    canvas.setFillColorRGB(*colour)
    canvas.setFont(name, fitting(text, name, size, width))
    canvas.drawString(x, y, text)


def _draw_barcode(canvas, code, x, y):
    widget = Ean13BarcodeWidget(code)
    widget.barWidth, widget.barHeight = BAR_WIDTH, BAR_HEIGHT
    first, low, last, high = widget.getBounds()
    drawing = Drawing(last - first, high - low)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, x - first, y - low)
