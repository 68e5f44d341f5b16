from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .test_selection_target import TargetCase


class RowsCase(TargetCase):
    """Anne has three vehicles, Luc one, Léa none; a target lists vehicles, the oldest first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit", "rows_edit")
        cls.consult = cls._user("consult", "rows_consult")
        for user in cls.editor | cls.consult:
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.editor.group_ids |= cls.env.ref("fleet.fleet_group_manager")
        cls.people.write({"email": "shared@example.com"})
        cls.middle = cls._vehicle(cls.clio, cls.anne, license_plate="AA-2", acquisition_date="2005-05-05")
        cls.oldest = cls._vehicle(cls.laguna, cls.anne, license_plate="AA-3", acquisition_date="1999-01-01")
        cls.newest = cls._vehicle(cls.clio, cls.anne, license_plate="AA-1", acquisition_date="2020-02-02")
        cls.other = cls._vehicle(cls.clio, cls.luc, license_plate="LL-1", acquisition_date="2010-10-10")
        cls.target = cls._target(
            cls._town("Pau", "Lyon", "Lille"), name="Cars", user_id=cls.editor.id,
            model_id=cls.env["ir.model"]._get_id("fleet.vehicle"),
            sort=[{"code": "DateMEC"}], columns=[{"code": "Nom"}, {"code": "Immatriculation", "width": 90}],
        )
        action = cls.target.with_user(cls.editor).action_make_campaign()
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).browse(action["res_id"])

    def _vehicles(self, rows=None):
        """Return the vehicles of rows, by default of those that receive."""
        rows = self.campaign.recipient_ids if rows is None else rows
        return self.env["fleet.vehicle"].browse(rows.mapped("res_id"))

    def _row(self, vehicle):
        return self.env["dm.recipient"].with_user(self.editor).search([
            ("campaign_id", "=", self.campaign.id), ("res_id", "=", vehicle.id),
        ])

    def _leading(self):
        """Return the vehicles of the rows that stand for their customers."""
        return self._vehicles(self.campaign.recipient_ids.filtered(lambda row: not row.is_further))

    def _check_counts(self):
        self.env.invalidate_all()
        rows = self.campaign.recipient_ids
        self.assertEqual(self.campaign.recipient_count, len(rows.partner_id))
        self.assertEqual(self.campaign.row_count, len(rows))
        self.assertEqual(self.campaign.email_count, len(rows.partner_id))
        self.assertEqual(self.campaign.excluded_count, len(self.campaign.excluded_ids))
        self.assertEqual(self._leading().driver_id, rows.partner_id, "one row stands for each customer")
        self.assertEqual(len(self._leading()), len(rows.partner_id))


@tagged("post_install", "-at_install")
class TestCampaignRows(RowsCase):

    # === THE LIST === #

    def test_one_row_per_record_counted_by_customer(self):
        self.assertEqual(self._vehicles(), self.middle | self.oldest | self.newest | self.other)
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (2, 4))
        self.assertEqual(set(self.campaign.recipient_ids.mapped("res_model")), {"fleet.vehicle"})
        self.assertEqual(self._row(self.oldest).record_name, self.oldest.display_name)
        self._check_counts()

    def test_the_first_row_in_the_targets_order_stands_for_the_customer(self):
        self.assertEqual(self._leading(), self.oldest | self.other)
        ranked = self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.anne).sorted("row_rank")
        self.assertEqual(self._vehicles(ranked).mapped("license_plate"), ["AA-3", "AA-2", "AA-1"])
        self.campaign.sort = [{"code": "DateMEC", "descending": True}]
        self.campaign.action_refresh_selection()
        self.assertEqual(self._leading(), self.newest | self.other)

    def test_rows_that_stay_keep_their_id(self):
        kept = self._row(self.middle)
        self.oldest.active = False
        self.newest.driver_id = self.lea
        self.campaign.action_refresh_selection()
        self.assertEqual(self._vehicles(), self.middle | self.newest | self.other)
        self.assertEqual(self._row(self.middle), kept)
        self.assertEqual(self._row(self.newest).partner_id, self.lea)
        self._check_counts()

    def test_what_is_counted_while_somebody_edits_is_what_is_saved(self):
        with Form(self.campaign.with_user(self.editor)) as form:
            self.assertTrue(form.row_link.startswith("fleet.vehicle"))
            form.exclude_refused = False
            self.assertEqual((form.recipient_count, form.row_count), (2, 4))
            form.row_link = False
            self.assertEqual((form.recipient_count, form.row_count), (3, 3))
        self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (3, 3))

    def test_from_records_to_customers_and_back(self):
        self.campaign.write({"row_model": False, "row_field": False})
        self.assertTrue(self.campaign.is_list_outdated)
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.people)
        self.assertEqual(set(self.campaign.recipient_ids.mapped("res_id")), {0})
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (3, 3))
        self.campaign.load_target(self.target.id)
        self.campaign.action_refresh_selection()
        self.assertEqual(len(self.campaign.recipient_ids), 4)
        self._check_counts()

    def test_rows_that_name_no_customer_are_refused(self):
        for model, column in (("fleet.vehicle", "model_id"), ("res.currency", "partner_id"), ("nothing", "x")):
            with self.subTest(model), self.assertRaises(ValidationError):
                self.campaign.write({"row_model": model, "row_field": column})
        self.env.cr.execute("UPDATE dm_campaign SET row_model = 'gone.model' WHERE id = %s", [self.campaign.id])
        self.env.invalidate_all()
        self._refused(self.campaign.action_refresh_selection, "module was removed")
        self.assertEqual(len(self.campaign.recipient_ids), 4)

    # === JUDGED BY CUSTOMER === #

    def test_permission_duplicates_and_control_are_of_the_customer(self):
        self.anne.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        self.assertEqual(self._vehicles(), self.other)
        self.assertEqual(self.campaign.excluded_ids.mapped("exclusion_reason"), ["refused"] * 3)
        self._check_counts()
        self.anne.dm_accepts_mailing = True
        self.campaign.dedup_email = True
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.anne)
        self.assertEqual(self.campaign.recipient_count, 1)
        self.campaign.write({"dedup_email": False, "control_percent": 50})
        for salt in "abcdef":
            self.campaign.control_salt = salt
            self.campaign.action_refresh_selection()
            drawn = self.campaign.recipient_ids.filtered("is_control").partner_id
            self.assertEqual(self.campaign.control_count, len(drawn))
            for person in self.anne | self.luc:
                rows = self.campaign.recipient_ids.filtered(lambda row, person=person: row.partner_id == person)
                self.assertEqual(len(set(rows.mapped("is_control"))), 1, "all rows of a customer or none")

    def test_what_the_campaign_wrote_counts_once_for_each_customer(self):
        post = self.env.ref("direct_marketing.dm_channel_post")
        self.env["dm.pressure"].create({"channel_id": post.id, "maximum": 2, "days": 7})
        self.people.street = "1 rue A"
        self.campaign.channel_ids = post
        self.campaign.action_refresh_selection()
        self.campaign._freeze()
        later = self.env["dm.campaign"].create({
            "name": "Later", "channel_ids": post.ids, "filter_ids": [self._town("Pau", "Lyon")],
        })
        later.action_refresh_selection()
        self.assertEqual(later.recipient_ids.partner_id, self.anne | self.luc, "one message each, of two that may be")
        self.campaign.row_mode = "row"
        later.action_refresh_selection()
        self.assertEqual(later.recipient_ids.partner_id, self.luc, "Anne had three")

    # === STRUCK OUT === #

    def test_a_row_strikes_its_customer(self):
        self._row(self.middle).action_strike()
        self.assertEqual(self._vehicles(), self.other)
        self.assertEqual(self.campaign.struck_count, 3)
        self._row(self.oldest).action_take_back()
        self.assertEqual(len(self._vehicles()), 4)
        self._check_counts()

    def test_only_this_row(self):
        self._row(self.oldest).action_strike_row()
        self.assertEqual(self._vehicles(), self.middle | self.newest | self.other)
        self.assertEqual(self._leading(), self.middle | self.other)
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (2, 3))
        self.assertEqual(self.campaign.struck_count, 1)
        self._check_counts()
        self._row(self.middle).action_strike(only_row=True)
        self.campaign.action_refresh_selection()
        self.assertEqual(self._vehicles(), self.newest | self.other, "kept over a refresh")
        self._check_counts()
        self._row(self.oldest).action_take_back_row()
        self.assertEqual(self._vehicles(), self.oldest | self.newest | self.other)
        self.assertEqual(self._leading(), self.oldest | self.other)
        self.campaign.action_take_back_all()
        self.assertEqual(len(self._vehicles()), 4)
        self._check_counts()

    def test_who_has_no_row_left_is_struck_out_and_nobodys_first(self):
        self.campaign.dedup_email = True
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.anne)
        for vehicle in (self.oldest, self.middle, self.newest):
            self._row(vehicle).action_strike_row()
        self.assertEqual(self._vehicles(), self.other, "Luc is a duplicate of nobody any more")
        self.assertEqual(self.campaign.recipient_count, 1)

    def test_who_consults_strikes_no_row(self):
        row = self._row(self.oldest).with_user(self.consult)
        for call in (row.action_strike_row, row.action_take_back_row):
            with self.assertRaises(AccessError):
                call()

    # === TARGETS === #

    def test_single_rows_struck_out_travel_with_the_target(self):
        self.target.strike(self.target.row_ids.filtered(lambda row: row.res_id == self.oldest.id).ids, only_row=True)
        self.campaign.load_target(self.target.id)
        self.campaign.action_refresh_selection()
        self.assertEqual(self._vehicles(), self.middle | self.newest | self.other)
        self._row(self.other).action_strike()
        saved = self.campaign.action_save_target("Saved")
        self.assertEqual(self._records(saved), self.middle | self.newest)

    def test_rows_columns_and_order_are_saved_and_come_back(self):
        self.assertEqual(self.campaign.columns, self.target.columns)
        self.campaign.write({
            "columns": [{"code": "Marque"}, {"code": "Nom", "width": 70}],
            "sort": [{"code": "Famille"}, {"code": "Immatriculation", "descending": True}],
        })
        saved = self.campaign.action_save_target("Saved")
        self.assertEqual((saved.link, saved.columns), ("fleet.vehicle,driver_id", self.campaign.columns))
        self.assertEqual(saved.sort, [{"code": "Immatriculation", "descending": True}], "what a list can be put into")
        self.assertEqual(len(saved.get_rows()["rows"]), 4)
        other = self.env["dm.campaign"].with_user(self.editor).create({"name": "Other"})
        other.load_target(saved.id)
        self.assertEqual((other.columns, other.sort), (saved.columns, saved.sort))
        self.campaign.write({"row_model": False, "row_field": False})
        saved = self.campaign.action_save_target("Saved", replace=True)
        self.assertEqual((saved.link, saved.columns), (False, [{"code": "Nom", "width": 70}]))
        self._refused(lambda: self.campaign.write({"columns": [{"code": "Nomm"}]}), "did you mean")
        self._refused(lambda: self.campaign.write({"sort": ["Nom"]}), "list of codes")

    def test_a_copy_lists_the_same(self):
        copied = self.campaign.copy()
        self.assertEqual((copied.row_link, copied.row_mode), ("fleet.vehicle,driver_id", "customer"))
        self.assertEqual((copied.columns, copied.sort), (self.campaign.columns, self.campaign.sort))

    def test_columns_that_the_catalogue_no_longer_has_are_left_out(self):
        self.env["dm.field"]._find(["Immatriculation"]).active = False
        self.assertEqual(self.campaign.copy().columns, [{"code": "Nom"}])
        self.campaign.load_target(self.target.id)
        self.assertEqual(self.campaign.columns, [{"code": "Nom"}])

    # === WHY === #

    def test_why_who_has_no_record_is_not_in(self):
        told = self.campaign.explain((self.anne | self.lea).ids)
        self.assertEqual([each["status"] for each in told], ["recipient", "absent"])
        self.assertIn("no row of its own (Vehicle)", told[1]["sentence"])
        self._row(self.oldest).action_strike_row()
        self.assertEqual(self.campaign.explain(self.anne.ids)[0]["status"], "recipient")

    # === FROZEN === #

    def test_a_frozen_list_of_records_asks_about_rows(self):
        self.campaign._freeze()
        self.oldest.active = False
        new = self._vehicle(self.laguna, self.luc, license_plate="LL-0", acquisition_date="1990-01-01")
        action = self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), (1, 1))
        refresh = self.env["dm.refresh"].with_user(self.editor).browse(action["res_id"])
        self.assertEqual(refresh.joining_ids.record_name, new.display_name)
        self.assertEqual(refresh.leaving_ids.record_name, self.oldest.display_name)
        self.assertEqual(len(self.campaign.recipient_ids), 4)
        for add, remove, expected in (
            (False, False, self.oldest | self.middle | self.newest | self.other),
            (True, False, self.oldest | self.middle | self.newest | self.other | new),
            (False, True, self.middle | self.newest | self.other),
            (True, True, self.middle | self.newest | self.other | new),
        ):
            with self.subTest(add=add, remove=remove), self.env.cr.savepoint() as savepoint:
                done = self.campaign.action_confirm_refresh(add=add, remove=remove)
                self.assertEqual(done, {"joined": int(add), "left": int(remove)})
                self.env.invalidate_all()
                self.assertEqual(sorted(self.campaign.recipient_ids.mapped("res_id")), sorted(expected.ids))
                self._check_counts()
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_who_already_has_a_message_stays_with_that_row(self):
        kept = self._row(self.oldest)
        self.patch(
            type(self.env["dm.campaign"]), "_get_kept_recipients_sql", lambda _campaign: SQL("SELECT %s", kept.id),
        )
        self.campaign._freeze()
        self.oldest.active = self.middle.active = False
        self.campaign.action_confirm_refresh()
        self.assertEqual(self._vehicles().with_context(active_test=False), self.oldest | self.newest | self.other)
        self._check_counts()

    def test_a_frozen_list_stays_of_its_kind(self):
        self.campaign._freeze()
        customers = self._target(self._town("Pau"), name="People", user_id=self.editor.id)
        self._refused(lambda: self.campaign.load_target(customers.id), "its rows stay what they are")
        self.assertEqual(len(self.campaign.filter_ids), 1)
        self.campaign.load_target(self.target.id)

    # === MERGED === #

    def test_rows_of_merged_contacts_are_rows_of_one_customer(self):
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.luc).ids, self.anne)
        self.env.invalidate_all()
        self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (1, 4))
        self.assertEqual(self._leading(), self.oldest)

    # === EFFORT === #

    def test_as_many_statements_for_many_as_for_few(self):
        counts = []
        for number in (1, 2, 3, 40):
            people = self.env["res.partner"].create([
                {"name": f"Crowd {index}", "city": f"Crowd {number}", "customer_rank": 1} for index in range(number)
            ])
            self.env["fleet.vehicle"].create([
                {"model_id": self.clio.id, "driver_id": person.id} for person in people for _twice in range(2)
            ])
            campaign = self.campaign.copy({"filter_ids": [self._town(f"Crowd {number}")]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            campaign.action_refresh_selection()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual((campaign.recipient_count, campaign.row_count), (number, 2 * number))
        self.assertEqual(counts[2], counts[3], "the first ones filled the caches")


@tagged("post_install", "-at_install")
class TestRowsResult(RowsCase):
    """Two rows of one customer count once, everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.write({"country_id": cls.env.ref("base.fr").id})
        cls.campaign.write({"send_date": "2026-03-04", "closing_date": "2026-03-20"})
        cls.campaign.action_refresh_selection()
        soap = cls._product(10.0, 4.0, name="Soap")
        cls._ticket(cls.anne, [(soap, 2)], "2026-03-05")
        cls._ticket(cls.anne, soap, "2026-03-12")

    def test_results_are_of_customers(self):
        self.campaign.action_refresh_results()
        campaign = self.campaign
        self.assertEqual((campaign.returning_count, campaign.returnable_count), (1, 2))
        self.assertEqual(sum(campaign.result_ids.mapped("real")), 30)
        self.assertEqual(sum(campaign.result_ids.mapped("tickets")), 2)
        self.assertEqual(sum(campaign.result_ids.mapped("first_return_count")), 1)
        places = {place.postcode: place for place in campaign.place_result_ids if place.real or place.recipient_count}
        self.assertEqual((places["64000"].recipient_count, places["64000"].returning_count), (1, 1))
        self.assertEqual((places["64000"].real, places["69001"].recipient_count), (30, 1))
        self.assertEqual(sum(campaign.store_result_ids.mapped("real")), 30)
        self.assertEqual(self.env["dm.result.customer"].search_count([("campaign_id", "=", campaign.id)]), 1)
        self.assertEqual(campaign.recipient_ids.filtered("returned").partner_id, self.anne)
        [grid] = campaign.get_yield()
        self.assertEqual((grid["rows"][-1]["cells"]["real"], grid["rows"][-1]["cells"]["returning_count"]), (30, 1))

    def test_the_usual_rate_of_past_campaigns_is_of_customers(self):
        self.campaign.action_refresh_results()
        self.campaign.sudo().action_close()
        self.env.flush_all()
        self.assertEqual(self.env["dm.campaign"].new({"company_id": self.company.id})._get_usual_rate(), (0.5, True))

    def test_who_came_back_is_one_customer_in_a_filter_line(self):
        self.campaign.action_refresh_results()
        again = self.campaign._reach_again("returned")
        self.assertEqual((again.recipient_count, again.row_count, again.row_link), (1, 1, False))


