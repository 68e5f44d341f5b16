from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What the rows of a selection depend on besides lines and strikes, common to campaigns and targets.
COMMON_FIELDS = ("audience", "start_with")


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    # === ACTION METHODS === #

    def action_save_target(self, name, description=False, replace=False):
        """Save the campaign's selection as a target: lines and struck-out customers are copied.

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
        if description is not False:
            values["description"] = description
        if target:
            target.filter_ids.unlink()
            target.strike_ids.unlink()
            # One row per customer: the campaign's lines may have nothing to do with the target's records.
            target.write({**values, "name": name})
        else:
            target = target.create({**values, "name": name, "company_id": self.company_id.id})
        self._copy_selection(self, target)
        target.action_refresh()
        return target

    def load_target(self, target_id):
        """Replace the campaign's lines and struck-out customers by copies of a target's.

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
        self.write({field: target[field] for field in COMMON_FIELDS})
        self._copy_selection(target, self)
        self.filter_ids._mark_dates()
        target.sudo().last_used_date = self.env.cr.now()
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

    def _copy_selection(self, giver, taker):
        """Copy lines and strikes from a campaign to a target, or back."""
        owners = {"dm.campaign": "campaign_id", "dm.target": "target_id"}
        mine, theirs = owners[taker._name], owners[giver._name]
        # With all rights: a copy that lost a product its user may not see would be about any product.
        giver.filter_ids.sudo().copy({mine: taker.id, theirs: False})
        self.env.flush_all()
        self.env.execute_query(SQL("DELETE FROM dm_strike WHERE %s = %s", SQL.identifier(mine), taker.id))
        self.env.execute_query(SQL(
            """INSERT INTO dm_strike (%s, partner_id, res_id, create_uid, write_uid, create_date, write_date)
               SELECT DISTINCT %s, partner_id, res_id, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                 FROM dm_strike WHERE %s = %s""",
            SQL.identifier(mine), taker.id, self.env.uid, self.env.uid, SQL.identifier(theirs), giver.id,
        ))
        self.env.invalidate_all()


class DmTarget(models.Model):
    _inherit = "dm.target"

    def action_make_campaign(self):
        """Make a campaign named after the target, with its lines, and open it."""
        self.ensure_one()
        self.check_access("read")
        campaign = self.env["dm.campaign"].create({"name": self.name, "company_id": self.company_id.id})
        campaign.load_target(self.id)
        campaign.action_refresh_selection()
        return {
            "type": "ir.actions.act_window", "res_model": "dm.campaign", "res_id": campaign.id,
            "views": [[False, "form"]],
        }
