from odoo import api, fields, models


class DmRecipient(models.Model):
    """One customer of one campaign, with the name, addresses and postcode that were used.

    ``partner_id`` may become empty or move to another contact when contacts are deleted or merged; what was used
    stays. Rows with an ``exclusion_reason`` were selected and then left out: they do not receive.
    """

    _name = "dm.recipient"
    _description = "Campaign Recipient"
    _order = "campaign_id, lastname, firstname, id"
    _rec_name = "name"

    campaign_id = fields.Many2one("dm.campaign", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="set null", index=True, readonly=True)
    name = fields.Char(readonly=True)
    lastname = fields.Char(string="Last name", readonly=True)
    firstname = fields.Char(string="First name", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    mobile = fields.Char(readonly=True)
    street = fields.Char(readonly=True)
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
            "zip": "zip",
            "city": "city",
            "country_id": "country_id",
        }
