import random

from odoo.addons.direct_marketing.models.message.gsm7 import (
    BASIC,
    EXTENDED,
    GSM7,
    UCS2,
    cheaper,
    foreign,
    size,
    transliterate,
)
from odoo.tests import BaseCase, tagged

from .sms_oracle import AFTER_ESCAPE, ESCAPE, TABLE, parts

STRINGS = 100_000
OUTSIDE = "çêëâîïôûœÀÈ’«»…–\u00a0\u202fЖ漢"
EMOJI = "😀🎁🚗"


@tagged("post_install", "-at_install")
class TestGsm7(BaseCase):
    """The number of SMS (promise 9)."""

    def test_as_many_as_another_implementation_counts(self):
        for text in self._random_texts(random.Random(7), STRINGS):
            name, filled = parts(text)
            found = size(text)
            self.assertEqual(
                (found.encoding, found.units, found.segments), (name, sum(map(len, filled)), len(filled)), repr(text),
            )
            room = {("gsm7", True): 160, ("gsm7", False): 153, ("ucs2", True): 70, ("ucs2", False): 67}
            used = len(filled[-1]) if filled else 0
            self.assertEqual(found.left, room[name, len(filled) < 2] - used, repr(text))

    def test_the_limits(self):
        for sign, alone, part in (("a", 160, 153), ("ç", 70, 67)):
            for number in range(1, 6):
                limit = alone if number == 1 else number * part
                with self.subTest(sign=sign, number=number):
                    self.assertEqual(size(sign * limit)[2:], (number, 0))
                    self.assertEqual(size(sign * (limit + 1)).segments, number + 1)

    def test_a_pair_is_never_torn_apart(self):
        self.assertEqual(size("a" * 152 + "€" + "a" * 151).segments, 2)
        self.assertEqual(size("a" * 152 + "€" + "a" * 152).segments, 3, "the pair left one place of the first part")
        self.assertEqual(size("ç" * 66 + "🎁" + "ç" * 65).segments, 2)
        self.assertEqual(size("ç" * 66 + "🎁" + "ç" * 66).segments, 3)
        for _name, filled in map(parts, ("a" * 152 + "€" * 90, "[" * 400)):
            for part in filled:
                self.assertNotEqual(part[-1], ESCAPE)

    def test_both_tables_are_the_standard_s(self):
        self.assertEqual(len(TABLE), 128)
        self.assertEqual(set(BASIC), set(TABLE) - {chr(ESCAPE)})
        self.assertEqual(set(EXTENDED), set(AFTER_ESCAPE))

    def test_letters_that_french_people_do_not_expect(self):
        self.assertEqual([size(sign).encoding for sign in "éèàùÇÉ"], [GSM7] * 6)
        self.assertEqual([size(sign).encoding for sign in "çêëâîïôûœÀÈÊ«»’…–\u00a0"], [UCS2] * 18)

    def test_whatever_is_proposed_instead_is_cheaper(self):
        for number in range(0x20, 0x1F700):
            sign = chr(number)
            if 0xD800 <= number < 0xE000:
                continue
            instead = cheaper(sign)
            if instead is not None:
                self.assertFalse(foreign(instead), repr(sign))
        for word, written in (("Noël", "Noel"), ("Ça coûte 5 €", "Ça coute 5 €"), ("sœur", "soeur"), ("Łódź", "Lodz"),
                              ("d’été…", "d'été..."), ("e\u0301te\u0301", "été")):
            self.assertEqual(transliterate(word), written)

    @staticmethod
    def _random_texts(generator, count):
        """Give texts of mostly plain letters, around the lengths at which the number of SMS changes."""
        alphabets = [BASIC, BASIC + EXTENDED, EXTENDED, BASIC + OUTSIDE, BASIC + EXTENDED + OUTSIDE + EMOJI, EMOJI]
        limits = [0, 1, 70, 134, 160, 201, 306, 459]
        for _number in range(count):
            length = max(0, generator.choice(limits) + generator.randint(-4, 4))
            yield "".join(generator.choices(generator.choice(alphabets), k=length))
