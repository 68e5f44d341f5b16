from odoo import fields, models


class DmFilterCondition(models.Model):
    """What became of a recipient, as messages tell it."""

    _inherit = "dm.filter.condition"

    campaign_outcome = fields.Selection(
        selection_add=[("clicked", "Clicked"), ("refused", "Refused afterwards")],
    )

    def _describe_outcome(self, names):
        if self.campaign_outcome == "clicked":
            return self.env._("clicked in %(campaigns)s", campaigns=names)
        if self.campaign_outcome == "refused":
            return self.env._("refused after %(campaigns)s", campaigns=names)
        return super()._describe_outcome(names)
