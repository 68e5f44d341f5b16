import base64

from odoo import fields, models


class DmRefusalImport(models.TransientModel):
    """Choosing a file of refusals; ``res.partner.dm_import_refusals`` reads it."""

    _name = "dm.refusal.import"
    _description = "Import Refusals"

    file = fields.Binary(string="File of refusals", required=True, attachment=False)
    filename = fields.Char()
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("post", "Post"), ("phone", "Phone call"), ("app", "Mobile app")],
        string="Refused, where the file does not say it", help="A gateway's list of STOP has numbers only: SMS.",
    )
    report = fields.Text(readonly=True)

    # === ACTION METHODS === #

    def action_import(self):
        """Record the refusals of the file, and show what became of its lines."""
        self.ensure_one()
        result = self.env["res.partner"].dm_import_refusals(
            base64.b64decode(self.file), self.filename, self.channel,
        )
        self.report = "\n".join([result["summary"], *result["problems"]])
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_refusal_import_action")
        return dict(action, res_id=self.id)
