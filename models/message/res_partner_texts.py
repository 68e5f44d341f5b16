from odoo import models

from ..catalogue.reading import CONTACT
from ..selection.customer_records import records_of
from .writer import Writer


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _dm_get_texts(self, named, record=None):
        """Return the values of fields for one customer as texts, in the environment's language and with its rights.

        :param dict named: name → ``dm.field``
        :param record: what a text is about; its fields are those of this record
        :return: name → text, empty where there is none
        :rtype: dict
        """
        self.ensure_one()
        columns = self.env["dm.field"].browse(field.id for field in named.values())
        records = {
            model: {self.id: record.ids if record and record._name == model
                    else records_of(self.env, model, self.commercial_partner_id.ids).get(
                        self.commercial_partner_id.id, [])}
            for model in {*columns.mapped("model")} - {False, CONTACT}
        }
        [values] = columns._get_values(self, records=records)
        return dict(zip(named, map(Writer(self.env).text, values), strict=True))
