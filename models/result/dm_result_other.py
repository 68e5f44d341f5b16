from odoo import fields, models


class DmResultOther(models.Model):
    """The results of a closed campaign in the other cut: by week where ``dm.result`` has days, and by day where weeks.

    Once closed nobody can compute them any more, so both are written down.
    """

    _name = "dm.result.other"
    _description = "Campaign Result in the Other Cut"
    _inherit = ["dm.result"]

    campaign_id = fields.Many2one(index=False)
