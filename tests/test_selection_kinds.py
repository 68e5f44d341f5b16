from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionCards(KindCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        programs = cls.env["loyalty.program"]
        cls.points, cls.wallet, cls.coupon = programs.create([
            {"name": name, "program_type": kind, "trigger": "auto", "applies_on": "both"}
            for name, kind in (("Points", "loyalty"), ("Wallet", "ewallet"), ("Coupon", "coupons"))
        ])
        cls._card(cls.points, cls.anne, points=10)
        cls._card(cls.points, cls.luc, points=200)
        cls._card(cls.wallet, cls.lea, points=50, expiration_date="2026-07-31")
        cls._card(cls.coupon, cls.max, points=1)

    @classmethod
    def _card(cls, program, partner, **values):
        quiet = cls.env["loyalty.card"].with_context(loyalty_no_mail=True, action_no_send_mail=True)
        return quiet.create({"program_id": program.id, "partner_id": partner.id, **values})

    @staticmethod
    def _of(*programs, **values):
        return {"kind": "card", "program_ids": [Command.set([program.id for program in programs])], **values}

    def test_programs(self):
        self.assertEqual(self._with(self._of(self.points)), self.anne | self.luc)
        self.assertEqual(self._with(self._of(self.points, self.coupon)), self.anne | self.luc | self.max)
        self.assertEqual(self._with(self._of()), self.anne | self.luc | self.lea, "vouchers are no loyalty cards")

    def test_points_and_expiry_include_both_limits(self):
        self.assertEqual(self._with(self._of(points_from=10, points_to=50)), self.anne | self.lea)
        self.assertEqual(self._with(self._of(date_from="2026-07-31", date_to="2026-07-31")), self.lea)
        self.assertFalse(self._with(self._of(date_to="2026-07-30")))

    def test_cards_without_points(self):
        self._card(self.points, self.max, points=0)
        self._card(self.wallet, self.luc, points=-5)
        self.assertEqual(self._with(self._of(without_points=True)), self.max | self.luc)
        self.assertEqual(self._with(self._of(self.points, without_points=True)), self.max)
        self._refused(self._of(without_points=True, points_from=10), says="needs no limits")

    def test_denied_and_repeated(self):
        self.assertEqual(self._with(self._of(self.points, deny=True)), self.lea | self.max)
        self._card(self.wallet, self.anne)
        self.assertEqual(self._with(self._of(self.points), self._of(self.wallet)), self.anne)

    def test_a_card_of_a_colleague_is_the_companys(self):
        firm = self._customer("Firm", is_company=True)
        colleague = self._customer("Colleague", parent_id=firm.id, type="contact")
        self._card(self.points, colleague, points=777)
        self.people |= firm
        self.assertEqual(self._with(self._of(points_from=777)), firm)

    def test_archived_cards_do_not_count(self):
        self.env["loyalty.card"].search([("partner_id", "=", self.anne.id)]).active = False
        self.assertEqual(self._with(self._of(self.points)), self.luc)

    def test_rights_of_the_responsible_user(self):
        self._refused(self._of(self.points), user=self._user("edit"), says="may not see")
        cashier = self._user("edit", "test_cashier")
        cashier.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        self.assertEqual(self._with(self._of(self.points), user=cashier), self.anne | self.luc)

    def test_a_program_that_the_responsible_user_may_not_see(self):
        """The condition must not turn into one on any program, nor into nobody: the line may be a removing one."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        cashier = self._user("edit", "test_cashier")
        cashier.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        self.env["loyalty.card"].search([("program_id", "=", self.points.id)]).unlink()
        self.points.company_id = other
        self._refused(self._of(self.points), user=cashier, says="may not see")

    def test_a_named_program_cannot_be_deleted(self):
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(self._of(self.coupon))]})
        self.env["loyalty.card"].search([("program_id", "=", self.coupon.id)]).unlink()
        self.coupon.active = False
        with self.assertRaises(UserError) as refused:
            self.coupon.unlink()
        self.assertIn("Coupon", str(refused.exception))
        line.unlink()
        self.coupon.unlink()


@tagged("post_install", "-at_install")
class TestSelectionAnniversaries(KindCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne.birthdate_date = "1980-06-15"
        cls.luc.birthdate_date = "1992-02-29"
        cls.lea.birthdate_date = "1975-12-31"

    @staticmethod
    def _month(month, **values):
        return {"kind": "anniversary", "anniversary_mode": "month", "month_from": str(month), **values}

    @staticmethod
    def _next(days, **values):
        return {"kind": "anniversary", "anniversary_mode": "next", "next_days": days, **values}

    @staticmethod
    def _between(first, last, **values):
        return {
            "kind": "anniversary", "anniversary_mode": "between", "day_from": first[0], "month_from": str(first[1]),
            "day_to": last[0], "month_to": str(last[1]), **values,
        }

    def test_in_a_month(self):
        self.assertEqual(self._with(self._month(6)), self.anne)
        self.assertEqual(self._with(self._month(2)), self.luc)
        self.assertEqual(self._with(self._month(6, deny=True)), self.luc | self.lea | self.max, "no date: none")

    def test_in_the_next_days(self):
        self.assertEqual(self._with(self._next(0)), self.anne)
        self.assertFalse(self._with(self._next(0), today=date(2026, 6, 14)))
        self.assertEqual(self._with(self._next(1), today=date(2026, 6, 14)), self.anne)
        self.assertEqual(self._with(self._next(1), today=date(2026, 12, 31)), self.lea)
        self.assertEqual(self._with(self._next(365)), self.anne | self.luc | self.lea)

    def test_the_29th_of_february(self):
        for today, found in ((date(2026, 2, 28), True), (date(2026, 3, 1), False), (date(2028, 2, 28), False),
                             (date(2028, 2, 29), True)):
            with self.subTest(today):
                self.assertEqual(self.luc in self._with(self._next(0), today=today), found)

    def test_between_two_days(self):
        self.assertEqual(self._with(self._between((1, 6), (15, 6))), self.anne)
        self.assertEqual(self._with(self._between((31, 12), (28, 2))), self.luc | self.lea, "over the year's end")
        self.assertFalse(self._with(self._between((1, 2), (28, 2)), today=date(2028, 1, 1)))

    def test_of_a_card_and_of_a_record(self):
        program = self.env["loyalty.program"].create({
            "name": "Wallet", "program_type": "ewallet", "trigger": "auto", "applies_on": "both",
        })
        card = self.env["loyalty.card"].with_context(loyalty_no_mail=True).create({
            "program_id": program.id, "partner_id": self.max.id, "expiration_date": "2027-06-20",
        })
        self.assertEqual(self._with(self._month(6, anniversary_of="card")), self.max)
        # 23:30 on 30 June in UTC is 1 July in the shop.
        self.env.cr.execute("UPDATE loyalty_card SET create_date = '2026-06-30 23:30' WHERE id = %s", (card.id,))
        created = {"anniversary_of": "card", "date_field": "create_date"}
        self.assertEqual(self._with(self._month(7, **created)), self.max)
        self.assertFalse(self._with(self._month(6, **created)))
        vehicle = self.env["fleet.vehicle.model"].create({
            "name": "CLIO", "brand_id": self.env["fleet.vehicle.model.brand"].create({"name": "R"}).id,
        })
        self.env["fleet.vehicle"].create({
            "model_id": vehicle.id, "driver_id": self.luc.id, "acquisition_date": "2019-06-02",
        })
        of_vehicle = {
            "anniversary_of": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id",
            "date_field": "acquisition_date",
        }
        self.assertEqual(self._with(self._month(6, **of_vehicle)), self.luc)
        self.assertFalse(self._with(self._month(6, **of_vehicle, domain="[('model_id.name', '=', 'LAGUNA')]")))

    def test_the_next_month_is_the_calendar_s(self):
        """Whatever its year, and with the birthdays of 29 February."""
        for day, birthday in ((date(2027, 1, 31), "1988-02-29"), (date(2026, 12, 5), "1970-01-31")):
            self.luc.birthdate_date = birthday
            for today, found in ((day, True), (day.replace(day=1), True), (date(2026, 6, 1), False)):
                with self.subTest(birthday=birthday, today=today):
                    chosen = self._with({"kind": "anniversary", "anniversary_mode": "next_month"}, today=today)
                    self.assertEqual(self.luc in chosen, found)

    def test_the_dialog_of_anniversaries_proposes_days(self):
        """It opens with the next days; who wants days that stay gets the whole next month to change."""
        form = Form(self.env["dm.filter"])
        with freeze_time("2027-01-15"), form.anniversary_condition_ids.new() as condition:
            self.assertEqual((condition.anniversary_mode, condition.summary), ("next", "Birthdate in the next 30 days"))
            condition.anniversary_mode = "month"
            self.assertEqual(condition.summary, "Birthdate in February")
            condition.anniversary_mode = "between"
            self.assertIn("from February 1 to February 28", condition.summary)
            condition.month_from = "6"
            condition.anniversary_mode = "month"
            self.assertEqual(condition.summary, "Birthdate in June")

    def test_what_is_no_anniversary_is_refused(self):
        for condition in (
            self._month(6, date_field="city"), self._month(6, date_field="no_such"), self._month(6, month_from=False),
            self._between((30, 2), (1, 3)), self._between((0, 2), (1, 3)), self._next(-1), self._next(9999),
            self._month(6, anniversary_of="record"), self._month(6, anniversary_mode=False),
        ):
            with self.subTest(condition):
                self._refused(condition)


@tagged("post_install", "-at_install")
class TestSelectionRecords(KindCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Make"})
        cls.clio, cls.laguna = cls.env["fleet.vehicle.model"].create([
            {"name": name, "brand_id": brand.id} for name in ("CLIO", "LAGUNA")
        ])
        cls._vehicle(cls.anne, cls.clio, 90000)
        cls._vehicle(cls.anne, cls.laguna, 10000)
        cls._vehicle(cls.luc, cls.clio, 40000)
        cls.sold = cls._vehicle(cls.lea, cls.clio, 70000)
        cls.sold.active = False

    @classmethod
    def _vehicle(cls, driver, model, kilometres=0, **values):
        return cls.env["fleet.vehicle"].create({
            "driver_id": driver.id, "model_id": model.id, "odometer": kilometres, **values,
        })

    @staticmethod
    def _drives(*domain, **values):
        return {
            "kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id", "domain": str(list(domain)),
            **values,
        }

    def test_who_drives_what(self):
        self.assertEqual(self._with(self._drives()), self.anne | self.luc)
        self.assertEqual(self._with(self._drives(("model_id.name", "=", "LAGUNA"))), self.anne)
        self.assertEqual(self._with(self._drives(deny=True)), self.lea | self.max)

    def test_two_conditions_are_two_vehicles(self):
        clio, laguna = ("model_id.name", "=", "CLIO"), ("model_id.name", "=", "LAGUNA")
        self.assertEqual(self._with(self._drives(clio), self._drives(laguna)), self.anne)
        self.assertFalse(self._with(self._drives(clio, laguna)))
        self.assertEqual(self._with(self._drives(clio), self._drives(laguna, deny=True)), self.luc)

    def test_a_sold_vehicle_is_nobodys(self):
        self.assertNotIn(self.lea, self._with(self._drives(("active", "in", [True, False]))))
        self.sold.write({"active": True, "driver_id": False})
        self.assertEqual(self._with(self._drives(deny=True)), self.lea | self.max)

    def test_the_latest_odometer(self):
        self.env["fleet.vehicle"].search([("driver_id", "=", self.luc.id)]).odometer = 45000
        for operator, value, found in (
            (">=", 45000, self.anne | self.luc), ("<", 45000, self.anne), ("=", 45000, self.luc),
            ("!=", 45000, self.anne), (">", 90000, self.env["res.partner"]),
        ):
            with self.subTest(operator):
                self.assertEqual(self._with(self._drives(("odometer", operator, value))), found)

    def test_dates_may_be_relative(self):
        self._vehicle(self.max, self.clio, acquisition_date="1999-01-01")
        self.assertEqual(self._with(self._drives(("acquisition_date", "<", "today -12y"))), self.max)

    def test_the_next_inspection_is_proposed(self):
        propose = self.env["fleet.vehicle"]._dm_propose_inspection
        for registered, today, due in (
            (date(2024, 3, 1), date(2026, 6, 15), date(2028, 3, 1)),
            (date(2020, 3, 1), date(2026, 6, 15), date(2028, 3, 1)),
            (date(2020, 2, 29), date(2026, 1, 1), date(2026, 2, 28)),
            (False, date(2026, 1, 1), False),
        ):
            self.assertEqual(propose(registered, today), due)
        vehicle = self._vehicle(self.max, self.clio, acquisition_date="2015-05-05")
        vehicle.dm_next_inspection = "2030-01-01"
        self.assertEqual(self._with(self._drives(("dm_next_inspection", "=", "2030-01-01"))), self.max)

    def test_rights_of_the_responsible_user(self):
        self._refused(self._drives(), user=self._user("edit"), says="may not see")
        mechanic = self._user("edit", "test_mechanic")
        mechanic.group_ids |= self.env.ref("fleet.fleet_group_user")
        self.assertEqual(self._with(self._drives(), user=mechanic), self.anne | self.luc)

    def test_vehicles_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._vehicle(self.max, self.laguna, company_id=other.id)
        self.assertNotIn(self.max, self._with(self._drives()))

    def test_what_belongs_to_nobody_is_refused(self):
        for values in (
            {"res_model": "no.such"}, {"res_model": False}, {"partner_field": "no_such"},
            {"partner_field": "manager_id"}, {"partner_field": False}, {"res_model": "dm.recipient"},
            {"res_model": "dm.purchase", "partner_field": "partner_id"}, {"domain": "[('no_such', '=', 1)]"},
            {"domain": "gibberish"}, {"domain": "[('id', '=', context_today())]"},
        ):
            with self.subTest(values):
                self._refused(self._drives() | values)

    def test_the_screen_offers_columns_of_records(self):
        links = dict(self.env["dm.filter.condition"]._get_links())
        self.assertIn("fleet.vehicle,driver_id", links)
        self.assertIn("sale.order,partner_id", links)
        self.assertFalse([link for link in links if link.startswith(("dm.", "res.partner,"))])
        form = Form(self.env["dm.filter"])
        with form.record_condition_ids.new() as condition:
            condition.link = "sale.order,partner_id"
        condition = form.save().record_condition_ids
        self.assertEqual((condition.res_model, condition.partner_field), ("sale.order", "partner_id"))
