from odoo import models
from odoo.exceptions import UserError

# Whose rights a selection has is not the client's choice.
NOT_FROM_CLIENT = {"user_id", "company_id"}


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def preview_line(self, values, line_id, line_values):
        """Return what a filter line that is being edited does at its place; nothing is written.

        :param dict values: what was changed in the campaign, as for ``onchange``
        :param line_id: id of the line, the client's id of one that was never saved, or False of one to be added
        :param dict line_values: what was changed in the line
        :return: ``changed`` and ``already`` (of :class:`~.selection.masks.Effect`), or the sentence ``error`` of what
            is wrong
        :rtype: dict
        """
        self.check_access("write" if self else "create")
        self._check_open()
        campaign = self._with_changes(values)
        line = campaign._get_edited_line(line_id, line_values)
        try:
            return campaign._get_selection().up_to(line).match().effects()[-1]._asdict()
        except UserError as error:
            return {"error": str(error)}

    def _with_changes(self, values):
        """Return this campaign, or a new one, as it is on a screen where it was changed."""
        wanted = self._get_selection_fields()
        if self:
            campaign, allowed = self.new(origin=self), wanted - NOT_FROM_CLIENT
        else:
            campaign, allowed = self.new(self.default_get(list(wanted))), wanted - {"user_id"}
        campaign._update_cache({name: value for name, value in values.items() if name in allowed})
        return campaign

    def _get_edited_line(self, line_id, line_values):
        """Return the line that is being edited, with its values of the screen, as one of this campaign's."""
        line = self.filter_ids.filtered(lambda each: line_id and line_id in (each._origin.id, each.id.ref))
        if not line:
            line = self.filter_ids.new({"campaign_id": self.id})
            self.filter_ids |= line
        line._update_cache(line_values)
        return line
