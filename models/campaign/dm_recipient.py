from odoo import api, fields, models

# Of a closed campaign's recipient, erasure may blank these; merging may move the customer. No figure depends on them.
ERASABLE_WHEN_CLOSED = {"name", "lastname", "firstname", "email", "mobile", "street", "street2", "city"}


class DmRecipient(models.Model):
    """One customer of one campaign, with the name, addresses and postcode that were used.

    ``partner_id`` may become empty or move to another contact when contacts are deleted or merged; what was used
    stays. Rows with an ``exclusion_reason`` were selected and then left out: they do not receive.
    """

    _name = "dm.recipient"
    _description = "Campaign Recipient"
    _inherit = ["dm.campaign.part"]
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
    returned = fields.Boolean(readonly=True, help="Bought between the shipping date and the closing date.")

    _campaign_reason_idx = models.Index("(campaign_id, exclusion_reason, partner_id)")

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
            "street": "street",
            "street2": "street2",
            "zip": "zip",
            "city": "city",
            "country_id": "country_id",
        }
