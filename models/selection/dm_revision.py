from odoo import api, fields, models
from odoo.exceptions import UserError


class DmRevision(models.AbstractModel):
    """Two people with the same form open: who saves first wins, the other is told."""

    _name = "dm.revision"
    _inherit = ["dm.own.fields"]
    _description = "Form that Knows What it Shows"

    revision = fields.Integer(
        readonly=True, copy=False, help="How often the form was saved. The form says which one it shows.",
    )

    # === CRUD METHODS === #

    def web_save(self, vals, specification, next_id=None):
        """Refuse to save over what the screen did not show.

        :param dict vals: its ``seen_revision`` is the revision that the form showed; who does not tell is not asked
        :raise UserError: if the record was saved since
        """
        vals = dict(vals)
        seen = vals.pop("seen_revision", None)
        if self and vals:
            self._check_seen(seen)
            vals["revision"] = max(self.mapped("revision")) + 1
        return super().web_save(vals, specification, next_id=next_id)

    # === BUSINESS METHODS === #

    def _check_seen(self, seen):
        # Of two saves at the same instant, PostgreSQL lets one begin anew, and that one sees the other here.
        for record in self:
            if seen is not None and seen != record.revision:
                raise UserError(self.env._(
                    "“%(name)s” was changed by somebody else while you were at it, and your change is not saved. Note "
                    "it down, load the page again, and enter it once more.",
                    name=record.display_name,
                ))

    @api.model
    def _get_flag_fields(self):
        return {*super()._get_flag_fields(), "revision"}
