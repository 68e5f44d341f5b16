"""Who may do what, said by hand: what is drawn from the registry and does not stand here makes a test red.

``staff`` are tills and sales; ``consult``, ``edit`` and ``manage`` contain each other; ``admin`` enters keys.
"""

ROLES = ("portal", "none", "till", "consult", "edit", "manage", "stranger", "admin")
# least role → roles that may; a stranger manages, in another company
WHO = {
    "nobody": set(),
    "admin": {"admin"},
    "manage": {"manage", "admin"},
    "edit": {"edit", "manage", "admin"},
    "consult": {"consult", "edit", "manage", "admin"},
    "till": {"till"},
    # … and whoever may configure them
    "tills": {"till", "admin"},
    "staff": {"till", "consult", "edit", "manage", "admin"},
}

# (who reads, writes, creates, deletes) → models
MODELS = {
    ("nobody", "nobody", "nobody", "nobody"): """
        dm.blacklist.mixin dm.campaign.part dm.filter.purchase dm.line.editor dm.own.fields dm.record.named dm.revision
        dm.responsible dm.result.part report.direct_marketing.report_yield
    """,
    ("consult", "nobody", "nobody", "nobody"): """
        dm.campaign.job dm.document dm.gateway.event dm.message dm.purchase dm.purchase.filling dm.recipient dm.result
        dm.result.area dm.result.customer dm.result.group dm.result.late dm.result.other dm.result.place
        dm.result.place.week dm.result.store dm.result.ticket dm.result.touch dm.score dm.score.month dm.store dm.strike
        dm.target.row dm.target.size
    """,
    ("staff", "nobody", "nobody", "nobody"): "dm.permission dm.permission.log dm.permission.state",
    ("edit", "nobody", "nobody", "nobody"): "dm.refresh.line",
    ("consult", "edit", "edit", "manage"): "dm.campaign",
    ("consult", "edit", "edit", "edit"): "dm.cost dm.filter dm.filter.condition dm.target dm.text",
    ("consult", "manage", "nobody", "nobody"): "dm.channel",
    ("consult", "manage", "manage", "manage"): "dm.field dm.gateway dm.gateway.country dm.score.group dm.window",
    ("manage", "manage", "manage", "manage"): "dm.pressure",
    # Dialogs, of which each user has their own
    ("staff", "staff", "staff", "nobody"): "dm.permission.ask",
    ("consult", "consult", "consult", "nobody"): "dm.export dm.target.export dm.why dm.yield",
    ("consult", "consult", "consult", "consult"): "dm.export.layout",
    ("edit", "edit", "edit", "nobody"): """
        dm.close dm.refresh dm.send dm.service dm.target.load dm.target.load.line dm.target.save dm.test
        dm.voucher.preview dm.voucher.preview.line
    """,
    ("manage", "manage", "manage", "nobody"): "dm.erase dm.gateway.try dm.refusal.import",
}

