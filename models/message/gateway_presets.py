"""What is known of some gateways: their addresses, the shape of their bodies, what their answers mean.

A preset fills a gateway's settings; then a key, a sender and perhaps an account are all that is missing. Maps are those
that the gateways document; what they do not document stays uncertain. Above each preset stands what was read where, in
November 2026, and what was found nowhere.
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
    "look_up_missing": "uncertain", "settle": 60, "pull_url": "", "pull_after": 600, "credit_url": "",
    "credit_path": "", "purchase_url": "", "rate": 0,
    "connect_timeout": 5, "read_timeout": 20, "max_segments": 6, "report_list_path": "", "report_uuid_path": "",
    "report_id_path": "", "report_number_path": "", "report_status_path": "", "report_map": {}, "report_code_path": "",
    "report_date_path": "", "stop_list_path": "", "stop_number_path": "", "stop_text_path": "", "stop_date_path": "",
    "signature_header": "", "signature_algorithm": "sha256", "signature_date_header": "",
    "signature_tolerance": 300,
}
STRUCTURES = ("headers", "body", "error_map", "status_map", "look_up_map", "report_map")

# OVHcloud. From its documentation: request and signature (docs.ovhcloud.com, API SMS Cookbook; schema sms.json of its
# API), that a tag has at most 20 characters (guide http2sms; not said of this call, so it is cut for it too), what
# deliveryReceipt means: 0 and 4 wait, 1 success, 2 failed, 8 buffered, 16 error (guide on SMS users, step 5; ovh/docs
# #1496), that replies come as a form with senderid and message (community forum, smsResponse). Not documented: that the
# ids of a job are those of outgoing messages, as its callback and other software have it; whether a job that waits for
# the legal hours is found by its tag. So what is not found there says nothing.
OVH = {
    "endpoint": "https://eu.api.ovh.com/1.0/sms/{account}/jobs", "auth": "ovh",
    "time_url": "https://eu.api.ovh.com/1.0/auth/time",
    "body": {
        "message": "{text}", "receivers": ["{number}"], "sender": "{sender}", "senderForResponse": "{no_sender}",
        "noStopClause": "{no_stop}", "tag": "{tag}", "charset": "UTF-8", "coding": "{coding}",
    },
    "plain_value": "7bit", "unicode_value": "8bit", "id_path": "ids.0", "points_path": "totalCreditsRemoved",
    "error_map": {"invalidReceivers.0": "fail number"}, "status_map": {"403": "pause key"},
    "look_up_url": "https://eu.api.ovh.com/1.0/sms/{account}/outgoing?tag={tag}", "look_up_id_path": "0",
    "look_up_map": {"": "sent"},
    "pull_url": "https://eu.api.ovh.com/1.0/sms/{account}/outgoing/{reference}", "pull_after": 600,
    "report_id_path": "id", "report_number_path": "receiver", "report_status_path": "deliveryReceipt",
    "report_map": {"1": "delivered", "2": "failed", "16": "failed"}, "report_code_path": "ptt",
    "report_date_path": "deliveredAt", "stop_number_path": "senderid", "stop_text_path": "message",
    "credit_url": "https://eu.api.ovh.com/1.0/sms/{account}", "credit_path": "creditsLeft",
    "purchase_url": "https://www.ovhtelecom.fr/sms/", "rate": 5,
}
# SMSFactor. From its documentation (dev.smsfactor.com): request and counters of the answer (Send, Campaign), meaning of
# its statuses, -8 being held for moderation, not refused (Getting started), states of reports (Webhook, Delivery
# reports; 0 and 2 wait), STOP (Webhook, Stops), credit (Account, Get credits). The header of a signature is documented,
# not how it is made of the key: other software compares the key itself. Not documented: "sent" being 0 and no counter.
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
        "not_allowed=1": "fail country", "country_limit=1": "fail country", "sent=0": "uncertain",
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
    "stop_text_path": "message", "stop_date_path": "date", "signature_header": "X-SMSFactor-Signature",
    "signature_algorithm": "plain",
}
# Octopush. From its documentation (dev.octopush.com and octopush.com, SMS gateway API): request, request_id and its 24
# hours (Send SMS), sms_ticket (its own PHP library), codes of errors, "STOP au XXXXX" to be written like that and
# replaced by a number (Return codes, 121), credit in SMS of a country, which without the two parameters is in euros
# (Check balance), states of reports (Acknowledge receipt; ACK, UNKNOWN_DELIVERY, UNDEFINED are open), STOP (Opt-out).
# Not documented: signatures; the number behind STOP, of which the length counts.
OCTOPUSH = {
    "endpoint": "https://api.octopush.com/v1/public/sms-campaign/send", "auth": "header", "auth_name": "api-key",
    "headers": {"api-login": "{login}", "cache-control": "no-cache"},
    "body": {
        "text": "{text}", "recipients": [{"phone_number": "{number}"}], "sender": "{sender}", "type": "sms_premium",
        "purpose": "{purpose}", "simulation_mode": "{simulation}", "request_id": "{uuid}",
        "auto_optimize_text": False,
    },
    "marketing_value": "wholesale", "service_value": "alert", "stop_text": " STOP au 36117",
    "stop_tag": " STOP au XXXXX", "key_place": "body", "key_window": 86400, "id_path": "sms_ticket",
    "error_map": {
        "code=101": "pause key", "code=104": "pause credit", "code=105": "pause credit", "code=106": "pause form",
        "code=113": "pause key", "code=114": "pause key", "code=117": "fail number", "code=120": "known",
        "code=121": "pause form", "code=150": "fail country", "code=151": "fail country",
    },
    "credit_url": "https://api.octopush.com/v1/public/wallet/check-balance?country_code=FR&product_name=sms_premium",
    "credit_path": "amount", "purchase_url": "https://client.octopush.com/", "report_id_path": "message_id",
    "report_number_path": "number", "report_status_path": "status", "report_date_path": "delivery_date",
    "report_map": {
        "DELIVERED": "delivered", "NOT_DELIVERED": "failed", "NOT_ALLOWED": "failed", "BAD_DESTINATION": "failed",
        "BLACKLISTED_NUMBER": "failed",
    },
    "report_code_path": "status", "stop_number_path": "number", "stop_text_path": "text",
    "stop_date_path": "stop_date",
}
# Brevo. From its documentation (developers.brevo.com): request, answer and 402 (Send transactional SMS), "STOP" and
# [STOP_CODE], which a number replaces, credit (Account, plan of type sms), states sent, delivered, soft_bounce (not
# final) and hard_bounce (Transactional webhooks, SMS), a bearer token with each call (Secured webhooks). Its list of
# events also has accepted, rejected and unsubscribe (SMS events); that they come to webUrl is not documented. Dates
# are in the zone of Paris without saying so: the moment of arrival is taken. Not documented: the number behind STOP.
BREVO = {
    "endpoint": "https://api.brevo.com/v3/transactionalSMS/send", "auth": "header", "auth_name": "api-key",
    "body": {
        "sender": "{sender}", "recipient": "{number}", "content": "{text}", "type": "{purpose}", "tag": "{uuid}",
        "webUrl": "{report_url}", "unicodeEnabled": "{unicode}",
    },
    "marketing_value": "marketing", "service_value": "transactional", "number_form": "digits",
    "stop_text": " STOP au 36179", "stop_tag": " STOP au [STOP_CODE]", "id_path": "messageId",
    "points_path": "usedCredits", "status_map": {"402": "pause credit"},
    "error_map": {"code=not_enough_credits": "pause credit"},
    "credit_url": "https://api.brevo.com/v3/account", "credit_path": "plan.type=sms.credits",
    "purchase_url": "https://app.brevo.com/billing/plans", "report_id_path": "messageId",
    "report_number_path": "to", "report_status_path": "msg_status",
    "report_map": {
        "sent": "sent", "accepted": "sent", "delivered": "delivered", "hard_bounce": "failed", "rejected": "failed",
        "unsubscribe": "stop",
    },
    "report_code_path": "msg_status", "stop_number_path": "to", "signature_header": "Authorization",
    "signature_algorithm": "plain",
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
