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
        parts._check_changeable()
        return parts

    def write(self, vals):
        if self._moves_figures(vals):
            self._check_changeable(vals)
        result = super().write(vals)
        if "campaign_id" in vals:
            self._check_changeable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_campaign(self):
        self._check_changeable()

    # === BUSINESS METHODS === #

    def _check_changeable(self, vals=None):
        """Refuse changes that the campaigns do not allow now.

        :param dict vals: what is to be written; None where it is about the whole record
        :raise UserError: if one is closed
        """
        self.campaign_id._check_open()

    @api.model
    def _moves_figures(self, vals):
        """Return whether values change what a closed campaign must keep.

        :param dict vals: as for ``write``
        :rtype: bool
        """
        return bool(vals)
