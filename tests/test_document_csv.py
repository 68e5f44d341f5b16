import csv
import io
import random
import re
from datetime import date

from odoo.addons.direct_marketing.models.document.sheet import CsvFormat, cell, csv_chunks
from odoo.tests import BaseCase, tagged

SIGNS = [*"=+-@\t\r\n;,\"'| |aé0159＝＋－＠€", "cmd|' /C calc'!A0", "HYPERLINK(", "+33612345678", "\r\n"]
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def reread(content, separator=";", encoding="utf-8-sig"):
    """Return the rows that a spreadsheet finds in a CSV."""
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=separator))


@tagged("post_install", "-at_install")
class TestCsv(BaseCase):

    def _hostile(self, count, seed=7):
        """Return texts of all kinds of signs, a third of which begin like a formula or are telephone numbers."""
        rng = random.Random(seed)
        for number in range(count):
            if number % 5 == 0:
                yield f"+{rng.randrange(10**5, 10**15)}"
            else:
                yield "".join(rng.choice(SIGNS) for _sign in range(rng.randrange(9)))

    def test_hostile_cells_are_inert_and_phones_unchanged(self):
        for separator in ";,\t|":
            texts = list(self._hostile(10_000, seed=ord(separator)))
            rows = [texts[start:start + 10] for start in range(0, len(texts), 10)]
            found = reread(b"".join(csv_chunks(list("abcdefghij"), rows, CsvFormat(separator=separator))), separator)
            self.assertEqual(len(found), len(rows) + 1)
            for text, read in zip(texts, (each for row in found[1:] for each in row), strict=True):
                if re.fullmatch(r"\+[0-9]{6,15}", text):
                    self.assertEqual(read, text)
                else:
                    self.assertIn(read, (text, f"'{text}"))
                    harmless = re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", read, re.ASCII)
                    self.assertFalse(FORMULA.match(read) and not harmless, (text, read))

    def test_what_only_looks_like_a_phone_is_no_phone(self):
        for text in (
            "+33612345678\n", "+336123456781234567", "+12345", "+٣٣٦١٢٣٤٥٦٧٨", "+33612345678+1", "-1-1", "-1\n",
        ):
            self.assertTrue(cell(text, CsvFormat()).startswith("'"), repr(text))

    def test_header_cannot_be_a_formula(self):
        self.assertEqual(reread(b"".join(csv_chunks(["=1+1", "Nom"], []))), [["'=1+1", "Nom"]])

    def test_form_of_the_file(self):
        content = b"".join(csv_chunks(["Nom", "Né"], [["Durand", date(1980, 7, 3)], ["Éva", 12.5]]))
        self.assertEqual(content, b"\xef\xbb\xbfNom;N\xc3\xa9\r\nDurand;03/07/1980\r\n\xc3\x89va;12,5\r\n")

    def test_other_forms(self):
        style = CsvFormat(separator="\t", encoding="cp1252", decimal_mark=".", date_format="%Y-%m-%d")
        content = b"".join(csv_chunks(["Nom", "Né"], [["Éva ☺", date(1980, 7, 3)], [0.5, -3]], style))
        self.assertEqual(content, "Nom\tNé\r\nÉva ?\t1980-07-03\r\n0.5\t-3\r\n".encode("cp1252"))

    def test_rows_are_read_as_the_pieces_are_taken(self):
        taken = []
        chunks = csv_chunks(["n"], ([taken.append(number)] for number in range(3)))
        next(chunks)
        self.assertEqual(taken, [])
        next(chunks)
        self.assertEqual(taken, [0])
