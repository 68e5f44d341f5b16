from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from odoo.addons.direct_marketing.models.message.window import zone_of
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ShopCase
from .common import moment as at

# Two weeks around each change of the clocks in 2026; Easter Monday and All Saints' lie in them.
PERIODS = (at("2026-03-23 00:00"), at("2026-10-19 00:00"))
MINUTES = 14 * 24 * 60
EASTER = {date(2026, 4, 6)}
SAINTS = {date(2026, 11, 1)}
# Country → its zone and its holidays of those weeks, by hand.
PLACES = {
    "FR": ("Europe/Paris", EASTER | SAINTS), "BE": ("Europe/Brussels", EASTER | {date(2026, 4, 5)} | SAINTS),
    "CH": ("Europe/Zurich", set()), "RE": ("Indian/Reunion", EASTER | SAINTS),
    "MQ": ("America/Martinique", EASTER | SAINTS),
}


def may_arrive(moment, zone, holidays, first=8, last=20):
    """Return whether the law lets a message arrive: read off the local clock, with another library of zones."""
    local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    return local.weekday() < 6 and local.date() not in holidays and first <= local.hour < last


@tagged("post_install", "-at_install")
class TestWindow(ShopCase):
    """Legal hours (promise 8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.windows = cls.env["dm.window"]
        cls.france = cls.env.ref("base.fr")

    def test_every_minute_of_two_weeks_around_both_changes_of_the_clocks(self):
        for start, (country, (zone, holidays)) in product(PERIODS, PLACES.items()):
            with self.subTest(country=country, start=start):
                expected = None
                for number in reversed(range(MINUTES)):
                    moment = start + timedelta(minutes=number)
                    if may_arrive(moment, zone, holidays):
                        expected = moment
                    if expected:
                        self.assertEqual(self.windows._get_opening(country, zone, moment), expected, moment)

    def test_no_opening_is_outside(self):
        for start, (country, (zone, holidays)) in product(PERIODS, PLACES.items()):
            for number in range(0, MINUTES, 7):
                opening = self.windows._get_opening(country, zone, start + timedelta(minutes=number))
                self.assertTrue(may_arrive(opening, zone, holidays), (country, opening))

    def test_the_last_minute(self):
        moment = at("2026-06-15 17:59:59")
        self.assertEqual(self.windows._get_opening("FR", "Europe/Paris", moment), moment)
        self.assertEqual(
            self.windows._get_opening("FR", "Europe/Paris", moment + timedelta(seconds=1)), at("2026-06-16 06:00"),
        )

    def test_numbers_are_of_their_territories(self):
        for number, found in {
            "+33612345678": ("FR", "Europe/Paris"), "+262692123456": ("RE", "Indian/Reunion"),
            "+262639012345": ("YT", "Indian/Mayotte"), "+590690123456": ("GP", "America/Guadeloupe"),
            "+594694123456": ("GF", "America/Cayenne"), "+596696123456": ("MQ", "America/Martinique"),
            "+32470123456": ("BE", "Europe/Brussels"), "+41791234567": ("CH", "Europe/Zurich"),
            "+377612345678": ("MC", "Europe/Monaco"), "nonsense": ("", "Europe/Paris"),
        }.items():
            self.assertEqual(zone_of(number), found)

    # === WHAT A MANAGER SETS === #

    def _set(self, **values):
        window = self.windows.search([("country_id", "=", self.france.id)]) or self.windows.create({
            "country_id": self.france.id,
        })
        window.write(values)
        return window

    def test_the_charter_s_hours(self):
        window = self._set(preset="af2m_2026")
        self.assertEqual((window.hour_from, window.hour_to, window.sunday), (8.0, 21.5, False))
        evening = at("2026-06-15 19:29")
        self.assertEqual(self.windows._get_opening("FR", "Europe/Paris", evening), evening)
        later = self.windows._get_opening("FR", "Europe/Paris", evening + timedelta(minutes=1))
        self.assertEqual(later, at("2026-06-16 06:00"))
        self.assertEqual(
            self.windows._get_opening("RE", "Indian/Reunion", at("2026-06-15 17:00")), at("2026-06-15 17:00"),
            "a territory has the hours of its mainland",
        )
        self.assertEqual(
            self.windows._get_opening("BE", "Europe/Brussels", evening), at("2026-06-16 06:00"),
            "another country has its own",
        )

    def test_other_hours(self):
        self._set(preset="custom", hour_from=9.5, saturday=False, sunday=True, on_holidays=True)
        get = self.windows._get_opening
        self.assertEqual(get("FR", "Europe/Paris", at("2026-07-14 00:00")), at("2026-07-14 07:30"))
        self.assertEqual(get("FR", "Europe/Paris", at("2026-06-20 10:00")), at("2026-06-21 07:30"))

    def test_holidays_of_a_region(self):
        good_friday = at("2026-04-03 10:00")
        self.assertEqual(self.windows._get_opening("FR", "Europe/Paris", good_friday), good_friday)
        self._set(regions="57")
        self.assertEqual(self.windows._get_opening("FR", "Europe/Paris", good_friday), at("2026-04-04 06:00"))
        with self.assertRaisesRegex(ValidationError, "Nobody knows public holidays of “64”"):
            self._set(regions="57, 64")

    def test_hours_that_cannot_be(self):
        for values in ({"hour_from": 21.0}, {"hour_to": 25.0}, {"hour_from": -1.0}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._set(preset="custom", **values)
        with self.assertRaisesRegex(ValidationError, "at least one day"):
            self._set(preset="custom", monday=False, tuesday=False, wednesday=False, thursday=False, friday=False,
                      saturday=False, sunday=False)

    def test_managers_alone_change_them(self):
        window = self._set(preset="strict")
        manager, editor = self._user("manage", "window_manage"), self._user("edit", "window_edit")
        window.with_user(manager).preset = "af2m_2026"
        with self.assertRaises(AccessError):
            window.with_user(editor).preset = "strict"

    def test_until_when_messages_wait(self):
        noon = at("2026-06-14 10:00")
        opening = self.windows._get_opening("FR", "Europe/Paris", noon)
        sentence = self.windows._get_held_sentence(opening, "Europe/Paris")
        self.assertRegex(sentence, r"^Held until Monday .*8:00\.$")
