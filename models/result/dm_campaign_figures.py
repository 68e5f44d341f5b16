from odoo import models


class DmCampaign(models.Model):
    """Opening the stored figures in Odoo's own views."""

    _inherit = "dm.campaign"

    # === ACTION METHODS === #

    def action_open_returned(self):
        """Open the list of the customers who came back, with what each bought."""
        name = self.env._("Came back: %(campaign)s", campaign=self.name)
        return self._open_figures("dm_result_customer_action", name, [("returned", "=", True)])

    def action_open_results(self):
        """Open the figures by day or week: pivot table, graph and list."""
        return self._open_figures("dm_result_action", self.env._("Results: %(campaign)s", campaign=self.name))

    def action_open_stores(self):
        """Open the figures by store."""
        return self._open_figures("dm_result_store_action", self.env._("By store: %(campaign)s", campaign=self.name))

    def action_open_places(self):
        """Open the figures by département and postcode."""
        return self._open_figures("dm_result_place_action", self.env._("By place: %(campaign)s", campaign=self.name))

    def action_open_place_weeks(self):
        """Open the turnover by département, postcode and week."""
        return self._open_figures(
            "dm_result_place_week_action", self.env._("By place and week: %(campaign)s", campaign=self.name),
        )

    # === BUSINESS METHODS === #

    def _open_figures(self, action_name, name, domain=()):
        """Return an action on this campaign's figures; of several currencies, the company's own at first.

        :param str action_name: external id of the action, without the module
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"direct_marketing.{action_name}")
        context = {"dm_one_campaign": True, "create": False}
        if len(self.result_ids.currency_id) > 1:
            context["search_default_currency_id"] = self.company_id.currency_id.id
        return dict(
            action, name=name, display_name=name, domain=[("campaign_id", "=", self.id), *domain], context=context,
        )
