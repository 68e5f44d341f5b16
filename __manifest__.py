{
    "name": "Direct Marketing",
    "summary": "Campaigns by SMS, e-mail, letter and phone, and what they really brought back",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "The Direct Marketing contributors",
    "license": "AGPL-3",
    "application": True,
    "depends": [
        # Sales, of which every figure is made
        "sale_management",
        "sale_margin",
        "sale_loyalty",
        "point_of_sale",
        "pos_loyalty",
        "pos_sale",
        # Messages
        "mass_mailing",
        "sms",
        "phone_validation",
        "utm",
        # Vehicles, as customers' records
        "fleet",
        # What a contact must hold: surname and first name, title, mobile, birth date
        "partner_firstname",
        "partner_title",
        "partner_mobile",
        "partner_contact_birthdate",
    ],
    "external_dependencies": {
        "python": ["phonenumbers", "xlsxwriter", "reportlab", "requests", "holidays", "docx-mailmerge2"],
    },
    "data": [
        # Security
        "security/res_groups_data.xml",
        "security/ir.model.access.csv",
        "security/dm_campaign_security.xml",
        "security/dm_document_security.xml",
        "security/dm_permission_security.xml",
        "security/dm_purchase_security.xml",
        "security/dm_result_security.xml",
        "security/dm_score_security.xml",
        "security/dm_target_security.xml",
        # Settings
        "data/dm_channel_data.xml",
        "data/dm_field_data.xml",
        "data/dm_score_group_data.xml",
        "data/dm.result.area.csv",
        "security/dm_voucher_security.xml",
        # Settings
        "data/dm_channel_data.xml",
        "data/dm_field_data.xml",
        "data/dm_voucher_data.xml",
        # Scheduled actions
        "data/dm_campaign_cron_data.xml",
        "data/res_partner_cron_data.xml",
        "data/dm_purchase_cron_data.xml",
        "data/dm_result_cron_data.xml",
        "data/dm_score_cron_data.xml",
        "data/dm_target_cron_data.xml",
        "data/dm_voucher_cron_data.xml",
        # Reports
        "reports/dm_voucher_reports.xml",
        # Views
        "views/dm_filter_views.xml",
        "views/dm_permission_views.xml",
        "views/dm_purchase_views.xml",
        "views/dm_recipient_views.xml",
        "views/dm_campaign_views.xml",
        "views/dm_campaign_exclusion_views.xml",
        "views/dm_campaign_work_views.xml",
        "views/dm_result_views.xml",
        "views/dm_campaign_closing_views.xml",
        "views/dm_cost_views.xml",
        "views/dm_result_customer_views.xml",
        "views/dm_result_place_views.xml",
        "views/dm_result_store_views.xml",
        "views/dm_voucher_views.xml",
        "views/dm_result_touch_views.xml",
        "views/fleet_vehicle_views.xml",
        "views/menus.xml",
        "views/dm_pressure_views.xml",
        "views/dm_document_views.xml",
        "views/dm_field_views.xml",
        "views/dm_score_views.xml",
        # Wizards
        "wizards/dm_close_views.xml",
        "wizards/dm_export_views.xml",
        "wizards/dm_permission_ask_views.xml",
        "wizards/dm_refresh_views.xml",
        "wizards/dm_refusal_import_views.xml",
        "wizards/dm_why_views.xml",
        "wizards/dm_target_views.xml",
        "wizards/dm_target_export_views.xml",
        # Open the wizards above
        "views/dm_target_views.xml",
        "wizards/dm_yield_views.xml",
        # Reports
        "reports/dm_yield_templates.xml",
        "wizards/dm_voucher_preview_views.xml",
        "views/dm_campaign_voucher_views.xml",
        # Forms of other addons, which open some of the above
        "views/res_company_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "direct_marketing/static/src/**/*",
            ("remove", "direct_marketing/static/src/pos/**/*"),
        ],
        "point_of_sale._assets_pos": [
            # The customer's form opens at the till, too
            "direct_marketing/static/src/permission/**/*",
            "direct_marketing/static/src/pos/**/*",
        ],
        "web.assets_tests": [
            "direct_marketing/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
