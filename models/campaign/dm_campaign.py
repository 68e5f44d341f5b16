from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# Of a closed campaign, only what moves no figure may still be written.
WRITABLE_WHEN_CLOSED = {"active", "message_main_attachment_id"}
COMPUTED_PERIOD = relativedelta(months=2)


class DmCampaign(models.Model):
    """One offer, to one list of customers, from a shipping date to a closing date, of one company.

    The list comes from filter lines (``selection`` room) and is written down as recipients; what these buy in the
    period is the campaign's result (``result`` room).
    """

    _name = "dm.campaign"
    _description = "Direct Marketing Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin", "dm.line.editor"]
    _order = "send_date desc NULLS FIRST, id desc"
    _check_company_auto = True

    name = fields.Char(string="Campaign name", required=True, tracking=True)
    # Read-only on the screen: the trash takes the place of Odoo's Archive.
    active = fields.Boolean(default=True, readonly=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self._get_default_user(), tracking=True, copy=False,
        help="The selection sees the customers that this user may see.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("processing", "In progress"), ("ready", "Ready"), ("closed", "Closed")],
        required=True, default="draft", readonly=True, copy=False, tracking=True,
    )
    send_date = fields.Date(string="Shipping date", copy=False, tracking=True)
    closing_date = fields.Date(
        string="Closing date", compute="_compute_closing_date", inverse="_inverse_closing_date",
        search="_search_closing_date",
        help="Last day on which purchases count. Until you choose it: two months after shipping, at most today.",
    )
    closing_date_chosen = fields.Date(copy=False, readonly=True)
    channel_ids = fields.Many2many("dm.channel", string="Planned by")
    color = fields.Integer()

    # Selection
    filter_ids = fields.One2many("dm.filter", "campaign_id", string="Filter lines", copy=True)
    exclude_refused = fields.Boolean(string="Exclude customers who do not wish to be contacted", default=True)

    # Recipients
    recipient_ids = fields.One2many(
        "dm.recipient", "campaign_id", domain=[("exclusion_reason", "=", False)], readonly=True, copy=False,
    )
    excluded_ids = fields.One2many(
        "dm.recipient", "campaign_id", domain=[("exclusion_reason", "!=", False)], readonly=True, copy=False,
        string="Left out",
    )
    customer_count = fields.Integer(string="Number of customers", readonly=True, copy=False)
    recipient_count = fields.Integer(string="Number of recipients", readonly=True, copy=False)
    excluded_count = fields.Integer(string="Left out of the list", readonly=True, copy=False)
    email_count = fields.Integer(string="With e-mail", readonly=True, copy=False)
    mobile_count = fields.Integer(string="With mobile", readonly=True, copy=False)
    postal_count = fields.Integer(string="With postal address", readonly=True, copy=False)
    phone_count = fields.Integer(string="Callable", readonly=True, copy=False)
    control_count = fields.Integer(string="Of these, control group", readonly=True, copy=False)
    struck_count = fields.Integer(string="Rows struck out", readonly=True, copy=False)
    reach_counts = fields.Json(readonly=True, copy=False, help="For each channel, how many it reaches and why not.")
    selection_date = fields.Datetime(string="List made on", readonly=True, copy=False)
    is_list_outdated = fields.Boolean(
        readonly=True, copy=False, default=True, help="The selection was changed since the list was made.",
    )

    frozen_date = fields.Datetime(readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("send_date", "closing_date_chosen", "state", "company_id")
    def _compute_closing_date(self):
        for campaign in self:
            campaign.closing_date = campaign.closing_date_chosen or campaign._get_default_closing_date(
                campaign._get_today()
            )

    def _inverse_closing_date(self):
        for campaign in self:
            campaign._keep({"closing_date_chosen": campaign.closing_date})

    def _search_closing_date(self, operator, value):
        if operator in ("in", "=", "<", "<=", ">", ">="):
            return [("closing_date_chosen", operator, value)]
        return NotImplemented

    # === CONSTRAINT METHODS === #

    @api.constrains("send_date", "closing_date_chosen")
    def _check_closing_date(self):
        for campaign in self:
            if campaign.closing_date_chosen and (
                not campaign.send_date or campaign.closing_date_chosen < campaign.send_date
            ):
                raise ValidationError(campaign._get_closing_sentence())

    # === CRUD METHODS === #

    def write(self, vals):
        if set(vals) - WRITABLE_WHEN_CLOSED:
            self._check_open()
        if set(vals) & self._get_selection_fields():
            vals = {"is_list_outdated": True, **vals}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=campaign.name)) if not (default or {}).get("name")
            else vals
            for campaign, vals in zip(self, vals_list, strict=True)
        ]

    # === ACTION METHODS === #

    def action_finish(self):
        """Release the campaign: its planning is done. A list that was never made is made first."""
        self.check_access("write")
        for campaign in self:
            if not campaign.send_date:
                raise UserError(self.env._("Enter the shipping date of “%(name)s” first.", name=campaign.name))
            if campaign.state == "draft" and not campaign.selection_date:
                campaign._follow_selection()
        self.filtered(lambda campaign: campaign.state == "draft")._keep({"state": "ready"})

    def action_trash(self, confirmed=False):
        """Move the campaigns to the trash, from where they can be restored.

        :param bool confirmed: whoever calls knows what that ends; rooms that have something to end ask before
        """
        self.check_access("write")
        self.action_archive()

    def action_restore(self):
        """Take the campaigns out of the trash; nothing is sent by this."""
        self.check_access("write")
        self.action_unarchive()

    # === BUSINESS METHODS === #

    @api.model
    def _get_default_user(self):
        """Return who is responsible: the creator; for what the system creates, the administrator.

        Never the system's own user: it may see everything, so its selection would hide nothing.
        """
        return self.env.user if self.env.user.active else self.env.ref("base.user_admin")

    @api.model
    def _get_selection_fields(self):
        """Return the names of the fields that decide who is selected."""
        return {
            "audience", "start_with", "filter_ids", "exclude_refused", "company_id", "user_id", "channel_ids",
            "dedup_email", "dedup_mobile", "dedup_household", "dedup_keep", "control_percent", "control_salt",
        }

    @api.model
    def _get_flag_fields(self):
        outdated = {f"is_{what}_outdated" for what in ("list", "voucher", "result")}
        return {*super()._get_flag_fields(), "active", *outdated}

    def _creation_message(self):
        """Return what the history says first; Odoo would put a verb after the model's name, which has no gender."""
        return self.env._("Campaign created")

    def _get_default_closing_date(self, today):
        """Return the last day that counts until somebody chooses one.

        :param date today: the company's date of now
        :return: False without a shipping date
        """
        self.ensure_one()
        if not self.send_date:
            return False
        return max(self.send_date, min(self.send_date + COMPUTED_PERIOD, today))

    def _get_closing_sentence(self):
        """Return why the chosen closing date cannot be."""
        closing = format_date(self.env, self.closing_date_chosen)
        if not self.send_date:
            return self.env._(
                "“%(campaign)s” cannot close on %(closing)s without having shipped: enter its shipping date.",
                campaign=self.name, closing=closing,
            )
        return self.env._(
            "“%(campaign)s” cannot close on %(closing)s, before it ships on %(shipping)s: choose a later closing date "
            "or an earlier shipping date.",
            campaign=self.name, closing=closing, shipping=format_date(self.env, self.send_date),
        )

    def _claim(self):
        """Keep others from working on the campaigns until the transaction ends.

        :raise UserError: if somebody else is at it
        """
        if self.try_lock_for_update(allow_referencing=True) != self:
            raise UserError(self.env._(
                "Somebody else is working on “%(name)s” right now: try again in a moment.", name=self[:1].name,
            ))

    def _log_document(self, name, row_count):
        """Remember that a file about this campaign was produced; a hook for the room of documents.

        :param str name: the file's name, with its extension
        :param int row_count: how many rows it has
        """

    def _get_open_messages(self):
        """Hook: return how many messages are on their way, by state (``queued``, ``submitting``, ``uncertain``).

        :rtype: dict[str, int]
        """
        return {}

    def _skip_queued_messages(self):
        """Hook: give up the messages that wait to be sent; the campaign is being closed."""

    def _check_open(self):
        """Refuse to go on if a campaign is closed, for everybody.

        :raise UserError: naming the campaign
        """
        for campaign in self:
            if campaign.state == "closed":
                raise UserError(self.env._(
                    "“%(name)s” is closed: its list, texts and figures stay as they are. Duplicate it to start anew.",
                    name=campaign.name,
                ))
