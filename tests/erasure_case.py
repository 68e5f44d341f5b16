from odoo.tools import SQL

from .message_case import MessageCase

NAME, EMAIL, MOBILE = "Plantagenet", "plantagenet@example.com", "+33687654321"
PLANTED = ("Plantagenet", "687654321", "impasse du Lys")


class ErasureCase(MessageCase):
    """A person who stands in lists, messages, proofs, reports and on a ticket, with their words planted there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manage", "erase_manage")
        cls.manager.group_ids += cls.env.ref("base.group_allow_export")
        cls.person = cls._texted(
            NAME, "06 87 65 43 21", email=EMAIL, street="3 impasse du Lys", street2="impasse du Lys B", zip="75001",
            dm_app_token=NAME,
        )
        cls.person._dm_record_permission("email", "allowed", "staff", wording=f"Yes, said {NAME}")
        cls.person._dm_record_permission("phone", "allowed", "staff", numbers={cls.person: [MOBILE]})

    def setUp(self):
        super().setUp()
        self.client.answers = {MOBILE: {"state": "failed", "code": "number", "error": f"{MOBILE} of {NAME}"}}
        self.campaign.action_send_sms()
        self._run_sender()
        closed = self._campaign(name="Over", send_date="2026-01-05")
        closed.action_refresh_selection()
        closed.action_finish()
        closed.closing_date = "2026-01-31"
        closed.action_close(confirmed_name="Over")
        self.closed = closed
        self.env["dm.gateway.event"].sudo().create({
            "gateway_id": self.gateway.id, "kind": "answer", "event_hash": "x", "number": MOBILE,
            "text": f"I am {NAME}",
        })
        self.ticket = self._answered_ticket()
        self.people = self.person.with_user(self.manager)

    def _answered_ticket(self):
        """Return a ticket with three answers: of the person, of somebody else, and of a contact that is gone."""
        answer = {"partner_id": self.person.id, "address": "06 87 65 43 21", "wording": f"May we, {NAME}?"}
        self.other_answer = {"partner_id": self.anne.id, "address": "06 10 00 00 01", "wording": "May we?"}
        gone = {**answer, "partner_id": 0, "address": f" {EMAIL.upper()}"}
        ticket = self._ticket(None, [(self._product(12.0), 1)], "2026-03-14")
        ticket.dm_till_answers = [answer, self.other_answer, gone]
        return ticket

    def _left(self):
        """Return our columns, drawn from the registry, in which something planted stands; a contact keeps its own."""
        self.env.flush_all()
        return [
            f"{model._name}.{name}"
            for model in self.env.values() if model._auto and not model._abstract and model._name != "res.partner"
            for name, field in model._fields.items()
            if (model._name.startswith("dm.") or (name.startswith("dm_") and not model._transient))
            and self._is_text(field)
            and self.env.execute_query(SQL(
                "SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(model._table), SQL(" OR ").join(
                    SQL("%s::text ILIKE %s", SQL.identifier(name), f"%{text}%") for text in PLANTED
                ),
            ))
        ]

    def _counts(self):
        return (
            len(self._messages()), self.campaign.failed_message_count, self.closed.recipient_count,
            self.env["dm.permission.log"].search_count([]), self.env["dm.gateway.event"].sudo().search_count([]),
        )

    @staticmethod
    def _is_text(field):
        return field.store and field.column_type and field.column_type[0] in ("varchar", "text", "jsonb")
