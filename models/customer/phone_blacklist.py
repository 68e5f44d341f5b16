from odoo import api, fields, models

from .phone import international


class PhoneBlacklist(models.Model):
    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "dm.blacklist.mixin"]

    _dm_key = "number"
    _dm_channels = ("sms", "phone")
    _dm_held_by = ("dm_mobile", "dm_phone", "phone_sanitized")

    dm_texts_only = fields.Boolean(
        string="Texts only", readonly=True,
        help="Who has the number answered STOP to a text: calls they did not refuse. Entered by anybody else, a number "
             "on the list is closed to both.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Close calls too, if a number comes onto the list that a STOP had put there for texts."""
        records = super().create([self._dm_read(vals) for vals in vals_list])
        if not self.env.context.get("default_dm_texts_only"):
            records._dm_refuse_calls()
        return records

    def write(self, vals):
        return super().write(self._dm_read(vals))

    def add(self, number, message=None):
        return super().add(self._dm_normalised(number), message=message)

    def remove(self, number, message=None):
        return super().remove(self._dm_normalised(number), message=message)

    @api.model
    def _search_number(self, operator, value):
        # Core would read each number once more, which takes longer than finding it.
        is_list = operator in ("in", "not in")
        return [("number", operator, [*map(self._dm_normalised, value)] if is_list else self._dm_normalised(value))]

    # === BUSINESS METHODS === #

    @api.model
    def _dm_refuse_texts(self, numbers):
        """Put numbers on the list because who has them refuses texts, and says nothing of calls.

        :param numbers: in E.164 form
        """
        known = self.with_context(active_test=False).search([("number", "in", list(numbers))])
        listed = known.filtered("active")
        (known - listed).dm_texts_only = True
        if new := set(numbers) - set(listed.mapped("number")):
            self.with_context(default_dm_texts_only=True)._add(sorted(new))

    def _dm_refuse_calls(self):
        """Close the listed numbers to calls that were closed to texts only."""
        stopped = self.filtered("dm_texts_only")
        stopped.dm_texts_only = False
        keys = stopped.filtered("active").mapped("number")
        numbers = self._dm_spoken_of(self._dm_partners(keys), "phone", keys)
        self._dm_answer(numbers, "phone", "refused", from_blacklist=True)

    @api.model
    def _dm_normalised(self, value):
        """Read the national form of a French territory too, which core takes for no number."""
        # Asked for each number of a search, mostly as the list keeps it: core takes three times as long to say so.
        if not value or international(value, None) == value:
            return value
        country = self.env.company.country_id.code
        return self.env.user._phone_format(number=value) or international(value, country) or value

    @api.model
    def _dm_read(self, vals):
        return {**vals, "number": self._dm_normalised(vals["number"])} if vals.get("number") else vals

    @api.model
    def _dm_spoken_of(self, holders, channel, keys):
        """Close calls to the listed numbers alone, and texts to those who would get them there."""
        keys = set(keys)
        if channel == "phone":
            stopped = self.with_context(active_test=False).search(
                [("number", "in", list(keys)), ("dm_texts_only", "=", True)],
            )
            keys -= set(stopped.mapped("number"))
            spoken = {partner: [number for number in partner._dm_numbers() if number in keys] for partner in holders}
            return {partner: numbers for partner, numbers in spoken.items() if numbers}
        reached = holders.filtered(lambda partner: {partner.dm_mobile, partner.phone_sanitized} & keys)
        return super()._dm_spoken_of(reached, channel, keys)
