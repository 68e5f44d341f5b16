import logging

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .gateway_case import KEY, GatewayCase
from .message_case import always_open

TOKEN = "planted-token-77"
CONDITIONS = [
    f"[('dm_app_token', '=like', '{TOKEN[:5]}%')]",
    f"[('child_ids.dm_app_token', '=', '{TOKEN}')]",
    f"[('parent_id', 'any', [('dm_app_token', '=', '{TOKEN}')])]",
    "[('user_ids.password', '=like', 'p%')]",
    "[('signup_type', '=', 'reset')]",
]


@tagged("post_install", "-at_install")
class TestHouseSecrets(GatewayCase):
    """Promise 17: what a user may not read is told neither by counts, orders, columns and texts nor by failures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        cls.editor = cls._user("edit", "secret_edit")
        cls.consult = cls._user("consult", "secret_consult")
        cls.users = {"consult": cls.consult, "edit": cls.editor, "manage": cls.manager}
        for user in cls.users.values():
            user.group_ids += export
        cls.customer = cls._customer("Anne", city="Secret Town", mobile="0612345678", dm_app_token=TOKEN)
        cls._customer("Zoe", city="Secret Town", dm_app_token="another")
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Secrets", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Secret Town')]"})],
        })
        cls.campaign.action_refresh_selection()
        cls.target = cls.campaign.action_save_target("Secret people")
        # A manager may add any column to the catalogue; whoever uses it still reads with their own rights.
        cls.field = cls.env["dm.field"].create({"code": "Jeton", "name": "Token", "path": "dm_app_token"})

    def _refused(self, call):
        """Check that a call is refused, and return what it says."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.env.invalidate_all()
            call()
            self.env.flush_all()
        self.assertNotIn(TOKEN, str(caught.exception).replace(str(CONDITIONS), ""))
        return caught.exception

    def test_a_count_tells_nothing(self):
        for user in (self.editor, self.manager):
            for number, condition in enumerate(CONDITIONS):
                line = [Command.clear(), Command.create({"partner_domain": condition})]
                for record in (self.campaign, self.target):
                    copied = self.env[record._name].browse(record.id).copy({
                        "name": f"{number} of {user.login}", "user_id": user.id,
                    })
                    own = copied.with_user(user)
                    with self.subTest(f"{user.login} {record._name} {condition}"):
                        with self.assertRaises(UserError), self.env.cr.savepoint():
                            own.write({"filter_ids": line})
                            refresh = "action_refresh" if record == self.target else "action_refresh_selection"
                            getattr(own, refresh)()
                        unsaved = own.new({"filter_ids": line, "user_id": user.id}, origin=own)
                        self._assert_silent(unsaved)

    def _assert_silent(self, unsaved):
        """Check that a form that is being edited counts nobody."""
        try:
            unsaved._onchange_selection()
        except UserError:
            return
        self.assertFalse(any(line.marginal_count or line.already_count for line in unsaved.filter_ids))

    def test_no_column_order_or_text_tells_it(self):
        columns, order = [{"code": "Jeton"}], [{"code": "Jeton", "descending": True}]
        for role, user in self.users.items():
            campaign, target = self.campaign.with_user(user), self.target.with_user(user)
            row = campaign.recipient_ids[0]
            calls = {
                "export": lambda c=campaign: c.export_recipients(["Jeton"]),
                "sorted export": lambda c=campaign: c.export_recipients(["Nom"], sort="Jeton"),
                "preview": lambda c=campaign: c.preview_recipients(["Jeton"]),
                "list": lambda t=target: t.get_rows(columns=columns),
                "sorted list": lambda t=target: t.get_rows(sort=order),
                "text": lambda c=campaign, r=row: c.preview_text("sms", "Token #Jeton#", r.id),
                "contact": lambda u=user: self.customer.with_user(u).read(["dm_app_token"]),
                "search": lambda u=user: self.customer.with_user(u).search([("dm_app_token", "=", TOKEN)]),
                "group": lambda u=user: self.customer.with_user(u).formatted_read_group([], ["dm_app_token"]),
                "data": lambda u=user: self.customer.with_user(u).export_data(["dm_app_token"]),
            }
            for name, call in calls.items():
                with self.subTest(f"{role} {name}"):
                    self._refused(call)

    def test_keys_are_in_no_count_order_or_export(self):
        for role, user in self.users.items():
            gateways = self.env["dm.gateway"].with_user(user)
            calls = {
                "count": lambda g=gateways: g.search_count([("secret", "=like", "p%")]),
                "order": lambda g=gateways: g.search([], order="secret"),
                "group": lambda g=gateways: g.formatted_read_group([], ["secret"]),
                "data": lambda g=gateways: g.search([]).export_data(["webhook_token"]),
                "through": lambda u=user: self.env["dm.message"].with_user(u).search(
                    [("gateway_id.secret", "=like", "p%")]),
                "events": lambda u=user: self.env["dm.gateway.event"].with_user(u).search(
                    [("gateway_id.webhook_token", "=like", "0%")]),
            }
            for name, call in calls.items():
                with self.subTest(f"{role} {name}"):
                    self.assertIsInstance(self._refused(call), AccessError)

    def test_nothing_that_is_kept_holds_a_key(self):
        """Texts of failures, events, chatter: no table but the gateway's own has it."""
        self.campaign.write({"sms_body": "Hello", "send_date": "2026-03-01"})
        self.customer._dm_record_permission("sms", "allowed", "staff")
        self._sandbox(faults={"refuse": 1})
        self.patch(self.registry["dm.window"], "_get_opening", always_open)
        with self.assertLogs("", level="DEBUG") as logs:
            logging.getLogger("urllib3").debug("Everything is logged.")
            self.campaign.action_send_sms()
            trial = self.env["dm.gateway.try"].with_user(self.manager).create({
                "gateway_id": self.gateway.id, "number": "+33612345678",
            })
            trial.action_send()
            self.env.flush_all()
        secrets = [KEY, self.gateway.webhook_token]
        self.assertFalse([line for line in logs.output if KEY in line])
        for table, column in self._text_columns():
            if table != "dm_gateway":
                found = self.env.execute_query(SQL(
                    "SELECT 1 FROM %s WHERE %s", SQL.identifier(table), SQL(" OR ").join(
                        SQL("strpos(%s::text, %s) > 0", SQL.identifier(column), secret) for secret in secrets
                    ),
                ))
                with self.subTest(f"{table}.{column}"):
                    self.assertFalse(found)

    def _text_columns(self):
        return self.env.execute_query(SQL(
            """SELECT c.table_name, c.column_name FROM information_schema.columns c
                 JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
                WHERE (c.table_name LIKE %s OR c.table_name IN ('mail_message', 'ir_logging', 'mail_tracking_value'))
                  AND c.table_schema = current_schema() AND c.data_type IN ('text', 'character varying', 'jsonb')""",
            "dm\\_%",
        ))
