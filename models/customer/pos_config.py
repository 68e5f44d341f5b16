from odoo import fields, models
from odoo.exceptions import AccessError

from .till_answer import readable


class PosConfig(models.Model):
    _inherit = "pos.config"

    dm_ask_permission = fields.Boolean(
        string="Ask customers for permission", default=True,
        help="The till asks a customer on the ticket, at most once a year, whether they may be written to by SMS and "
             "e-mail.",
    )
    dm_ask_wording = fields.Char(
        string="Question", translate=True,
        help="What the cashier asks; it is kept with each answer as proof. Empty: “May we send you our news and "
             "offers?”",
    )

    # === BUSINESS METHODS === #

    def dm_record_till_answers(self, answers):
        """Record at once what customers answered at this till; the same answers come again with their tickets.

        :param list answers: as for ``res.partner._dm_take_till_answers``, each with its ``ticket``
        :raise AccessError: if the user works at no till, or not at this one
        """
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only staff of tills may record what customers answer there."))
        self.check_access("read")
        for answer in readable(answers):
            self.env["res.partner"]._dm_take_till_answers(answer["ticket"], [answer], self.company_id)
        return True
