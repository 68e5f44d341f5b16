from tempfile import SpooledTemporaryFile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request

IN_MEMORY = 2**22
CHUNKS_AT_ONCE = 2**16


class ExportController(http.Controller):

    @http.route("/dm/export/<int:export_id>", type="http", auth="user", methods=["GET"])
    def download(self, export_id):
        """Send the file that one's own export wizard describes.

        It is written to the end before it is sent: a failure then gives an error and no half file, and the answer
        leaves after the database cursor is closed.
        """
        export = request.env["dm.export"].search([("id", "=", export_id), ("create_uid", "=", request.env.uid)])
        if not export:
            raise request.not_found()
        document, chunks = export._export()
        spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
        spool.writelines(chunks)
        size = spool.tell()
        spool.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, spool, CHUNKS_AT_ONCE),
            headers=[
                ("Content-Type", f"text/csv; charset={export.encoding.removesuffix('-sig')}"),
                ("Content-Disposition", content_disposition(document.name)),
                ("Content-Length", size),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.direct_passthrough = True
        return response
