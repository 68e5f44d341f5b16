from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .repeated_criterion import of_kind
from .target_criterion import TargetCriterion


def seen_name(record):
    """Return the name of a record for a constraint, which has all rights; "…" of one that the user may not see."""
    is_seen = record and record.sudo(False).has_access("read")
    return record.name if is_seen else "…"


class DmFilter(models.Model):
    _inherit = "dm.filter"

    target_id = fields.Many2one(
        "dm.target", string="Line of the target", ondelete="cascade", index="btree_not_null",
    )
    target_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Targets", domain=of_kind("target"),
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("target_id")
    def _check_source_targets(self):
        """A line that moves to a target may have come with a condition on that very target."""
        self.condition_ids._check_source_target()

    # === BUSINESS METHODS === #

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), TargetCriterion()]

    def _get_owner(self):
        """Return what the line belongs to, a record with a name; nothing for a line on its own."""
        return self.target_id

    def _get_company(self):
        return self.target_id.company_id or super()._get_company()


class DmTarget(models.Model):
    _inherit = "dm.target"

    # === CONSTRAINT METHODS === #

    @api.constrains("company_id")
    def _check_company_of_conditions(self):
        """A target that moves to another company may ask for targets of the old one, or be asked for by its lines."""
        asking = self.env["dm.filter.condition"].sudo().search([("source_target_id", "in", self.ids)])
        (self.sudo().filter_ids.condition_ids | asking)._check_source_target()


class DmFilterCondition(models.Model):
    _inherit = "dm.filter.condition"

    source_target_id = fields.Many2one(
        "dm.target", string="Saved target", ondelete="restrict", index="btree_not_null",
        help="Its customers of the day on which the list is made, without those it struck out.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("source_target_id", "filter_id")
    def _check_source_target(self):
        for condition in self.sudo():
            line, source = condition.filter_id, condition.source_target_id
            if line.target_id and line.target_id in source._get_contained():
                raise ValidationError(line.target_id._get_circle_sentence(self.env))
            if source and source.company_id != line._get_company():
                raise ValidationError(self.env._(
                    "The target “%(target)s” belongs to %(company)s: a filter line names targets of its own company. "
                    "Remove it from the line of “%(owner)s”.",
                    target=seen_name(source), company=seen_name(source.company_id), owner=seen_name(line._get_owner()),
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions.source_target_id._note_use()
        return conditions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("source_target_id"):
            self.source_target_id._note_use()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _get_condition_fields(self):
        return [*super()._get_condition_fields(), "source_target_id"]
