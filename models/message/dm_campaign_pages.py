from copy import deepcopy

from odoo import api, models

# What stands under the text of each channel that sends, and what of it is for texts by SMS alone.
SENDING = "//page[@name='messages']/group[@name='sending']"
SMS_ONLY = ".//*[@name='sending_credit' or @name='sending_test' or @for='sms_credit']"


class DmCampaign(models.Model):
    """The pages of the form: each channel that sends has one of its name, with its text and how far the sending is."""

    _inherit = "dm.campaign"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Repeat under the text for the app what stands under that of the SMS; a campaign may have either alone."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for page in arch.xpath("//page[@name='app']") if view_type == "form" else ():
            for sending in arch.xpath(SENDING):
                again = deepcopy(sending)
                for node in again.xpath(SMS_ONLY):
                    node.getparent().remove(node)
                page.append(again)
        return arch, view
