from odoo import api, fields, models
from odoo.exceptions import UserError


class DmScoreGroup(models.Model):
    """A name for scores: a customer is in the first group, in the order of the table, whose limits hold the score.

    Which group a score fell in is kept with it: a change of the table counts from the next computing on.
    """

    _name = "dm.score.group"
    _description = "Score Group"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    meaning = fields.Char(translate=True, help="Who they are, and what to do with them.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    r_from = fields.Integer(string="R from", default=1, required=True)
    r_to = fields.Integer(string="R to", default=5, required=True)
    f_from = fields.Integer(string="F from", default=1, required=True)
    f_to = fields.Integer(string="F to", default=5, required=True)
    m_from = fields.Integer(string="M from", default=1, required=True)
    m_to = fields.Integer(string="M to", default=5, required=True)

    _r_order = models.Constraint("CHECK (1 <= r_from AND r_from <= r_to AND r_to <= 5)", "R goes from 1 to 5.")
    _f_order = models.Constraint("CHECK (1 <= f_from AND f_from <= f_to AND f_to <= 5)", "F goes from 1 to 5.")
    _m_order = models.Constraint("CHECK (1 <= m_from AND m_from <= m_to AND m_to <= 5)", "M goes from 1 to 5.")

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """The history tells in which group customers were."""
        used = self.env["dm.score"].sudo().search([("group_id", "in", self.ids)], limit=1).group_id
        if used:
            raise UserError(self.env._(
                "Customers were in the group “%(group)s”: archive it, so that the history keeps its name.",
                group=used.name,
            ))

    # === ACTION METHODS === #

    def action_compute_scores(self):
        """Compute the scores of this month by the groups as they are now."""
        return self.env["dm.score"].action_compute()
