"""What is known of some gateways: their addresses, the shape of their bodies, what their answers mean.

A preset fills a gateway's settings; then a key, a sender and perhaps an account are all that is missing. Maps are those
that the gateways document; what they do not document stays uncertain.
"""
import json

# Every setting, with what it is where nothing else is said. Structures and maps are kept as the text of their JSON.
DEFAULTS = {
    "endpoint": "", "method": "POST", "auth": "bearer", "auth_name": "", "time_url": "", "headers": {},
    "body": {"to": "{number}", "text": "{text}", "from": "{sender}", "reference": "{uuid}"}, "max_batch": 1,
    "number_form": "plus", "marketing_value": "", "service_value": "", "plain_value": "", "unicode_value": "",
    "stop_mode": "gateway", "stop_text": " STOP 36111", "stop_tag": "", "key_place": "none", "key_name": "",
    "key_window": 0, "list_path": "", "uuid_path": "", "number_path": "", "id_path": "id", "status_path": "",
    "accepted": "", "points_path": "", "error_map": {}, "error_text_path": "message", "status_map": {},
    "look_up_url": "", "look_up_path": "", "look_up_id_path": "", "look_up_status_path": "", "look_up_map": {},
    "look_up_missing": "uncertain", "settle": 60, "credit_url": "", "credit_path": "", "purchase_url": "", "rate": 0,
    "connect_timeout": 5, "read_timeout": 20, "max_segments": 6, "report_list_path": "", "report_uuid_path": "",
    "report_id_path": "", "report_number_path": "", "report_status_path": "", "report_map": {}, "report_code_path": "",
    "report_date_path": "", "stop_list_path": "", "stop_number_path": "", "stop_text_path": "", "stop_date_path": "",
    "signature_header": "", "signature_algorithm": "sha256", "signature_date_header": "",
}
STRUCTURES = ("headers", "body", "error_map", "status_map", "look_up_map", "report_map")

