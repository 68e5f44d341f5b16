from odoo import api, fields, models


class DmCampaignPart(models.AbstractModel):
    """What belongs to a campaign and stays as it is once the campaign is closed, for everybody and under sudo."""

    _name = "dm.campaign.part"
    _description = "Part of a Campaign"

    campaign_id = fields.Many2one("dm.campaign", ondelete="cascade", index=True)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.campaign_id._check_open()
        return parts

    def write(self, vals):
        if self._moves_figures(vals):
            self.campaign_id._check_open()
        result = super().write(vals)
        if "campaign_id" in vals:
            self.campaign_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_campaign(self):
        self.campaign_id._check_open()

    # === BUSINESS METHODS === #

    @api.model
    def _moves_figures(self, vals):
        """Return whether values change what a closed campaign must keep.

        :param dict vals: as for ``write``
        :rtype: bool
        """
        return bool(vals)
