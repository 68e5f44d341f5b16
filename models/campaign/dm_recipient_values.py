from odoo import models
from odoo.tools import unique

from ..catalogue.reading import ALL, CONTACT
from ..selection.customer_records import records_of


class DmRecipient(models.Model):
    """The values of personalisation fields for recipients: what the list keeps wins over what the contact has now."""

    _inherit = "dm.recipient"

    def _get_values(self, fields):
        """Return the values of fields for these rows, in as many queries for a thousand as for ten.

        They are read with the rights of the current user and in the environment's language.

        :param fields: the ``dm.field``
        :return: one list a row, in the order of the fields: texts, numbers, dates, None
        :rtype: list[list]
        """
        return fields._get_values(self, self._get_kept_columns(), self._get_records(fields))

    def _get_records(self, fields):
        """Return whose values the fields of records have, as ``dm.field._get_values`` needs it.

        A row of a list of records has its own, and then those of the customer's other rows; others have the records of
        their customer.

        :param fields: the ``dm.field`` to be read
        :return: by model, for each row's id, the ids of records
        :rtype: dict
        """
        found = {}
        for model in {*fields.mapped("model")} - {False, CONTACT}:
            asked = fields.filtered(lambda field, model=model: field.model == model)
            owned = self._get_owned(model, asked)
            found[model] = {
                row.id: [row.res_id, *owned.get(row.partner_id.id, ())] if row.res_model == model
                else owned.get(row.partner_id.id, [])
                for row in self
            }
        return {model: {id_: [*unique(ids)] for id_, ids in rows.items()} for model, rows in found.items()}

    def _get_owned(self, model, fields):
        """Return the ids of the records of these rows' customers, by the contact's id."""
        strangers = self.filtered(lambda row: row.res_model != model)
        owned = records_of(self.env, model, strangers.partner_id.ids) if strangers else {}
        listed = self - strangers
        if listed and ALL in fields.mapped("shape"):
            for row in self.search([
                ("campaign_id", "in", listed.campaign_id.ids), ("partner_id", "in", listed.partner_id.ids),
                ("res_model", "=", model), ("exclusion_reason", "=", False),
            ], order="row_rank, id"):
                owned.setdefault(row.partner_id.id, []).append(row.res_id)
        return owned