OVH = {
    "endpoint": "https://eu.api.ovh.com/1.0/sms/{account}/jobs", "auth": "ovh",
    "time_url": "https://eu.api.ovh.com/1.0/auth/time",
    "body": {
        "message": "{text}", "receivers": ["{number}"], "sender": "{sender}", "senderForResponse": "{no_sender}",
        "noStopClause": "{no_stop}", "tag": "{uuid}", "charset": "UTF-8", "coding": "{coding}",
    },
    "plain_value": "7bit", "unicode_value": "8bit", "id_path": "ids.0", "points_path": "totalCreditsRemoved",
    "error_map": {"invalidReceivers.0": "fail number"}, "status_map": {"403": "pause key"},
    "credit_url": "https://eu.api.ovh.com/1.0/sms/{account}", "credit_path": "creditsLeft",
    "purchase_url": "https://www.ovhtelecom.fr/sms/", "rate": 5,
}
SMSFACTOR = {
    "endpoint": "https://api.smsfactor.com/send",
    "body": {"sms": {
        "message": {"text": "{text}", "pushtype": "{purpose}", "sender": "{sender}"},
        "recipients": {"gsm": [{"gsmsmsid": "{uuid}", "value": "{number}"}]},
    }},
    "marketing_value": "marketing", "service_value": "alert", "number_form": "digits", "stop_text": " STOP 36180",
    "id_path": "ticket", "status_path": "status", "accepted": "1", "points_path": "cost",
    "error_map": {
        "blacklisted=1": "fail blacklisted", "invalid=1": "fail number", "npai=1": "fail number",
        "status=-1": "pause key", "status=-3": "pause credit", "status=-6": "pause form", "status=-7": "fail data",
        "status=-8": "uncertain",
    },
    "credit_url": "https://api.smsfactor.com/credits", "credit_path": "credits",
    "purchase_url": "https://www.smsfactor.com/", "report_uuid_path": "message_id", "report_status_path": "status",
    "report_map": {
        "1": "sent", "3": "delivered", "4": "failed", "5": "failed", "6": "failed", "7": "failed", "9": "failed",
        "11": "failed", "12": "failed",
    }, "report_code_path": "status",
    "report_date_path": "date", "report_number_path": "destination", "stop_number_path": "from",
    "stop_date_path": "date",
}
OCTOPUSH = {
    "endpoint": "https://api.octopush.com/v1/public/sms-campaign/send", "auth": "header", "auth_name": "api-key",
    "headers": {"api-login": "{login}", "cache-control": "no-cache"},
    "body": {
        "text": "{text}", "recipients": [{"phone_number": "{number}"}], "sender": "{sender}", "type": "sms_premium",
        "purpose": "{purpose}", "simulation_mode": "{simulation}", "request_id": "{uuid}",
        "auto_optimize_text": False,
    },
    "marketing_value": "wholesale", "service_value": "alert", "stop_mode": "ours", "stop_text": " STOP au 36117",
    "key_place": "body", "key_window": 86400, "id_path": "sms_ticket",
    "error_map": {
        "code=101": "pause key", "code=104": "pause credit", "code=105": "pause credit", "code=113": "pause key",
        "code=117": "fail number", "code=120": "known", "code=150": "fail number",
    },
    "credit_url": "https://api.octopush.com/v1/public/wallet/check-balance", "credit_path": "amount",
    "purchase_url": "https://client.octopush.com/", "report_id_path": "message_id", "report_number_path": "number",
    "report_status_path": "status", "report_date_path": "delivery_date",
    "report_map": {
        "DELIVERED": "delivered", "NOT_ALLOWED": "failed", "INVALID_DESTINATION_ADDRESS": "failed",
        "BLACKLISTED": "failed", "INVALID_SOURCE_ADDRESS": "failed", "ROUTE_NOT_AVAILABLE": "failed",
        "NOT_ENOUGH_CREDITS": "failed",
    },
    "report_code_path": "status", "stop_number_path": "number", "stop_text_path": "text",
    "stop_date_path": "stop_date",
}
BREVO = {
    "endpoint": "https://api.brevo.com/v3/transactionalSMS/send", "auth": "header", "auth_name": "api-key",
    "body": {
        "sender": "{sender}", "recipient": "{number}", "content": "{text}", "type": "{purpose}", "tag": "{uuid}",
        "webUrl": "{report_url}", "unicodeEnabled": "{unicode}",
    },
    "marketing_value": "marketing", "service_value": "transactional", "number_form": "digits",
    "stop_text": " STOP 36179", "stop_tag": " [STOP_CODE]", "id_path": "messageId", "points_path": "usedCredits",
    "status_map": {"402": "pause credit"}, "error_map": {"code=not_enough_credits": "pause credit"},
    "credit_url": "https://api.brevo.com/v3/account", "credit_path": "plan.type=sms.credits",
    "purchase_url": "https://app.brevo.com/billing/plans", "report_id_path": "messageId",
    "report_number_path": "to", "report_status_path": "msg_status",
    "report_map": {
        "sent": "sent", "accepted": "sent", "delivered": "delivered", "hard_bounce": "failed", "blacklisted": "failed",
        "rejected": "failed",
    },
    "report_code_path": "msg_status", "stop_number_path": "to",
}
SANDBOX = {
    "endpoint": "http://127.0.0.1:8090/messages",
    "body": {"messages": [{"each": {
        "to": "{number}", "text": "{text}", "from": "{sender}", "reference": "{uuid}", "advertising": "{marketing}",
        "stop": "{stop}", "report_url": "{report_url}", "answer_url": "{answer_url}",
    }}]},
    "max_batch": 50, "stop_text": " STOP 36000", "key_place": "body", "key_window": 3600, "list_path": "messages",
    "uuid_path": "reference", "id_path": "id", "status_path": "status", "accepted": "accepted",
    "points_path": "points", "error_text_path": "error",
    "error_map": {"code=number": "fail number", "code=blacklisted": "fail blacklisted", "code=credit": "pause credit"},
    "look_up_url": "http://127.0.0.1:8090/messages/{uuid}", "look_up_id_path": "id", "look_up_status_path": "status",
    "look_up_map": {"accepted": "sent", "delivered": "sent", "failed": "fail number"}, "look_up_missing": "queued",
    "settle": 30, "credit_url": "http://127.0.0.1:8090/credit", "credit_path": "credit",
    "purchase_url": "http://127.0.0.1:8090/", "report_uuid_path": "reference", "report_id_path": "id",
    "report_number_path": "number", "report_status_path": "status", "report_code_path": "code",
    "report_date_path": "date", "report_map": {"sent": "sent", "delivered": "delivered", "failed": "failed"},
    "stop_number_path": "number", "stop_text_path": "text", "stop_date_path": "date",
    "signature_header": "X-Sandbox-Signature", "signature_date_header": "X-Sandbox-Date",
}
# Odoo's providers bring all that is needed but the mention, which is the text's own.
ODOO = {"auth": "none", "stop_mode": "ours", "stop_text": ""}
PRESETS = {"odoo": ODOO, "ovh": OVH, "smsfactor": SMSFACTOR, "octopush": OCTOPUSH, "brevo": BREVO, "sandbox": SANDBOX}


def preset(kind):
    r"""Return the settings of a kind of gateway, as fields keep them.

    >>> preset("ovh")["credit_path"], preset("json")["method"], preset("brevo")["error_map"]
    ('creditsLeft', 'POST', '{\n  "code=not_enough_credits": "pause credit"\n}')
    """
    values = {**DEFAULTS, **PRESETS.get(kind, {})}
    return {
        name: json.dumps(value, indent=2, ensure_ascii=False) if name in STRUCTURES else value
        for name, value in values.items()
    }
