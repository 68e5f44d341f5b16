from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class DmCampaign(models.Model):
    """Reaching the same customers again, by what a campaign brought."""

    _inherit = "dm.campaign"

    def action_reach_returned(self):
        """Open a new campaign to the customers who came back."""
        return self._open_again("returned")

    def action_reach_not_returned(self):
        """Open a new campaign to the recipients who did not come back."""
        return self._open_again("not_returned")

    def _open_again(self, outcome):
        campaign = self._reach_again(outcome)
        return {
            "type": "ir.actions.act_window", "res_model": "dm.campaign", "res_id": campaign.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    def _reach_again(self, outcome):
        """Make a draft campaign whose one filter line asks who came back to this one, or who did not.

        :param str outcome: ``returned`` or ``not_returned``, as of this campaign's results
        :return: the new ``dm.campaign``, its list made
        :raise UserError: if nobody knows yet who came back
        """
        self.ensure_one()
        self.check_access("read")
        self.browse().check_access("create")
        if not self.result_date:
            raise UserError(self.env._(
                "Nobody knows yet who came back to “%(name)s”: compute its results first.", name=self.name,
            ))
        name = (
            self.env._("%(name)s: who came back", name=self.name) if outcome == "returned"
            else self.env._("%(name)s: who did not come back", name=self.name)
        )
        campaign = self.create({
            "name": name,
            "company_id": self.company_id.id,
            "audience": "all",
            "channel_ids": [Command.set(self.channel_ids.ids)],
            "filter_ids": [Command.create({
                "operation": "add",
                "campaign_condition_ids": [Command.create({
                    "kind": "campaign", "campaign_outcome": outcome, "campaign_ids": [Command.set(self.ids)],
                })],
            })],
        })
        campaign.action_refresh_selection()
        return campaign
