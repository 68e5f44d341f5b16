from collections import Counter

from odoo import api, fields, models
from odoo.fields import Command

from .repeated_criterion import RepeatedCriterion
from .words import ALL_NAMES, unreadable


class DmFilter(models.Model):
    """What the editor of filter lines asks for: marks, tooltips, copies, lines to start from."""

    _inherit = "dm.filter"

    details = fields.Char(
        compute="_compute_details", help="The line's conditions, one below the other, with all names.",
    )
    kind_counts = fields.Json(
        compute="_compute_kind_counts",
        help="How many conditions the line holds on each page of its form; pages without any lack.",
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._get_criteria_fields())
    @api.depends_context("lang")
    def _compute_details(self):
        for line in self:
            line.details = line._describe("\n", all_names=True)

    @api.depends(lambda self: self._get_criteria_fields())
    def _compute_kind_counts(self):
        for line in self:
            counts = Counter()
            for criterion in line._get_used_criteria():
                counts[criterion.page] += (
                    len(line[criterion.field]) if isinstance(criterion, RepeatedCriterion) else 1
                )
            line.kind_counts = dict(counts)

    # === BUSINESS METHODS === #

    def _describe(self, glue, *, all_names=False):
        """Return the sentence of a line's conditions.

        :param str glue: what stands between two kinds
        :param bool all_names: whether long lists of names are told whole
        """
        line = self.with_context(**{ALL_NAMES: all_names})
        try:
            texts = [criterion.summary(line) for criterion in line._get_used_criteria()]
        except Exception as error:  # noqa: BLE001  a line that cannot be read must still be shown
            texts = [unreadable(self.env, error)]
        return glue.join(filter(None, texts)) or self.env._("all customers")

    def copy_values(self, values):
        """Return the values of a new line that demands the same.

        :param dict values: what was changed in this line, or all values of a line that was never saved, as for
            ``onchange``
        :rtype: dict
        """
        self.check_access("read")
        line = self.new(origin=self)
        line._update_cache(values)
        names = [name for name in self._get_criteria_fields() if "." not in name]
        copied = _values(line, names)
        for criterion in self._get_repeated_criteria():
            copied[criterion.field] = [
                Command.create(_values(condition, condition._get_condition_fields()))
                for condition in line[criterion.field]
            ]
        return copied

    @api.model
    def get_quick_starts(self):
        """Return lines to start from, for people who never made one; other addons append theirs.

        :return: labels that go on from “customers who”, and values of a line
        :rtype: list[dict]
        """
        self.check_access("read")
        birthday = {
            "kind": "anniversary", "anniversary_of": "contact", "date_field": "birthdate_date",
            "anniversary_mode": "next_month",
        }
        # Screens make what a line has with the line's own values as defaults: those days are not meant here.
        ever = {"kind": "further_purchase", "purchase_mode": "bought", "purchase_last_days": 0}
        return [
            {
                "label": self.env._("Bought in the last 12 months"), "icon": "fa-shopping-basket",
                "values": {"purchase_mode": "bought", "purchase_last_days": 365},
            },
            {
                "label": self.env._("Have not come back for 6 months"), "icon": "fa-hourglass-end",
                "values": {
                    "purchase_mode": "not_bought", "purchase_last_days": 183,
                    "further_purchase_condition_ids": [Command.create(ever)],
                },
            },
            {
                "label": self.env._("Birthday next month"), "icon": "fa-birthday-cake",
                "values": {"anniversary_condition_ids": [Command.create(birthday)]},
            },
        ]


def _values(record, names):
    """Return some fields of a record, saved or not, as a dictionary that ``create`` understands."""
    values = {}
    for name in names:
        field = record._fields[name]
        values[name] = [Command.set(record[name].ids)] if field.type == "many2many" else (
            field.convert_to_write(record[name], record)
        )
    return values
