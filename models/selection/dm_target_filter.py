from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .target_criterion import TargetCriterion


class DmFilter(models.Model):
    _inherit = "dm.filter"

    target_id = fields.Many2one(
        "dm.target", string="Line of the target", ondelete="cascade", index="btree_not_null",
    )
    source_target_id = fields.Many2one(
        "dm.target", string="Saved target", ondelete="restrict", index="btree_not_null",
        help="Its customers of the day on which the list is made, without those it struck out.",
    )
    source_target_mode = fields.Selection(
        [("in", "Is in the target"), ("not_in", "Is not in the target")], string="In the target",
        compute="_compute_source_target_mode", store=True, readonly=False, precompute=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("source_target_id")
    def _compute_source_target_mode(self):
        for line in self:
            line.source_target_mode = line.source_target_id and (line.source_target_mode or "in")

    # === CONSTRAINT METHODS === #

    @api.constrains("source_target_id", "target_id")
    def _check_source_target(self):
        for line in self.sudo():
            source = line.source_target_id
            if line.target_id and line.target_id in source._get_contained():
                raise ValidationError(line.target_id._get_circle_sentence(self.env))
            if source and source.company_id != line._get_company():
                raise ValidationError(self.env._(
                    "The target “%(target)s” belongs to %(company)s: a filter line names targets of its own company.",
                    target=source.name, company=source.company_id.name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.source_target_id._note_use()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("source_target_id"):
            self.source_target_id._note_use()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), TargetCriterion()]

    @api.model
    def _get_criteria_fields(self):
        return [*super()._get_criteria_fields(), "source_target_id", "source_target_mode"]

    def _get_owner(self):
        """Return what the line belongs to, a record with a name; nothing for a line on its own."""
        return self.target_id

    def _get_company(self):
        return self.target_id.company_id or super()._get_company()
