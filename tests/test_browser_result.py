from odoo.tests import HttpCase, tagged

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultInBrowser(ResultCase, HttpCase):
    """The page of results, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        (cls.anna | cls.bruno).zip = "64000"
        cls._ticket(cls.anna, cls.lamp, "2025-03-11")
        cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-04")
        cls._ticket(cls.anna, cls.lamp, "2026-03-10")
        ticket = cls._ticket(cls.bruno, [(cls.soap, 3)], "2026-03-12")
        cls._refund(ticket, {ticket.lines: 1}, "2026-03-17")
        cls.campaign = cls._campaign(cls.anna | cls.bruno, closing_date="2026-03-20")
        for role in ("edit", "consult"):
            cls._user(role, login=f"browser_{role}", password=f"browser_{role}")

    def _walk(self, role):
        self.start_tour(
            f"/odoo/direct-marketing/{self.campaign.id}", f"direct_marketing_result_{role}", login=f"browser_{role}",
        )

    def test_an_editor_computes_chooses_what_is_shown_and_closes(self):
        self._walk("edit")
        self.assertEqual((self.campaign.state, self.campaign.returning_count), ("closed", 2))
        settings = self.env["res.users"].search([("login", "=", "browser_edit")]).res_users_settings_id
        self.assertEqual(settings.dm_result_choice["measure"], "real", "remembered for the user")

    def test_a_consulting_user_looks_and_computes_nothing(self):
        self.campaign.action_refresh_results()
        self._walk("consult")
