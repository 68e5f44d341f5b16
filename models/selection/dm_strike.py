from odoo import api, fields, models
from odoo.tools import SQL


class DmStrike(models.Model):
    """A customer struck out of a list by hand, kept whether the list has the customer or not.

    Nothing is unique: where contacts are merged, two strikes of one customer say what one says. They come by the ten
    thousand, and each key is checked row by row: so there is none of who wrote them.
    """

    _name = "dm.strike"
    _description = "Customer Struck Out"
    _order = "id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", readonly=True,
                                 index=True)
    res_id = fields.Integer(
        string="Only the row of", readonly=True,
        help="The related record whose row alone is struck out; 0: all rows of the customer are.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _copy_all(self, giver, taker):
        """Give a list the strikes of another in place of its own, of customers whom the user may not see as well.

        A copy without them would bring back who was struck out.

        :param giver: a record of a model that a strike can be of
        :param taker: another, of whichever of these models
        """
        theirs, mine = (self._get_owner_column(owner) for owner in (giver, taker))
        self.env.flush_all()
        self.env.execute_query(SQL("DELETE FROM dm_strike WHERE %s = %s", mine, taker.id))
        self.env.execute_query(SQL(
            "INSERT INTO dm_strike (%s, partner_id, res_id) "
            "SELECT DISTINCT %s, partner_id, res_id FROM dm_strike WHERE %s = %s", mine, taker.id, theirs, giver.id,
        ))
        self.env.invalidate_all()

    @api.model
    def _forget_rows(self, owner):
        """Forget which single rows of a list were struck out whose rows become records of another model."""
        self.env.flush_all()
        self.env.execute_query(SQL(
            "DELETE FROM dm_strike WHERE %s = ANY(%s) AND COALESCE(res_id, 0) <> 0 RETURNING 1",
            self._get_owner_column(owner), owner.ids,
        ))
        self.invalidate_model()

    def _get_owner_column(self, owner):
        """Return the column that says of which record of a model a strike is."""
        return next(
            SQL.identifier(name) for name, field in self._fields.items() if field.comodel_name == owner._name
        )
