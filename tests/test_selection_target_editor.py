from datetime import date
from unittest.mock import patch

from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_selection_target import TargetCase


@tagged("post_install", "-at_install")
class TestSelectionTargetEditor(TargetCase):
    """A target is edited as a campaign is: counts that move, a sentence in place of a dialog."""

    def setUp(self):
        super().setUp()
        self.editor = self._user("edit", login="test_target_editor")
        self.target = self._target(self._town("Pau", "Lyon")).with_user(self.editor)

    def test_a_line_of_the_dialog_is_counted_among_the_targets_own(self):
        # A campaign of the same number selects somebody else: it was asked in the target's place.
        campaigns = self.env["dm.campaign"].create([{"name": str(number)} for number in range(3)])
        everybody = {"operation": "add", "partner_domain": str([("id", "in", self.people.ids)]), "sequence": 99}
        self.assertEqual(self.target.preview_line({}, False, everybody), {"changed": 1, "already": 2})
        self.assertEqual(campaigns.mapped("filter_ids.id"), [])
        line = self.target.filter_ids
        self.assertEqual(self.target.preview_line({}, line.id, everybody), {"changed": 3, "already": 0})
        self.assertEqual(len(self.target.filter_ids), 1, "nothing is written")

    def test_a_line_of_a_target_that_was_never_saved(self):
        targets = self.target.browse()
        lines = [(0, "virtual_1", {"operation": "add", "sequence": 1, "partner_domain": str([("city", "=", "Pau")])})]
        new = {"operation": "add", "sequence": 2, "partner_domain": str([("id", "in", self.people.ids)])}
        self.assertEqual(targets.preview_line({"filter_ids": lines}, False, new), {"changed": 2, "already": 1})

    def test_who_may_ask(self):
        for role in ("consult", "base.group_user"):
            user = self._user(role, login=f"test_{role}")
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.target.with_user(user).preview_line({}, False, {})

    def test_with_whose_rights_is_not_the_clients_choice(self):
        self.env["ir.rule"].create({
            "name": "No customers of Pau", "model_id": self.env.ref("base.model_res_partner").id,
            "groups": [Command.link(self.env.ref("direct_marketing.group_edit").id)],
            "domain_force": "[('city', '!=', 'Pau')]",
        })
        other = self._user("base.group_user", login="test_sees_all")
        everybody = {"operation": "add", "partner_domain": str([("id", "in", self.people.ids)])}
        self.target.sudo().user_id = self.editor
        for asked, changed in ((self.target, 1), (self.target.browse(), 2)):
            counted = asked.preview_line({"user_id": other.id}, False, everybody)
            self.assertEqual(counted.get("changed"), changed)

    def test_counts_move_once_a_change(self):
        form = Form(self.target)
        run = Selection.run
        with patch.object(Selection, "run", autospec=True, side_effect=run) as ran:
            with form.filter_ids.edit(0) as line:
                line.partner_domain = "[('city', '=', 'Pau')]"
            self.assertEqual((ran.call_count, form.row_count), (1, 1))
            form.start_with = "all"
            self.assertEqual((ran.call_count, len(form.filter_ids)), (2, 0))

    def test_the_list_is_that_of_the_saved_lines(self):
        form = Form(self.target)
        self.assertFalse(form.is_list_outdated)
        form.name = "Other name"
        self.assertFalse(form.is_list_outdated)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('city', 'in', ('Pau', 'Lille'))]"
        self.assertTrue(form.is_list_outdated, "the counts are as before, the rows would be others")
        form.save()
        self.assertFalse(form.is_list_outdated)

    def test_a_condition_that_cannot_be_read_is_said_in_place(self):
        form = Form(self.target)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('birthdate_date', '<', context_today())]"
        self.assertIn("today -30d", form.selection_error)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('city', '=', 'Lyon')]"
        self.assertFalse(form.selection_error)
        self.assertEqual(form.row_count, 1)

    def test_who_saves_over_what_the_form_did_not_show_is_told(self):
        seen, line = self.target.revision, self.target.filter_ids
        first = {"filter_ids": [Command.update(line.id, {"partner_domain": "[('city', '=', 'Lille')]"})]}
        self.target.web_save({**first, "seen_revision": seen}, {})
        second = {"name": "Second", "filter_ids": [Command.delete(line.id)]}
        with self.assertRaisesRegex(UserError, "changed by somebody else"):
            self.target.web_save({**second, "seen_revision": seen}, {})
        self.assertEqual((self.target.name, self.target.row_ids.partner_id), ("Target", self.lea))
        self.target.web_save({**second, "seen_revision": self.target.revision}, {})
        self.assertEqual((self.target.name, self.target.row_ids.partner_id), ("Second", self.lea.browse()))

    def test_whoever_turns_the_page_gets_the_next_target(self):
        other = self.target.copy({"name": "Next"})
        line = [Command.update(self.target.filter_ids.id, {"partner_domain": "[('city', '=', 'Lille')]"})]
        [shown] = self.target.web_save({"filter_ids": line}, {"name": {}}, next_id=other.id)
        self.assertEqual(shown["name"], "Next")
        self.assertEqual(self.target.row_ids.partner_id, self.lea)

    def test_several_are_saved_at_once(self):
        """As a list lets one do that an administrator has made one to edit in."""
        targets = self.target | self.target.copy({"name": "Next"})
        targets.web_save({"audience": "all"}, {"name": {}})
        self.assertEqual(targets.mapped("audience"), ["all"] * 2)
        with self.assertRaisesRegex(UserError, "changed by somebody else"):
            targets[1].web_save({"name": "Third", "seen_revision": 0}, {})

    def test_as_long_as_purchases_are_read_in_the_form_says_so_and_third_parties_are_refused(self):
        self.assertFalse(self.target.purchases_known_since)
        self.env["dm.purchase.filling"].search([]).write({"complete": False, "filled_from": "2026-02-10 12:00:00"})
        self.env.invalidate_all()
        self.assertEqual(self.target.purchases_known_since, date(2026, 2, 11))
        self.target.action_refresh()
        self.target.audience = "third_parties"
        with self.assertRaisesRegex(UserError, "never bought"):
            self.target.action_refresh()

    def test_one_row_per_vehicle_is_chosen_on_the_form(self):
        """Rows, and the columns that only these rows have, are saved together."""
        self.editor.group_ids += self.env.ref("fleet.fleet_group_manager")
        for model in (self.clio, self.laguna):
            self._vehicle(model, self.anne)
        everybody = str([("id", "in", self.people.ids)])
        columns = [{"code": "Nom"}, {"code": "Immatriculation"}]
        new = Form(self.target.browse())
        new.name = "Cars"
        with new.filter_ids.new() as line:
            line.partner_domain = everybody
        self.assertEqual((new.row_count, new.customer_count), (3, 3))
        new.link = "fleet.vehicle,driver_id"
        self.assertEqual((new.row_count, new.customer_count), (2, 1))
        new.start_with = "all"
        with new.filter_ids.new() as line:
            line.operation, line.partner_domain = "remove", str([("id", "=", self.luc.id)])
        self.assertEqual((new.row_count, new.customer_count), (2, 1), "what a row is stays")
        made = new.save()
        self.assertEqual((made.row_count, made.customer_count, made.link), (2, 1, "fleet.vehicle,driver_id"))
        for target, values in (
            (self.target, {"link": made.link, "columns": columns}),
            (self.target.browse(), {"name": "Others", "link": made.link, "columns": columns}),
        ):
            saved = target.browse(target.web_save(values, {})[0]["id"])
            with self.subTest(target=target.id):
                self.assertEqual((saved.link, saved.columns), (made.link, columns))
        self.target.link = False
        self.assertEqual((self.target.model_id.id, self.target.partner_field), (False, False))
        for nonsense in ("res.users.settings,id", "nothing", 5):
            with self.assertRaises(ValidationError):
                self.target.write({"link": nonsense})

    def test_a_copy_has_its_list(self):
        self.target.strike(self.target.row_ids[:1].ids)
        copy = self.target.copy()
        self.assertEqual((copy.row_count, copy.struck_count, len(copy.row_ids)), (1, 1, 2))
        never = self.target.create({"name": "Never run", "filter_ids": [self._town("Pau")]})
        self.assertFalse(never.copy().row_ids)
        self.env["dm.purchase.filling"].search([]).complete = False
        self.target.audience = "third_parties"
        self.assertIn("never bought", self.target.copy().refresh_error)
