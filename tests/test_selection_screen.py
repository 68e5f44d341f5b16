from odoo.tests import Form, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestSelectionScreen(ShopCase):
    """What the form shows while somebody edits, before anything is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for town in ("Pau", "Pau", "Lyon"):
            cls._customer(f"Somebody of {town}", city=town, email="somebody@example.com")
        cls.editor = cls._user("edit")

    def _form(self):
        form = Form(self.env["dm.campaign"].with_user(self.editor))
        form.name = "Spring"
        with form.filter_ids.new() as line:
            line.partner_domain = "[('city', '=', 'Pau')]"
        return form

    def test_counts_follow_the_lines_before_saving(self):
        form = self._form()
        self.assertEqual((form.recipient_count, form.email_count), (2, 2))
        with form.filter_ids.edit(0) as line:
            line.operation = "remove"
        self.assertEqual(form.recipient_count, 0)

    def test_counts_follow_the_conditions_of_a_line(self):
        """Conditions in a line in a campaign, none of them saved yet."""
        somebody = self.env["res.partner"].search([("city", "=", "Lyon")], limit=1)
        somebody.birthdate_date = "1980-06-15"
        form = Form(self.env["dm.campaign"].with_user(self.editor))
        form.name = "Birthdays"
        with form.filter_ids.new() as line, line.anniversary_condition_ids.new() as condition:
            condition.anniversary_mode = "month"
            condition.month_from = "6"
        self.assertEqual(form.recipient_count, 1)
        with form.filter_ids.edit(0) as line, line.anniversary_condition_ids.edit(0) as condition:
            condition.month_from = "7"
        self.assertEqual(form.recipient_count, 0)
        with form.filter_ids.edit(0) as line, line.anniversary_condition_ids.edit(0) as condition:
            condition.month_from = "6"
        campaign = form.save()
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, somebody)

        form = Form(campaign)
        with form.filter_ids.edit(0) as line:
            with line.anniversary_condition_ids.edit(0) as condition:
                condition.deny = True
            with line.campaign_condition_ids.new() as condition:
                condition.deny = True
        self.assertEqual(form.recipient_count, form.customer_count - 1)
        with form.filter_ids.edit(0) as line:
            line.anniversary_condition_ids.remove(0)
        self.assertEqual(form.recipient_count, form.customer_count)
        form.save().action_refresh_selection()
        self.assertEqual(campaign.filter_ids.condition_ids.mapped("kind"), ["campaign"])

    def test_the_list_is_that_of_the_saved_lines(self):
        form = self._form()
        campaign = form.save()
        self.assertFalse(campaign.is_list_outdated)
        form = Form(campaign)
        form.name = "Summer"
        self.assertFalse(form.is_list_outdated)
        with form.filter_ids.edit(0) as line:
            line.partner_domain = "[('city', '=', 'Lyon')]"
        self.assertTrue(form.is_list_outdated)
        form.save()
        self.assertFalse(form.is_list_outdated)
        self.assertFalse(campaign.is_list_outdated)

    def test_whatever_changes_a_line_asks_for_a_new_list(self):
        campaign = self._form().save()
        line, other = campaign.filter_ids, campaign.copy()
        condition = {"filter_id": line.id, "kind": "permission", "permission_channel": "sms"}
        for change in (
            lambda: line.write({"partner_domain": "[('city', '=', 'Lille')]"}),
            lambda: line.condition_ids.create({**condition, "permission_answer": "refused"}),
            lambda: line.condition_ids.write({"deny": True}),
            lambda: self.env["dm.filter.condition"].search([("filter_id", "=", line.id)]).unlink(),
            lambda: line.copy({"campaign_id": campaign.id, "operation": "remove"}),
            lambda: campaign.filter_ids.filtered(lambda each: each.operation == "remove").unlink(),
            lambda: line.write({"campaign_id": other.id}),
        ):
            campaign.action_refresh_selection()
            self.assertFalse(campaign.is_list_outdated, "counting changes nothing")
            change()
            self.assertTrue(campaign.is_list_outdated)

    def test_the_other_start_clears_the_lines(self):
        form = self._form()
        form.start_with = "all"
        self.assertEqual(len(form.filter_ids), 0)
        self.assertEqual(form.recipient_count, form.customer_count)

    def test_saving_in_the_form_writes_the_list(self):
        values = {"name": "Spring", "filter_ids": [[0, 0, {"partner_domain": "[('city', '=', 'Pau')]"}]]}
        campaigns = self.env["dm.campaign"].with_user(self.editor)
        saved = campaigns.web_save(values, {"recipient_count": {}})[0]
        self.assertEqual(saved["recipient_count"], 2)
        self.assertEqual(len(campaigns.browse(saved["id"]).recipient_ids), 2)
