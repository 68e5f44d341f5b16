from odoo import api, fields, models
from odoo.tools import SQL

from . import outcomes
from .sender import Sender
from .sender_lock import SenderLock

EVENTS = 1000


class DmMessage(models.Model):
    """The scheduled actions: one sends, one applies what gateways report."""

    _inherit = "dm.message"

    @api.model
    def _cron_send(self):
        """Send what may leave. On however many servers, one at a time."""
        lock = SenderLock(self.env.cr.dbname)
        try:
            if lock.acquire():
                Sender(self.env, lock).run()
        finally:
            lock.close()

    @api.model
    def _cron_apply_reports(self):
        """Apply the delivery reports of the inbox, in the order in which they came."""
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=1)
        while done := self._apply_reports():
            if not progress(done, remaining=1):
                return
        progress(remaining=0)

    @api.model
    def _apply_reports(self):
        """Apply a batch of reports; what they say of messages that are not there is passed over.

        :return: how many there were
        :rtype: int
        """
        rows = self.env.execute_query_dict(SQL(
            """SELECT id, gateway_id, reference, state, code FROM dm_gateway_event
                WHERE applied_date IS NULL AND kind = 'report' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""", EVENTS,
        ))
        now = fields.Datetime.now()
        for gateway_id in sorted({row["gateway_id"] for row in rows}):
            outcomes.apply(self.env, [
                outcomes.told(row["reference"], row["state"], code=row["code"] or None)
                for row in rows if row["gateway_id"] == gateway_id and outcomes.is_told(row["state"])
            ], now, gateway_id)
        if rows:
            self.env.execute_query(SQL(
                "UPDATE dm_gateway_event SET applied_date = %s WHERE id = ANY(%s) RETURNING 1",
                now, [row["id"] for row in rows],
            ))
            self.env["dm.gateway.event"].invalidate_model()
        return len(rows)
