from odoo import api, fields, models

from ..customer.channels import CHANNELS


class DmFilterCondition(models.Model):
    _inherit = "dm.filter.condition"

    campaign_ids = fields.Many2many(
        "dm.campaign", "dm_filter_condition_campaign_rel", string="Campaigns", ondelete="restrict",
        context={"active_test": False}, help="Empty: any that was released.",
    )
    campaign_outcome = fields.Selection(
        [
            ("recipient", "Was a recipient"), ("returned", "Came back"), ("not_returned", "Did not come back"),
            ("reached", "Was reached"),
        ],
        string="Outcome", default="recipient",
    )
    campaign_channel = fields.Selection(CHANNELS, string="By channel", help="Empty: by any.")

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions.filter_id._check_changeable()
        conditions.filter_id._outdate_lists()
        return conditions

    def write(self, vals):
        self.filter_id._check_changeable()
        lines = self.filter_id
        result = super().write(vals)
        self.filter_id._check_changeable()
        (lines | self.filter_id)._outdate_lists()
        return result

    def unlink(self):
        lines = self.filter_id
        result = super().unlink()
        lines._outdate_lists()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_campaign(self):
        self.filter_id._check_changeable()

    @api.model
    def _get_condition_fields(self):
        return [*super()._get_condition_fields(), "campaign_ids", "campaign_outcome", "campaign_channel"]

    def _describe_outcome(self, names):
        """Hook: return the words for an outcome that only other rooms know.

        :param str names: of the campaigns
        """
        return self.env._("were in %(campaigns)s", campaigns=names)
