from odoo import api, models

from ..models.result.paging import WIDTH, Part


class ReportDmYield(models.AbstractModel):
    _name = "report.direct_marketing.report_yield"
    _description = "Yield Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Compute the report; ``data`` has the options of ``dm.campaign.get_yield``, and may name the campaigns.

        With a ``part``, which no address can carry, that is printed as it is.
        """
        campaigns = self.env["dm.campaign"].browse(docids or (data or {}).get("campaign_ids")).exists()
        part = (data or {}).get("part")
        if isinstance(part, Part):
            campaigns.check_access("read")
            return {"docs": campaigns, **part.values}
        options = self._get_options(data or {})
        grids = campaigns._get_yield_grids(**options)
        return {"docs": campaigns, **campaigns._prepare_yield_page(grids, options, width=WIDTH)}

    @api.model
    def _get_options(self, data):
        """Return the report's options; from an address they come as texts."""
        options = {name: data[name] for name in ("kind", "date_from", "date_to", "granularity") if data.get(name)}
        return {**options, "detail": str(data.get("detail", True)).lower() not in ("false", "0", "")}
