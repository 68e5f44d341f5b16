from odoo import fields, models


class DmResultPlace(models.Model):
    """What the recipients of one postcode brought back over the whole period, in one currency.

    Each customer lives in one place, that of the list: places add up to their area, and areas to the campaign. Every
    place with a recipient has a row for each currency in use, zeros included.
    """

    _name = "dm.result.place"
    _description = "Campaign Result by Place"
    _inherit = ["dm.result.part"]
    _order = "campaign_id, area_id, postcode, currency_id, id"
    _rec_name = "postcode"

    area_id = fields.Many2one("dm.result.area", string="Department", required=True, readonly=True, ondelete="restrict")
    postcode = fields.Char(readonly=True, help="As it was on the list, without spaces.")
    recipient_count = fields.Integer(
        string="Recipients", readonly=True, help="Customers of the list who live there, without the control group.",
    )
    returning_count = fields.Integer(
        string="Returning customers", readonly=True, help="In this currency, each counted once.",
    )
    return_rate = fields.Float(
        string="Return rate (%)", digits=(16, 1), readonly=True, aggregator="avg",
        help="Returning customers by recipients of the place.",
    )
    average_basket = fields.Monetary(readonly=True, aggregator="avg", help="Turnover of the tickets by ticket.")
    pieces_per_basket = fields.Float(readonly=True, aggregator="avg", help="Pieces of the tickets by ticket.")


class DmResultPlaceWeek(models.Model):
    """The turnover with the recipients of one postcode in one ISO week; weeks without purchases have no row."""

    _name = "dm.result.place.week"
    _description = "Campaign Turnover by Place and Week"
    _inherit = ["dm.campaign.part"]
    _order = "campaign_id, area_id, postcode, date_start, currency_id, id"
    _rec_name = "postcode"

    campaign_id = fields.Many2one(required=True, readonly=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
    area_id = fields.Many2one("dm.result.area", string="Department", required=True, readonly=True, ondelete="restrict")
    postcode = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date_start = fields.Date(string="Week", required=True, readonly=True, help="Its Monday.")
    real = fields.Monetary(
        string="Turnover", readonly=True, help="With tax; the sales are in it, discounts given at the till are not.",
    )
