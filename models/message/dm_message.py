from odoo import api, fields, models
from odoo.tools import SQL

from .exchange import FAILED, Outcome
from .states import MOMENT, SKIP_REASONS, STATES

MESSAGE_CHANNELS = [("sms", "SMS"), ("app", "Mobile app")]


class DmMessage(models.Model):
    """A message of a campaign to one recipient: the outbox, and the memory of what left.

    Each recipient who is not control has one row for each channel, those too who get nothing, with the reason; so the
    states add up to the recipients. Text, number and price are those of the moment in which it was queued.

    Rows are written in SQL by :mod:`.queueing`, :mod:`.sender` and :mod:`.outcomes`, never through the ORM: there are
    as many as recipients, and what each may become stands in :mod:`.states`. Nothing is unique on the customer:
    merging contacts would delete or break rows. It is the address that gets a campaign once.
    """

    _name = "dm.message"
    _description = "Message of a Campaign"
    _inherit = ["dm.record.named"]
    _order = "id desc"
    _rec_name = "number"
    # Who and when stand in columns of their own; two foreign keys less to check for each of a million rows.
    _log_access = False

    # The campaign may be deleted while it is a draft, never once it is closed: what left is kept all the same.
    campaign_id = fields.Many2one("dm.campaign", readonly=True, ondelete="set null")
    recipient_id = fields.Many2one("dm.recipient", readonly=True, ondelete="set null", index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, ondelete="set null", index="btree_not_null",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel = fields.Selection(MESSAGE_CHANNELS, required=True, readonly=True, default="sms")
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    skip_reason = fields.Selection(SKIP_REASONS, string="Left out because", readonly=True)
    is_test = fields.Boolean(string="Test", readonly=True, help="To the user's own number; counts in no figure.")
    is_advertising = fields.Boolean(string="Advertising", readonly=True, default=True)
    tells_voucher = fields.Boolean(readonly=True, help="The text has fields of the gift voucher.")

    # Frozen when it is queued
    number = fields.Char(readonly=True, help="In international form; of the mobile app, its token.")
    country_code = fields.Char(readonly=True, help="Of the number.")
    zone = fields.Char(string="Time zone", readonly=True, help="Of the number; the legal hours are those of there.")
    body = fields.Text(string="Text", readonly=True)
    segments = fields.Integer(string="SMS", readonly=True, help="How many SMS the text is; not known until rendered.")
    points = fields.Float(readonly=True, digits=(12, 2))

    # On its way
    uuid = fields.Char(string="Reference", readonly=True, help="By which the gateway knows it; new at each attempt.")
    attempt = fields.Integer(readonly=True, default=1)
    gateway_id = fields.Many2one("dm.gateway", readonly=True, ondelete="set null")
    gateway_reference = fields.Char(string="Gateway's reference", readonly=True)
    gateway_points = fields.Float(string="Points taken", readonly=True, digits=(12, 2))
    sender = fields.Char(readonly=True, help="Which run of the scheduled action has it.")
    failure_code = fields.Char(readonly=True)
    error = fields.Char(readonly=True)
    settle_date = fields.Datetime(
        readonly=True, help="When the gateway is asked about it. Empty: it tells by itself, or a person is asked.",
    )
    settle_count = fields.Integer(readonly=True)
    alert = fields.Char(compute="_compute_alert", help="What somebody has to do about it.")

    # When, and who
    queued_date = fields.Datetime(string="Queued on", readonly=True)
    deferred_date = fields.Datetime(string="Deferred to", readonly=True)
    submit_date = fields.Datetime(string="Handed over on", readonly=True)
    sent_date = fields.Datetime(string="Sent on", readonly=True)
    done_date = fields.Datetime(string="Delivered or failed on", readonly=True)
    refused_date = fields.Datetime(string="Refused since", readonly=True, help="The customer refused after it.")
    clicked_date = fields.Datetime(string="Clicked on", readonly=True)
    user_id = fields.Many2one("res.users", string="Sent by", readonly=True, ondelete="set null")
    user_ip = fields.Char(string="IP address", readonly=True)

    _uuid_unique = models.UniqueIndex("(uuid)")
    # Nobody gets the same campaign twice.
    _address_unique = models.UniqueIndex(
        "(campaign_id, channel, number, COALESCE(res_model, ''), COALESCE(res_id, 0)) "
        "WHERE state <> 'skipped' AND is_test IS NOT TRUE",
    )
    _state_idx = models.Index("(campaign_id, channel, state) WHERE is_test IS NOT TRUE")
    # What is to leave; of what nobody knows; what was sent to a number, or by a company, of late.
    _queued_idx = models.Index(
        "(campaign_id, channel, is_test, COALESCE(deferred_date, '-infinity'::timestamp), id) WHERE state = 'queued'",
    )
    _unsettled_idx = models.Index("(settle_date) WHERE state IN ('submitting', 'uncertain')")
    _gateway_reference_idx = models.Index("(gateway_reference) WHERE gateway_reference IS NOT NULL")
    # Of what was sent, what the gateway is asked about.
    _pulled_idx = models.Index("(settle_date) WHERE state = 'sent' AND settle_date IS NOT NULL")
    _number_idx = models.Index("(number) WHERE number IS NOT NULL")
    _moment_idx = models.Index(f"(company_id, ({MOMENT}))")

    def init(self):
        """Leave room in each page: the text comes into a row soon after it was made, and no index need know."""
        self.env.cr.execute(SQL("ALTER TABLE %s SET (fillfactor = 60)", SQL.identifier(self._table)))
        return super().init()

    # === COMPUTE METHODS === #

    @api.depends("state", "failure_code", "error", "deferred_date", "settle_date", "skip_reason")
    @api.depends_context("lang")
    def _compute_alert(self):
        for message in self:
            message.alert = message._get_alert()

    # === BUSINESS METHODS === #

    def _get_alert(self):
        """Return what somebody has to do, False if nothing."""
        env = self.env
        if self.state == "uncertain":
            return env._("The gateway is asked what became of it.") if self.settle_date else env._(
                "Nobody knows whether it left: treat it as sent, or send it again.",
            )
        if self.state == "failed" and self.failure_code == "number":
            return env._("The number is wrong: correct it on the contact, then send again.")
        if self.state == "failed" and not self.failure_code:
            return self.error
        if self.state == "failed":
            outcome = Outcome("", FAILED, code=self.failure_code, error=self.error or "")
            return env["dm.gateway"]._explain_outcome(outcome)
        if self.state == "skipped" and self.skip_reason in ("no_address", "changed"):
            return env._("Look at the number on the contact, then send again.")
        return False
