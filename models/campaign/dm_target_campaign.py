from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..catalogue.ordering import is_sortable
from ..catalogue.reading import CONTACT

# What the rows of a selection depend on besides lines and strikes, common to campaigns and targets.
COMMON_FIELDS = ("audience", "start_with")
LAYOUT_FIELDS = ("columns", "sort")


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    # === CONSTRAINT METHODS === #

    @api.constrains("company_id")
    def _check_targets_of_company(self):
        """A campaign that moves to another company may ask for targets of the old one."""
        self.sudo().filter_ids.condition_ids._check_source_target()

    # === ACTION METHODS === #

    def action_save_target(self, name, description=False, replace=False):
        """Save the campaign's selection as a target: lines, struck-out rows, what rows are, columns and order.

        :param str name: of the target
        :param str description: what it is for; of a replaced target False leaves it as it is
        :param bool replace: whether to replace a target that has this name
        :return: the target
        :raise UserError: if the name is in use and it is not to be replaced
        """
        self.ensure_one()
        self.check_access("read")
        name = (name or "").strip()
        if not name:
            raise UserError(self.env._("Give the target a name."))
        target = self._find_target_to_save(name, replace)
        values = {field: self[field] for field in COMMON_FIELDS}
        values |= self._prepare_target_rows()
        if description is not False:
            values["description"] = description
        if target:
            target.filter_ids.unlink()
            target.write({**values, "name": name, "revision": target.revision + 1})
        else:
            target = target.create({**values, "name": name, "company_id": self.company_id.id})
        self._copy_selection(self, target)
        target.action_refresh()
        return target

    def load_target(self, target_id):
        """Replace the campaign's lines, struck-out rows, what its rows are, its columns and order by a target's.

        Fixed dates in the copied lines are marked until somebody changes or confirms them. The list itself follows
        with the next :meth:`action_refresh_selection`.

        :param int target_id: a ``dm.target`` of the campaign's company
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        target = self.env["dm.target"].browse(target_id)
        target.check_access("read")
        if target.company_id != self.company_id:
            raise UserError(self.env._(
                "“%(target)s” is a target of another company than “%(campaign)s”: choose one of %(company)s.",
                target=target.name, campaign=self.name, company=self.company_id.name,
            ))
        self.filter_ids.unlink()
        row_model, row_field = target._get_row_link() or (False, False)
        self.write({
            **{field: target[field] for field in COMMON_FIELDS},
            **{field: target._keep_known(target[field]) for field in LAYOUT_FIELDS},
            "row_model": row_model, "row_field": row_field, "revision": self.revision + 1,
        })
        self._copy_selection(target, self)
        self.filter_ids._mark_dates()
        target._note_use()
        return True

    # === BUSINESS METHODS === #

    def _find_target_to_save(self, name, replace):
        """Return the target that a new one would replace, if any.

        :raise UserError: if there is one and it is not to be replaced
        """
        target = self.env["dm.target"]._find_by_name(name, self.company_id)
        if target and not replace:
            raise UserError(self.env._(
                "There is already a target “%(target)s”: replace that one, or choose another name.", target=target.name,
            ))
        return target

    def _prepare_target_rows(self):
        """Return what the rows of a target are that the campaign is saved as, with what its list can show of the
        campaign's columns and order.
        """
        catalogue = self.env["dm.field"]
        columns, levels = (
            catalogue._keep_known(listed, self.row_model or CONTACT) for listed in (self.columns, self.sort)
        )
        sort = [
            level for field, level in zip(catalogue._find_listed(levels), levels, strict=True) if is_sortable(field)
        ]
        layout = {"columns": columns, "sort": sort}
        return {
            **{name: listed for name, listed in layout.items() if listed},
            "model_id": self.env["ir.model"].sudo()._get_id(self.row_model) if self.row_model else False,
            "partner_field": self.row_field,
        }

    def _copy_selection(self, giver, taker):
        """Copy lines and strikes from a campaign to a target, or back."""
        owners = {"dm.campaign": "campaign_id", "dm.target": "target_id"}
        mine, theirs = owners[taker._name], owners[giver._name]
        # With all rights: a copy that lost a product its user may not see would be about any product.
        giver.filter_ids.sudo().copy({mine: taker.id, theirs: False})
        self.env["dm.strike"]._copy_all(giver, taker)


class DmTarget(models.Model):
    _inherit = "dm.target"

    def action_make_campaign(self):
        """Make a campaign named after the target, with its lines, and open it."""
        return self._make_campaign(self.env["dm.channel"])

    def action_make_sms(self):
        """Make a campaign of text messages named after the target, and open it: only the text is missing."""
        action = self._make_campaign(self.env.ref("direct_marketing.dm_channel_sms"))
        return dict(action, context={"dm_page": "messages"})

    def _make_campaign(self, channels):
        self.ensure_one()
        self.check_access("read")
        campaign = self.env["dm.campaign"].create({
            "name": self.name, "company_id": self.company_id.id, "channel_ids": [Command.set(channels.ids)],
        })
        campaign.load_target(self.id)
        campaign.action_refresh_selection()
        return {
            "type": "ir.actions.act_window", "res_model": "dm.campaign", "res_id": campaign.id,
            "views": [[False, "form"]],
        }
