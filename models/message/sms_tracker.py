import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from .webhook import Event

# What Odoo's word for the state of a text means for a message; others say nothing that is not known.
STATES = {"pending": "sent", "sent": "delivered", "error": "failed", "canceled": "failed"}
# And what ours means for a text of Odoo's own: its "sent" is delivered.
STATES_OF_ODOO = {"sent": "pending", "delivered": "sent"}
# By then a provider has told what it will ever tell.
KEPT = timedelta(days=30)


class SmsTracker(models.Model):
    """What providers of Odoo report of our messages: Odoo keeps for each text a tracker, so we keep one for ours.

    Its own service, Twilio and any other provider find the tracker by the reference of the text and tell it; from there
    the report goes into the inbox, as that of any other gateway.
    """

    _inherit = "sms.tracker"

    dm_gateway_id = fields.Many2one(
        "dm.gateway", string="Gateway", ondelete="cascade", index="btree_not_null",
        help="That the text is a message of direct marketing, and by which gateway it left.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _dm_track(self, gateway, uuids):
        """Make trackers of messages that are about to leave; who has one keeps it.

        :param gateway: ``dm.gateway``
        :param list uuids: our references
        """
        self.flush_model(["sms_uuid"])
        self.env.execute_query(SQL(
            """INSERT INTO sms_tracker (sms_uuid, dm_gateway_id, create_uid, create_date)
               SELECT uuid, %s, %s, NOW() AT TIME ZONE 'UTC' FROM unnest(%s) AS uuid
                   ON CONFLICT (sms_uuid) DO NOTHING RETURNING 1""", gateway.id, self.env.uid, uuids,
        ))
        self.invalidate_model()

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        self._dm_report(STATES.get(sms_state, ""), failure_type or sms_state)
        return super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason,
        )

    def _action_update_from_provider_error(self, provider_error):
        status, failure_type, failure_reason = super()._action_update_from_provider_error(provider_error)
        # A word that Odoo does not know may mean anything; none is Twilio's, which calls the message failed.
        is_known = not provider_error or failure_type != "unknown"
        self._dm_report("failed" if is_known else "", provider_error or "failed")
        return status, failure_type, failure_reason

    def _dm_report(self, state, code):
        """Write into the inbox what became of those of the texts that are our messages."""
        for gateway_sudo, trackers in self.sudo().filtered("dm_gateway_id").grouped("dm_gateway_id").items():
            self.env["dm.gateway.event"].sudo()._receive(gateway_sudo, [
                Event(
                    "report", hashlib.sha256(f"{tracker.sms_uuid} {state} {code}".encode()).hexdigest(),
                    reference=tracker.sms_uuid, state=state, code=code, event_date=fields.Datetime.now(),
                ) for tracker in trackers
            ])

    @api.model
    def _dm_tell(self, told):
        """Tell Odoo's trackers what gateways report of its own texts, which they carried.

        Texts that were kept for their report are deleted with it, as Odoo's own reports do.

        :param dict told: reference → our state and the gateway's word for why; references of nothing are passed over
        """
        own = self.search([("sms_uuid", "in", list(told)), ("dm_gateway_id", "=", False)])
        for (state, code), trackers in own.grouped(lambda tracker: told[tracker.sms_uuid]).items():
            if state in STATES_OF_ODOO:
                trackers._action_update_from_sms_state(STATES_OF_ODOO[state])
            elif state == "failed":
                trackers.with_context(sms_known_failure_reason=code)._action_update_from_provider_error("not_delivered")
        kept = self.env["sms.sms"].search([("uuid", "in", own.mapped("sms_uuid")), ("to_delete", "=", False)])
        kept.to_delete = True

    @api.autovacuum
    def _gc_dm_trackers(self):
        """Forget the trackers of messages that left long ago."""
        limit = fields.Datetime.now() - KEPT
        self.search(
            [("dm_gateway_id", "!=", False), ("create_date", "<", limit)], limit=GC_UNLINK_LIMIT,
        ).unlink()
