from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.email_address import valid_email_sql
from .reachability import REACH
from .row_search import recipients_found

# Of a closed campaign's recipient, erasure may blank these; merging may move the customer. No figure depends on them.
ERASABLE_WHEN_CLOSED = {"name", "lastname", "firstname", "email", "mobile", "phone", "street", "street2", "city"}


class DmRecipient(models.Model):
    """One customer of one campaign, or one record of a customer, with the name, addresses and postcode that were used.

    ``partner_id`` may become empty or move to another contact when contacts are deleted or merged; what was used
    stays. Rows with an ``exclusion_reason`` were selected and then left out: they do not receive.
    """

    _name = "dm.recipient"
    _description = "Campaign Recipient"
    _inherit = ["dm.campaign.part", "dm.record.named"]
    _order = "campaign_id, lastname, firstname, id"
    _rec_name = "name"

    campaign_id = fields.Many2one(required=True, readonly=True, index=False)
    company_id = fields.Many2one(related="campaign_id.company_id")
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="set null", index=True, readonly=True)
    name = fields.Char(readonly=True)
    lastname = fields.Char(string="Last name", readonly=True)
    firstname = fields.Char(string="First name", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    mobile = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    is_callable = fields.Boolean(string="Has a phone", readonly=True)
    has_app = fields.Boolean(string="Has the app", readonly=True)
    street = fields.Char(readonly=True)
    street2 = fields.Char(readonly=True)
    zip = fields.Char(string="Postcode", readonly=True)
    city = fields.Char(string="Town", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    is_control = fields.Boolean(string="Control group", readonly=True)
    exclusion_reason = fields.Selection(
        [
            ("struck", "Struck out"),
            ("refused", "Does not wish to be contacted"),
            ("duplicate", "Duplicate"),
            ("pressure", "Contacted too often"),
            ("gone", "No longer a customer"),
        ],
        string="Left out because", readonly=True,
    )
    duplicate_of_id = fields.Many2one(
        "res.partner", string="Duplicate of", ondelete="set null", index="btree_not_null", readonly=True,
        help="The customer who stays in the list in this one's place.",
    )
    is_refusing = fields.Boolean(
        string="Wishes no contact", readonly=True, help="Refuses every channel of the campaign.",
    )
    reach_email = fields.Selection(REACH, string="By e-mail", readonly=True)
    reach_sms = fields.Selection(REACH, string="By SMS", readonly=True)
    reach_post = fields.Selection(REACH, string="By post", readonly=True)
    reach_phone = fields.Selection(REACH, string="By phone call", readonly=True)
    reach_app = fields.Selection(REACH, string="By mobile app", readonly=True)
    reach_file = fields.Selection(REACH, string="In a file", readonly=True)
    row_rank = fields.Integer(
        string="Place", readonly=True, help="Of a list of records: the place among the rows of the customer.",
    )
    is_further = fields.Boolean(
        string="Further row", readonly=True,
        help="Another row stands for the customer where they are counted or written to: their first that receives.",
    )
    status = fields.Char(compute="_compute_status", help="Why this customer does not receive.")
    returned = fields.Boolean(readonly=True, help="Bought between the shipping date and the closing date.")

    _campaign_reason_idx = models.Index("(campaign_id, exclusion_reason, partner_id)")

    # === COMPUTE METHODS === #

    @api.depends("exclusion_reason", "is_control", "is_refusing", "duplicate_of_id", "name")
    @api.depends_context("lang")
    def _compute_status(self):
        reasons = dict(self._fields["exclusion_reason"]._description_selection(self.env))
        for recipient in self:
            # The name alone: whoever sees the row may not see the other customer's contact.
            first = recipient.duplicate_of_id.sudo().name
            if recipient.exclusion_reason == "duplicate" and first:
                recipient.status = self.env._("Duplicate of %(customer)s", customer=first)
            elif recipient.exclusion_reason:
                recipient.status = reasons[recipient.exclusion_reason]
            elif recipient.is_control:
                recipient.status = self.env._("Control group")
            else:
                recipient.status = self.env._("Does not wish to be contacted") if recipient.is_refusing else False

    @api.model
    def _search_display_name(self, operator, value):
        """Let the one search box find all that its list shows, as people write it."""
        if operator == "ilike" and isinstance(value, str):
            return recipients_found(value)
        return super()._search_display_name(operator, value)

    # === BUSINESS METHODS === #

    @api.model
    def _moves_figures(self, vals):
        """All but a moved customer and blanked data."""
        return any(
            name != "partner_id" and (value or name not in ERASABLE_WHEN_CLOSED) for name, value in vals.items()
        )

    @api.model
    def _get_snapshot_columns(self):
        """Return the columns that are copied from the contact: name here → column of ``res_partner``."""
        return {
            "name": "complete_name",
            "lastname": "lastname",
            "firstname": "firstname",
            "email": "email_normalized",
            "mobile": "dm_mobile",
            "phone": "phone",
            "street": "street",
            "street2": "street2",
            "zip": "zip",
            "city": "city",
            "country_id": "country_id",
        }

    @api.model
    def _get_contact_columns(self, partner):
        """Return all that the list copies or concludes from a contact: name here → expression.

        :param SQL partner: alias of the ``res_partner`` row
        """
        copied = {
            name: SQL("%s.%s", partner, SQL.identifier(column)) for name, column in self._get_snapshot_columns().items()
        }
        callable_ = SQL("(%(p)s.dm_mobile IS NOT NULL OR %(p)s.dm_phone IS NOT NULL)", p=partner)
        has_app = SQL("COALESCE(%s.dm_app_token, '') <> ''", partner)
        return {**copied, "email": valid_email_sql(partner), "is_callable": callable_, "has_app": has_app}
