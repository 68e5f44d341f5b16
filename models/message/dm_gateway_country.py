from odoo import fields, models


class DmGatewayCountry(models.Model):
    """What a gateway does otherwise for one country."""

    _name = "dm.gateway.country"
    _description = "Country of a Gateway"
    _order = "country_id"

    gateway_id = fields.Many2one("dm.gateway", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="gateway_id.company_id")
    country_id = fields.Many2one("res.country", required=True)
    sender = fields.Char(help="Empty: the gateway's.")
    points = fields.Float(string="Points per SMS", default=1, digits=(8, 2))

    _country_uniq = models.Constraint("unique(gateway_id, country_id)", "This country is there already.")
