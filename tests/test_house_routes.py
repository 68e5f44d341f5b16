from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from . import house_registry as drawn
from .house_rights_case import RightsCase
from .house_rights_table import REPORTS, ROLES, ROUTES, WHO

FILES = {"export": "/dm/export/%s", "target.export": "/dm/target/%s", "yield": "/dm/yield/%s/xlsx"}


@tagged("post_install", "-at_install")
class TestHouseRoutes(RightsCase, HttpCase):
    """Promise 16: each role at each address and report, both drawn from the registry."""

    def test_everything_is_said(self):
        self.assertEqual(drawn.routes(self.env), set(ROUTES), "say who gets an answer at these addresses")
        self.assertEqual(drawn.reports(self.env), set(REPORTS), "say who may print these reports")

    @mute_logger("odoo.http")
    def test_who_gets_a_file(self):
        for role in ROLES:
            self.authenticate(f"house_{role}", f"house_{role}")
            for model, url in FILES.items():
                dialog = self._record(f"dm.{model}", role).sudo()
                if model == "export":
                    dialog.write({"columns": [{"code": "Nom"}], "is_sending": False})
                self.env.flush_all()
                answer = self.url_open(url % dialog.id, allow_redirects=False)
                with self.subTest(f"{role} {model}"):
                    self.assertEqual(answer.status_code == 200, role in WHO["consult"], answer.status_code)
                    if role not in WHO["consult"]:
                        self.assertIn(answer.status_code, (403, 404))

    @mute_logger("odoo.http")
    def test_nobody_gets_the_file_of_somebody_else_or_without_a_session(self):
        for model, url in FILES.items():
            dialog = self._record(f"dm.{model}", "consult")
            self.env.flush_all()
            for role, statuses in (("manage", (403, 404)), (None, (303,))):
                self.authenticate(role and f"house_{role}", role and f"house_{role}")
                with self.subTest(f"{role} {model}"):
                    answer = self.url_open(url % dialog.id, allow_redirects=False)
                    self.assertIn(answer.status_code, statuses)

    @mute_logger("odoo.http")
    def test_without_the_token_there_is_nothing(self):
        before = self.env["dm.gateway.event"].search_count([])
        for kind in ("report", "stop", "answer"):
            with self.subTest(kind):
                answer = self.url_open(f"/dm/sms/{'0' * 64}/{kind}", data={"number": "+33610000001"})
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.env["dm.gateway.event"].search_count([]), before, "nothing was written")

    def test_who_prints_a_report(self):
        for name, who in REPORTS.items():
            report = self.env.ref(name)
            records = self._printed(report.model)
            for role in ROLES:
                with self.subTest(f"{role} {name}"), self.env.cr.savepoint() as savepoint:
                    self.env.invalidate_all()
                    reports = self.env["ir.actions.report"].with_user(self.users[role])
                    if role in WHO[who]:
                        self.assertTrue(reports._render(name, records.ids)[0])
                    else:
                        with self.assertRaises(AccessError):
                            reports._render(name, records.ids)
                    savepoint.rollback()

    def _printed(self, model):
        return self.campaign.recipient_ids.voucher_id[:1] if model == "loyalty.card" else self.campaign
