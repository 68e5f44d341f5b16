from odoo import api, fields, models
from odoo.fields import Domain


class DmRecordNamed(models.AbstractModel):
    """A row that may be about a record of a customer, such as a vehicle."""

    _name = "dm.record.named"
    _description = "Row that may be about a Record"

    res_model = fields.Char(string="Model of the record", readonly=True, help="Empty: the row is the customer.")
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    record_name = fields.Char(string="Row", compute="_compute_record_name", search="_search_record_name")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        """Name the records that the user may see."""
        self.record_name = False
        for model, rows in self.grouped("res_model").items():
            if model in self.env and self.env[model].has_access("read"):
                records = self.env[model].browse(rows.mapped("res_id")).exists()._filtered_access("read")
                names = {record.id: record.display_name for record in records}
                for row in rows:
                    row.record_name = names.get(row.res_id)

    @api.model
    def _search_record_name(self, operator, value):
        """Find rows by the names of records that the user may see, also of archived ones."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        campaigns_sudo = self.env["dm.campaign"].sudo().with_context(active_test=False)
        found = Domain.FALSE
        for model, in campaigns_sudo._read_group([("row_model", "!=", False)], ["row_model"]):
            if model in self.env and self.env[model].has_access("read"):
                records = self.env[model].with_context(active_test=False)._search([("display_name", operator, value)])
                found |= Domain("res_model", "=", model) & Domain("res_id", "in", records)
        return found
