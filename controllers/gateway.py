from urllib.parse import urlencode

from odoo import http
from odoo.http import request

LARGEST = 2**16


class GatewayController(http.Controller):

    @http.route(
        "/dm/sms/<string(length=64):token>/<any(report,stop,answer):kind>", type="http", auth="public",
        methods=["POST"], csrf=False, save_session=False, max_content_length=LARGEST,
    )
    def receive(self, token, kind, reference="", **_form):
        """Write down what a gateway tells. Whoever is none of ours is told that there is nothing here."""
        gateway_sudo = request.env["dm.gateway"]._get_by_token(token)
        body, content_type = self._read()
        if not gateway_sudo or not gateway_sudo._is_genuine(body, request.httprequest.headers):
            raise request.not_found()
        gateway_sudo._receive(kind, body, content_type, reference)
        return request.make_response("OK", headers=[("Content-Type", "text/plain")])

    @staticmethod
    def _read():
        """Return the body as it came, and its type; Odoo has read a form already, so that one is written again."""
        sent = request.httprequest
        if sent.form:
            # No signature can be checked then: whoever signs sends JSON.
            return urlencode(list(sent.form.items())).encode(), "form"
        return sent.get_data(), sent.mimetype or ""
