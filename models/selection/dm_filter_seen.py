"""Who writes a condition may see what it looks at: a selection has its responsible user's rights, who may see more.

A constraint cannot tell: it is run with all rights.
"""
from odoo import api, models

from .customer_criterion import CustomerCriterion


class DmFilter(models.Model):
    _inherit = "dm.filter"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_domain_seen()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "partner_domain" in vals:
            self._check_domain_seen()
        return result

    # === BUSINESS METHODS === #

    def _check_domain_seen(self):
        for line in self:
            CustomerCriterion().domain(line).check_seen()

    def _check_edited_seen(self):
        """Make sure, while lines are being edited, that the user may see what the conditions look at that they wrote.

        :raise UserError: if they may not
        """
        self.filtered(lambda line: line.partner_domain != line._origin.partner_domain)._check_domain_seen()
        for asked in (*self, *self.further_purchase_condition_ids):
            # What is saved is checked by the ORM.
            (asked.purchase_company_ids._origin - asked._origin.purchase_company_ids).check_access("read")
        for criterion in self._get_repeated_criteria():
            self[criterion.field].filtered(lambda each: each._is_changed())._check_seen()


class DmFilterCondition(models.Model):
    _inherit = "dm.filter.condition"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions._check_seen()
        return conditions

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._get_condition_fields()):
            self._check_seen()
        return result

    # === BUSINESS METHODS === #

    def _is_changed(self):
        """Return whether a condition that is being edited demands something else than the saved one."""
        return any(
            (self[name]._origin if self._fields[name].relational else self[name]) != self._origin[name]
            for name in self._get_condition_fields()
        )

    def _check_seen(self):
        """Make sure that the user may see what the conditions look at.

        :raise UserError: if they may not
        """
        criteria = self._get_criteria_by_kind()
        for condition in self.filtered("kind"):
            criteria[condition.kind].check_seen(condition)
