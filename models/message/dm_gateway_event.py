from odoo import fields, models


class DmGatewayEvent(models.Model):
    """The inbox: what gateways tell us, written down as it came."""

    _name = "dm.gateway.event"
    _description = "Event of a Gateway"
    _order = "id"

    gateway_id = fields.Many2one("dm.gateway", required=True, ondelete="cascade")
    kind = fields.Char(required=True)
    event_hash = fields.Char(required=True)
    reference = fields.Char()
    gateway_reference = fields.Char()
    state = fields.Char()
    number = fields.Char()
    text = fields.Char()
    code = fields.Char()
    event_date = fields.Datetime()
    applied_date = fields.Datetime()

    _hash_unique = models.UniqueIndex("(gateway_id, event_hash)")