@tagged("post_install", "-at_install")
class TestRowsRights(RowsCase):

    def test_rows_whose_vehicle_a_user_may_not_see_have_no_name(self):
        row = self._row(self.oldest).with_user(self.consult)
        self.assertFalse(row.record_name)
        self.assertEqual(row.name, "Anne Pau")

    def test_the_list_is_of_vehicles_that_the_responsible_user_sees(self):
        self.editor.group_ids -= self.env.ref("fleet.fleet_group_manager") | self.env.ref("fleet.fleet_group_user")
        self.env["ir.rule"].search([("model_id.model", "=", "fleet.vehicle")]).active = False
        with self.assertRaises(UserError):
            self.campaign.action_refresh_selection()
        self.assertEqual(len(self.campaign.recipient_ids), 4)

    def test_who_consults_does_not_turn_lists_into_others(self):
        for values in ({"row_model": False}, {"row_mode": "row"}, {"columns": []}, {"row_link": False}):
            with self.assertRaises(AccessError):
                self.campaign.with_user(self.consult).write(values)

    def test_a_closed_campaign_keeps_its_rows(self):
        self.campaign.sudo().state = "closed"
        for values in ({"row_model": False, "row_field": False}, {"row_mode": "row"}, {"columns": []}):
            self._refused(lambda values=values: self.campaign.sudo().write(values), "closed")
        self._refused(self._row(self.oldest).action_strike_row, "closed")
        with self.assertRaises(UserError):
            self.env["dm.recipient"].sudo().create({"campaign_id": self.campaign.id, "partner_id": self.anne.id})
