from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from . import outcomes
from .sender import Sender
from .sender_lock import SenderLock
from .states import highest

EVENTS = 1000
# When to look again after somebody else was found sending.
AGAIN = timedelta(minutes=1)
# How long a report waits for its message to be known by the gateway's reference.
PATIENCE = timedelta(days=1)


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
            else:
                # Whoever has it may be about to end without having seen what is due now.
                cron = self.env.ref("direct_marketing.ir_cron_dm_message_send")
                cron._trigger(at=fields.Datetime.now() + AGAIN)
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
        now = fields.Datetime.now()
        rows = self._claim_reports(now - PATIENCE)
        told = [row for row in rows if row["uuid"] and outcomes.is_told(row["state"])]
        for gateway_id in sorted({row["gateway_id"] for row in told}):
            outcomes.apply(self.env, [
                outcomes.told(row["uuid"], row["state"], code=row["code"] or None)
                for row in told if row["gateway_id"] == gateway_id
            ], now, gateway_id)
        self._tell_odoo([row for row in told if row["carries_odoo"]])
        if rows:
            self.env.execute_query(SQL(
                "UPDATE dm_gateway_event SET applied_date = %s WHERE id = ANY(%s) RETURNING 1",
                now, [row["id"] for row in rows],
            ))
            self.env["dm.gateway.event"].invalidate_model()
        return len(rows)

    @api.model
    def _tell_odoo(self, rows):
        """Tell Odoo of its own texts, which a gateway carries beside our messages: of several reports the highest.

        :param list[dict] rows: as :meth:`_claim_reports` returns them
        """
        told = {}
        for row in rows:
            known = told.get(row["uuid"])
            if not known or highest(known[0], row["state"]) != known[0]:
                told[row["uuid"]] = row["state"], row["code"] or ""
        if told:
            # It is what Odoo keeps of texts for itself; the job is the system's.
            self.env["sms.tracker"].sudo()._dm_tell(told)

    @api.model
    def _claim_reports(self, since):
        """Return reports to be applied, with our reference of their message.

        A gateway that knows only its own reference may report before we have written that down: then the report waits.

        :param datetime since: what is older does not wait any longer
        :rtype: list[dict]
        """
        return self.env.execute_query_dict(SQL(
            """SELECT e.id, e.gateway_id, e.state, e.code, COALESCE(e.reference, own.uuid) AS uuid, g.carries_odoo
                 FROM dm_gateway_event e JOIN dm_gateway g ON g.id = e.gateway_id
            LEFT JOIN LATERAL (SELECT m.uuid FROM dm_message m
                                WHERE e.reference IS NULL AND m.gateway_reference = e.gateway_reference
                                  AND m.gateway_id = e.gateway_id LIMIT 1) AS own ON TRUE
                WHERE e.applied_date IS NULL AND e.kind = 'report'
                  AND (e.reference IS NOT NULL OR own.uuid IS NOT NULL OR e.create_date IS NULL OR e.create_date < %s)
             ORDER BY e.id LIMIT %s FOR UPDATE OF e SKIP LOCKED""", since, EVENTS,
        ))
