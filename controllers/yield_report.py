from odoo import http
from odoo.http import content_disposition, request

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class YieldController(http.Controller):

    @http.route("/dm/yield/<int:report_id>/<any(pdf,xlsx):file_type>", type="http", auth="user", methods=["GET"])
    def download(self, report_id, file_type):
        """Send the file of one's own yield report."""
        report = request.env["dm.yield"].search([("id", "=", report_id), ("create_uid", "=", request.env.uid)])
        if not report:
            raise request.not_found()
        name, content = report._make_file(file_type)
        return request.make_response(content, headers=[
            ("Content-Type", CONTENT_TYPES[file_type]),
            ("Content-Disposition", content_disposition(name)),
            ("Content-Length", len(content)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ])
