import logging
from dataclasses import asdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from .number_form import read_number

_logger = logging.getLogger(__name__)
BATCH = 500
KEPT_MONTHS = 12


class DmGatewayEvent(models.Model):
    """The inbox: what gateways told, one row an event, as often as they tell it.

    Rows are inserted and never changed, but for the date on which a job applied them: the webhook and the sender share
    no row, so they cannot wait for each other. Reports are applied by the outbox. Who refuses is refused when they say
    so; if that fails, a job does it.
    """

    _name = "dm.gateway.event"
    _description = "What a Gateway Told"
    _order = "id desc"
    _rec_name = "number"

    gateway_id = fields.Many2one("dm.gateway", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="gateway_id.company_id")
    kind = fields.Selection(
        [("report", "Report"), ("stop", "STOP"), ("answer", "Answer")], required=True, readonly=True,
    )
    event_hash = fields.Char(required=True, readonly=True, help="The same for what is told again.")
    reference = fields.Char(readonly=True, help="Our reference of the message.")
    gateway_reference = fields.Char(string="Gateway's reference", readonly=True)
    state = fields.Selection([("sent", "Sent"), ("delivered", "Delivered"), ("failed", "Failed")], readonly=True)
    number = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    code = fields.Char(readonly=True)
    event_date = fields.Datetime(string="Date", readonly=True)
    applied_date = fields.Datetime(string="Applied on", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", compute="_compute_partner_id")

    _event_uniq = models.UniqueIndex("(gateway_id, event_hash)")
    _waiting_idx = models.Index("(kind, id) WHERE applied_date IS NULL")
    _number_idx = models.Index("(number) WHERE number IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("number")
    def _compute_partner_id(self):
        """Show who has the number, among the contacts that the user may see."""
        numbers = list(filter(None, self.mapped("number")))
        partners = self.env["res.partner"].search([("dm_mobile", "in", numbers)], order="id desc")
        known = {partner.dm_mobile: partner for partner in partners}
        for event in self:
            event.partner_id = known.get(event.number)

    # === CRUD METHODS === #

    def write(self, vals):
        if set(vals) - {"applied_date"}:
            raise UserError(self.env._("What a gateway told is kept as it was: nothing of it can be changed."))
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _receive(self, gateway, events):
        """Write down events of a gateway, those that are known already only once, and apply refusals.

        :param list events: of :class:`.webhook.Event`
        :return: the new rows
        """
        country = (gateway.company_id or self.env.company).country_id.code
        rows = [
            {**asdict(event), "gateway_id": gateway.id, "number": read_number(event.number, country) or event.number}
            for event in events
        ]
        new = self._insert(rows)
        for number, text in {row["number"]: row["text"] for row in rows if row["kind"] == "stop"}.items():
            self._refuse(gateway, number, text)
        return new

    @api.model
    def _insert(self, rows):
        """Insert events that are not there yet, without waiting for anybody who looks at the others."""
        if not rows:
            return self
        columns = ("gateway_id", "kind", "event_hash", "reference", "gateway_reference", "state", "number", "text",
                   "code", "event_date")
        values = SQL(", ").join(
            SQL("(%s, %s, NOW() AT TIME ZONE 'UTC')", SQL(", ").join(SQL("%s", row[name] or None) for name in columns),
                self.env.uid)
            for row in rows
        )
        done = self.env.execute_query(SQL(
            """INSERT INTO dm_gateway_event (%s, create_uid, create_date) VALUES %s
               ON CONFLICT (gateway_id, event_hash) DO NOTHING RETURNING id""",
            SQL(", ").join(map(SQL.identifier, columns)), values,
        ))
        return self.browse(row[0] for row in done)

    @api.model
    def _refuse(self, gateway, number, text):
        """Apply a refusal, if it stands not yet; a failure leaves it to the job."""
        try:
            with self.env.cr.savepoint():
                self._apply_stop(gateway, number, text)
        except Exception:  # whatever it is, the gateway must hear that we have it
            _logger.warning("a STOP could not be applied at once: the scheduled action will", exc_info=True)

    @api.model
    def _apply_stop(self, gateway, number, text):
        """Refuse SMS for who has a number, and close the number itself: the day it is a customer's, that holds.

        Calls are not refused by a STOP: nobody spoke of them.

        :param str number: in E.164 form, or what the gateway wrote if it is no number: then the row alone is kept
        """
        if read_number(number, None):
            company = gateway.company_id or self.env.company
            wording = text or self.env._("STOP")
            partners = self.env["res.partner"].sudo()._dm_reached_by_text(number)
            partners._dm_stop_texts(wording, company)
            blacklist = self.env["phone.blacklist"].sudo().with_company(company)
            blacklist.with_context(
                dm_permission_source="stop", dm_permission_wording=wording,
            )._dm_refuse_texts([number])
        self.search([
            ("gateway_id", "=", gateway.id), ("kind", "=", "stop"), ("number", "=", number),
            ("applied_date", "=", False),
        ]).applied_date = fields.Datetime.now()

    @api.autovacuum
    def _gc_told(self):
        """Forget what was told a year ago; a refusal stands in the customer's permissions, with its proof."""
        limit = fields.Datetime.now() - relativedelta(months=KEPT_MONTHS)
        self.search([("create_date", "<", limit)], limit=GC_UNLINK_LIMIT).unlink()

    @api.model
    def _cron_apply_stops(self):
        """Apply the refusals that could not be applied when they came."""
        progress = self.env["ir.cron"]._commit_progress
        waiting = self.search([("kind", "=", "stop"), ("applied_date", "=", False)], limit=BATCH, order="id")
        progress(remaining=len(waiting))
        for event in waiting:
            if not event.applied_date:
                self._refuse(event.gateway_id.sudo(), event.number, event.text)
            if not progress(1):
                break
