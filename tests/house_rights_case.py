"""A world in which each model has a record and each method something to work on, and a user of each role."""
import base64

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .message_case import MessageCase


class RightsCase(MessageCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.users = cls._make_users()
        cls.target = cls._make_campaign_of_today()
        cls.closed = cls._make_closed_campaign()
        cls.env["dm.score"]._store(cls.company, fields.Date.today())
        cls.records = cls._find_records()
        cls.arguments = cls._make_arguments()

    @classmethod
    def _make_users(cls):
        export = "base.group_allow_export"
        groups = {
            "none": export, "till": f"{export},point_of_sale.group_pos_user,sales_team.group_sale_salesman",
            **{role: f"{export},direct_marketing.group_{role}" for role in ("consult", "edit", "manage")},
            "stranger": f"{export},direct_marketing.group_manage",
            "admin": f"{export},direct_marketing.group_manage,base.group_system",
        }
        users = {
            role: new_test_user(cls.env, login=f"house_{role}", groups=f"base.group_user,{names}")
            for role, names in groups.items()
        }
        users["stranger"].write({
            "company_ids": [Command.set(cls.other_company.ids)], "company_id": cls.other_company.id,
        })
        return {**users, "portal": new_test_user(cls.env, login="house_portal", groups="base.group_portal")}

    @classmethod
    def _make_campaign_of_today(cls):
        """Give the campaign a list, vouchers, a cost, a message and a target; return the target."""
        cls.campaign.write({"voucher_mode": "fixed", "voucher_amount": 5, "user_id": cls.editor.id})
        cls.campaign.action_refresh_selection()
        cls.campaign.action_generate_vouchers()
        target = cls.campaign.action_save_target("Outbox people")
        row = cls.campaign.recipient_ids[0]
        cls.message = cls.env["dm.message"].sudo().create({
            "campaign_id": cls.campaign.id, "recipient_id": row.id, "partner_id": row.partner_id.id,
            "company_id": cls.company.id, "state": "failed", "number": "+33610000001", "body": "Hello", "segments": 1,
        })
        cls.answer = cls.env["dm.gateway.event"].sudo().create({
            "gateway_id": cls.gateway.id, "kind": "answer", "event_hash": "answer", "number": "+33610000001",
        })
        cls.campaign.recipient_ids[1].action_strike()
        return target

    @classmethod
    def _make_closed_campaign(cls):
        closed = cls._campaign(name="Over", send_date="2026-01-05")
        closed.action_refresh_selection()
        closed.action_finish()
        cls._ticket(cls.anne, cls._product(20), "2026-01-08")
        closed.closing_date = "2026-01-31"
        closed.action_close(confirmed_name="Over")
        return closed

    @classmethod
    def _find_records(cls):
        """Return one record of this company for each model that has some."""
        cls.env.flush_all()
        own = {
            "dm.campaign": cls.campaign, "dm.filter": cls.campaign.filter_ids[0], "dm.message": cls.message,
            "dm.gateway.event": cls.answer,
            "dm.recipient": cls.campaign.recipient_ids[0], "dm.gateway": cls.gateway, "dm.target": cls.target,
            "pos.config": cls.till, "res.partner": cls.anne,
            "ir.attachment": cls.env["ir.attachment"].search([("dm_final_campaign_id", "=", cls.closed.id)], limit=1),
        }
        return {name: record.sudo() for name, record in own.items()}

    def _record(self, model, role):
        """Return the record on which a role tries something: of a dialog, its own one about our campaign."""
        if model in self.records:
            return self.records[model].with_user(self.users[role])
        if self.env[model]._abstract:
            return self.env[model].with_user(self.users[role])
        records = self.env[model].with_user(self.users[role]).sudo()
        values = self._dialog_values(records).get(model)
        if values is not None:
            # Made without rights, so that what is called on it has to ask for them.
            return records.with_context(default_company_id=self.company.id).create(values).sudo(False)
        domain = [("company_id", "=", self.company.id)] if "company_id" in records._fields else []
        return records.search(domain, limit=1).sudo(False)

    def _dialog_values(self, records):
        campaign = {"campaign_id": self.campaign.id}
        line = [Command.create({"target_id": self.target.id})]
        return {
            "dm.close": {**campaign, "closing_date": fields.Date.today(), "typed_name": self.campaign.name},
            "dm.export": campaign, "dm.refresh": campaign, "dm.why": campaign, "dm.target.save": campaign,
            "dm.send": {**campaign, "channel": "sms"}, "dm.test": {**campaign, "number": "0610000001"},
            "dm.service": {
                "partner_id": self.anne.id, "body": "Your car is ready.",
                "text_id": records.env["dm.text"].create({
                    "name": "Ready", "kind": "service", "channel": "sms", "body": "Your car is ready.",
                }).id,
            },
            "dm.target.load": {**campaign, "line_ids": line},
            "dm.target.load.line": {
                "load_id": records.env["dm.target.load"].create(campaign).id, "target_id": self.target.id,
            },
            "dm.target.export": {"target_id": self.target.id, "name": "x"},
            "dm.voucher.preview": {**campaign, "count": 1},
            "dm.voucher.preview.line": {"name": "x"},
            "dm.yield": {"campaign_ids": [Command.set(self.campaign.ids)]},
            "dm.gateway.try": {"gateway_id": self.gateway.id, "number": "0610000001"},
            "dm.erase": {"address": "0610000009", "partner_ids": [Command.set(self.bob.ids)]},
            "dm.permission.ask": {"partner_id": self.anne.id, "channel": "sms", "answer": "refused"},
            "dm.refusal.import": {"file": base64.b64encode(self._refusals())},
            "dm.export.layout": {"columns": [{"code": "Nom"}]},
        }

    @staticmethod
    def _refusals():
        return b"phone;channel\n0610000001;sms\n"

    @classmethod
    def _make_arguments(cls):
        """Return what a parameter of a method is given, by its name."""
        card = cls.campaign.recipient_ids.voucher_id[:1].sudo()
        return {
            "channel": "sms", "body": cls.campaign.sms_body, "recipient_id": cls.campaign.recipient_ids[0].id,
            "partner_ids": cls.anne.ids, "partner_id": cls.anne.id, "field_codes": ["Nom"], "file_type": "xlsx",
            "name": "New", "number": "0610000001", "target_id": cls.target.id, "row_ids": cls.target.row_ids[:1].ids,
            "values": {"operation": "add"}, "line_id": cls.campaign.filter_ids[:1].id, "line_values": {},
            "reason": "refused", "address": "0610000009", "search": "",
            "content": base64.b64encode(cls._refusals()).decode(), "answer": "refused",
            "card_id": card.id, "card_ids": card.ids,
            "answers": [{"partner_id": cls.anne.id, "channel": "sms", "answer": "refused", "at": "2026-01-01 10:00:00",
                         "ticket": "t"}],
        }