# model → who may call → methods
CALLS = {
    "dm.campaign": {
        "consult": """
            action_open_excluded action_open_late action_open_messages action_open_other_results action_open_place_weeks
            action_open_places action_open_reach action_open_recipients action_open_results action_open_returned
            action_open_stores action_open_used_vouchers action_open_vouchers check_text explain export_recipients
            export_yield find_recipients get_balance get_hidden_sentence get_result_table get_text_size get_yield
            preview_recipients preview_text preview_vouchers
        """,
        "edit": """
            action_buy_sms_credit action_cancel_sending action_close action_confirm_dates action_confirm_refresh
            action_count_text action_discard_job action_finish action_generate_vouchers action_open_closing
            action_open_load_target
            action_open_sending action_pause_sending action_preview_vouchers action_preview_withdrawal
            action_propose_costs action_reach_not_returned action_reach_returned action_refresh_results
            action_refresh_selection action_restore action_resume_job action_resume_sending action_retry_cancelled
            action_retry_failed action_retry_skipped action_save_target action_send_app action_send_sms
            action_send_uncertain_again action_stop_job action_strike_all action_take_back_all action_test_sms
            action_trash action_treat_as_sent action_withdraw_vouchers load_target preview_line
        """,
    },
    "dm.close": {"edit": "action_confirm"},
    "dm.erase": {"manage": "action_erase"},
    "dm.export": {"consult": "action_export"},
    "dm.field": {"consult": "get_catalogue"},
    "dm.filter": {"consult": "copy_values get_quick_starts"},
    "dm.line.editor": {"nobody": "preview_line"},
    "dm.gateway": {
        "consult": "action_buy_credit",
        "manage": "action_fill_in action_refresh_credit action_switch_off action_switch_on action_try",
        "admin": "action_new_token",
    },
    "dm.gateway.event": {"consult": "action_open_message"},
    "dm.gateway.try": {"manage": "action_send"},
    "dm.message": {
        "consult": "action_open_contact find_by_number",
        "edit": "action_cancel action_retry action_send_again action_treat_as_sent",
        "manage": "erase_number",
    },
    "dm.permission.ask": {"staff": "action_record"},
    "dm.purchase": {"consult": "action_check"},
    "dm.recipient": {"edit": "action_strike action_strike_row action_take_back action_take_back_row"},
    "dm.refresh": {"edit": "action_confirm"},
    "dm.refusal.import": {"manage": "action_import"},
    "dm.result.customer": {"consult": "action_open_purchases"},
    "dm.score": {"consult": "action_open_customer", "manage": "action_compute"},
    "dm.score.group": {"manage": "action_compute_scores"},
    "dm.send": {"edit": "action_buy_credit action_cancel action_send"},
    "dm.target": {
        "consult": "export_rows get_rows",
        "edit": """
            action_make_campaign action_make_sms action_refresh preview_line strike strike_found take_back
            take_back_found
        """,
    },
    "dm.target.export": {"consult": "action_export"},
    "dm.target.load.line": {"edit": "action_delete action_load"},
    "dm.target.save": {"edit": "action_replace action_save"},
    "dm.service": {"edit": "action_send"},
    "dm.test": {"edit": "action_send"},
    "dm.voucher.preview": {"edit": "action_generate"},
    "dm.yield": {"consult": "action_export action_print"},
    "ir.attachment": {"consult": "action_dm_download"},
    "pos.config": {"tills": "dm_check_vouchers dm_get_vouchers dm_read_voucher", "till": "dm_record_till_answers"},
    "res.partner": {
        "consult": "action_open_dm_messages", "staff": "action_open_dm_vouchers dm_record_permission",
        "manage": "dm_count_held dm_erase dm_find_person dm_import_refusals",
    },
}

# Of all companies, or of the user's own: a manager of another company may do there what managers may.
SHARED_MODELS = {
    "dm.channel", "dm.erase", "dm.export.layout", "dm.field", "dm.permission", "dm.permission.ask",
    "dm.permission.state", "dm.purchase.filling", "dm.refusal.import", "dm.result.area", "dm.score.group",
    "dm.service", "dm.voucher.preview.line", "dm.window", "dm.yield",
}
SHARED_CALLS = {
    ("dm.erase", "action_erase"), ("dm.permission.ask", "action_record"), ("dm.refusal.import", "action_import"),
    ("dm.score", "action_compute"), ("dm.score.group", "action_compute_scores"), ("dm.service", "action_send"),
    ("res.partner", "action_open_dm_messages"), ("res.partner", "action_open_dm_vouchers"),
    ("res.partner", "dm_count_held"), ("res.partner", "dm_erase"), ("res.partner", "dm_record_permission"),
}

# Routes: who gets the file of their own dialog; public ones check a token of their own.
ROUTES = {
    "/dm/export/<int:export_id>": "consult",
    "/dm/target/<int:export_id>": "consult",
    "/dm/yield/<int:report_id>/<any(pdf,xlsx):file_type>": "consult",
    "/dm/sms/<string(length=64):token>/<any(report,stop,answer):kind>": "token",
    "/mailing/list/update": "token",
}
REPORTS = {
    "direct_marketing.action_report_voucher": "staff",
    "direct_marketing.action_report_voucher_campaign": "consult",
    "direct_marketing.dm_yield_report": "consult",
}

# What anybody who sees a contact sees of it: how it is reached, and whether it wishes to be.
OPEN_FIELDS = {
    "dm_accepts_mailing", "dm_mobile", "dm_mobile_checked", "dm_mobile_problem", "dm_phone",
}


def rights_of_models():
    """Return ``{model: (who reads, who writes, who creates, who deletes)}``."""
    return {model: who for who, models in MODELS.items() for model in models.split()}


def rights_of_calls():
    """Return ``{(model, method): who}``."""
    return {
        (model, method): who
        for model, calls in CALLS.items() for who, methods in calls.items() for method in methods.split()
    }
