from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..selection.record_criterion import links
from .whereabouts import is_lost

# What decides which rows the list has.
ROW_FIELDS = {"row_model", "row_field"}


class DmCampaign(models.Model):
    """What the rows of a campaign's list are: customers, or records of theirs, such as vehicles; and its columns.

    A list of records has a row for each record of a selected customer. Who receives is decided by customer all the
    same: of the rows of one, the first in the list's order stands for them, where customers are counted or written to.
    """

    _inherit = "dm.campaign"

    row_model = fields.Char(
        string="Records", help="Technical name of the model that has a record for each row. Empty: rows are customers.",
    )
    row_field = fields.Char(
        string="Column of the customer", help="Technical name of the records' column that names the customer.",
    )
    row_link = fields.Selection(
        selection="_get_row_links", string="One row per", compute="_compute_row_link", inverse="_inverse_row_link",
        help="Empty: one row per customer.",
    )
    row_mode = fields.Selection(
        [("customer", "One message per customer"), ("row", "One message per row")], string="Messages to send",
        required=True, default="customer",
        help="One message per customer has the values of their first row in the order of the list.",
    )
    row_count = fields.Integer(
        string="Number of rows", readonly=True, copy=False, help="A recipient has one for each of their records.",
    )

    columns = fields.Json(
        string="Columns of the list", copy=True, help="[{code, width}, …] in the order of the list; width in pixels.",
    )
    sort = fields.Json(copy=True, help="[{code, descending}, …], the first decides first.")

    # === COMPUTE METHODS === #

    @api.depends("row_model", "row_field")
    def _compute_row_link(self):
        known = dict(self._get_row_links())
        for campaign in self:
            link = f"{campaign.row_model},{campaign.row_field}"
            campaign.row_link = link if link in known else False

    @api.onchange("row_link")
    def _inverse_row_link(self):
        for campaign in self:
            model, _comma, column = (campaign.row_link or "").partition(",")
            values = {"row_model": model or False, "row_field": column or False}
            # Both at once: one alone would not be allowed. A record that is being edited has no id.
            campaign.write(values) if campaign.id else campaign.update(values)

    # === CONSTRAINT METHODS === #

    @api.constrains("row_model", "row_field")
    def _check_rows(self):
        for campaign in self.filtered(lambda each: each.row_model or each.row_field):
            if (campaign.row_model, campaign.row_field) not in links(self.env):
                raise ValidationError(self.env._(
                    "“%(campaign)s” cannot have one row per “%(records)s”: its column “%(column)s” names no customer. "
                    "Choose other records.",
                    campaign=campaign.name, records=campaign.row_model, column=campaign.row_field,
                ))

    @api.constrains("columns", "sort")
    def _check_columns(self):
        for campaign in self:
            for listed in (campaign.columns, campaign.sort):
                self.env["dm.field"]._find_listed(listed)

    # === CRUD METHODS === #

    def write(self, vals):
        self._check_rows_can_change(vals)
        if "row_model" in vals:
            changing = self.filtered(lambda campaign: (campaign.row_model or False) != (vals["row_model"] or False))
            self.env["dm.strike"]._forget_rows(changing)
        return super().write(vals)

    def copy_data(self, default=None):
        """Leave out the columns that the catalogue no longer has."""
        known = self.env["dm.field"]._keep_known
        return [
            {**vals, "columns": known(vals.get("columns")), "sort": known(vals.get("sort"))}
            for vals in super().copy_data(default)
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _get_row_links(self):
        return self.env["dm.filter.condition"]._get_links()

    @api.model
    def _get_selection_fields(self):
        return super()._get_selection_fields() | ROW_FIELDS | {"row_link"}

    def _get_row_link(self):
        """Return what a row is: names of the records' model and of its column of the customer; None for customers.

        :raise UserError: if the records are no longer there
        """
        if not self.row_model:
            return None
        link = (self.row_model, self.row_field)
        if link not in links(self.env):
            raise UserError(self.env._(
                "The rows of “%(campaign)s” are records whose module was removed: load another target. Nothing was "
                "selected.", campaign=self.name,
            ))
        return link

    def _is_record_lost_sql(self, row):
        """Return the condition that a row's record, of which a message of its own tells, is no longer the customer's.

        A vehicle that was sold since the list was made is none of theirs.

        :param SQL row: alias of the ``dm_recipient`` row
        """
        if self.row_mode != "row" or (self.row_model, self.row_field) not in links(self.env):
            return SQL("FALSE")
        return is_lost(self.env[self.row_model], self.row_field, row)

    def _get_row_name(self):
        """Return what people call the records of a list of records, in the singular."""
        self.ensure_one()
        return self.env["ir.model"].sudo()._get(self.row_model).name or self.row_model

    def _check_rows_can_change(self, vals):
        """Refuse to turn a list that left into one of other rows.

        :raise UserError: naming the campaign
        """
        for campaign in self.filtered("frozen_date"):
            if any((campaign[name] or False) != (vals[name] or False) for name in ROW_FIELDS & set(vals)):
                raise UserError(self.env._(
                    "The list of “%(name)s” left and is frozen, so its rows stay what they are. Duplicate the campaign "
                    "to list something else.", name=campaign.name,
                ))
