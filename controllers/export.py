from tempfile import SpooledTemporaryFile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request

IN_MEMORY = 2**22
CHUNKS_AT_ONCE = 2**16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportController(http.Controller):

    @http.route("/dm/export/<int:export_id>", type="http", auth="user", methods=["GET"])
    def download(self, export_id):
        """Send the file that one's own export wizard describes."""
        export = self._find("dm.export", export_id)
        charset = export.encoding.removesuffix("-sig")
        return self._send(*export._export(), XLSX if export.file_type == "xlsx" else f"text/csv; charset={charset}")

    @http.route("/dm/target/<int:export_id>", type="http", auth="user", methods=["GET"])
    def download_target(self, export_id):
        """Send the Excel file of a target's result."""
        return self._send(*self._find("dm.target.export", export_id)._export(), XLSX)

    def _find(self, model, export_id):
        """Return one's own wizard."""
        export = request.env[model].search([("id", "=", export_id), ("create_uid", "=", request.env.uid)])
        if not export:
            raise request.not_found()
        return export

    def _send(self, document, chunks, content_type):
        """Send a file.

        It is written to the end before it is sent: a failure then gives an error and no half file, and the answer
        leaves after the database cursor is closed.
        """
        spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
        spool.writelines(chunks)
        size = spool.tell()
        spool.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, spool, CHUNKS_AT_ONCE),
            headers=[
                ("Content-Type", content_type),
                ("Content-Disposition", content_disposition(document.name)),
                ("Content-Length", size),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.direct_passthrough = True
        return response
