from odoo import fields, models


class DmTargetRow(models.Model):
    """One row of a target's result: a customer, or one record of a customer.

    Written by :meth:`dm.target.action_refresh`, in one statement for all; struck rows stay, to be taken back.
    """

    _name = "dm.target.row"
    _description = "Row of a Target"
    _log_access = False

    target_id = fields.Many2one("dm.target", required=True, ondelete="cascade", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", index=True,
                                 readonly=True)
    res_id = fields.Integer(string="Record", required=True, default=0, readonly=True, help="0: the customer.")
    struck = fields.Boolean(string="Struck out", readonly=True)

    _target_idx = models.Index("(target_id, partner_id, res_id)")
