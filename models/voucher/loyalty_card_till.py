from odoo import api, models


class LoyaltyCard(models.Model):
    """What tills know of a voucher: its worth in money, never its points."""

    _inherit = "loyalty.card"

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "dm_is_voucher", "dm_amount", "dm_percent"]

    # === BUSINESS METHODS === #

    def _dm_describe(self):
        """Return this voucher as tills show it to the clerk.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "id": self.id, "code": self.code, "amount": self.dm_amount, "percent": self.dm_percent,
            "currency": self.currency_id.name, "label": self.dm_label, "partner_id": self.partner_id.id,
            "expiration_date": str(self.expiration_date) if self.expiration_date else False,
            "minimum": self.program_id.rule_ids[:1].minimum_amount,
        }

    def _dm_get_till_records(self, config):
        """Return the records by which a till knows this voucher, read with the rights of whoever works there.

        :return: values of records by model, as tills load them
        :rtype: dict[str, list[dict]]
        """
        self.ensure_one()
        program = self.program_id
        parts = (program, program.rule_ids, program.reward_ids, self.partner_id, self)
        return {part._name: part.sudo(False)._load_pos_data_read(part.sudo(False), config) for part in parts}
