"""What the law says of one customer, read naively: one record after the other, no set, no ladder."""
from dateutil.relativedelta import relativedelta


def expected_permission(partner, channel, company, today):
    """Return ``allowed``, ``refused`` or ``unknown`` for a contact, as ``_dm_permission_sql`` should."""
    env = partner.env
    if not partner.active or not partner.dm_accepts_mailing:
        return "refused"
    if channel == "file":
        return "allowed"
    answers = set(env["dm.permission"].search([
        ("partner_id", "=", partner.id), ("channel", "=", channel),
    ]).mapped("answer"))
    if "refused" in answers or is_blacklisted(partner, channel):
        return "refused"
    permitted = (
        channel == "post" or answers == {"allowed"}
        or (channel == "email" and partner.commercial_partner_id.is_company)
        or (channel in ("email", "sms", "app") and has_kept_a_purchase(partner, company, today))
    )
    return "allowed" if permitted else "unknown"


def is_blacklisted(partner, channel):
    """Return whether a blacklist closes the channel to a contact."""
    if channel == "email":
        return partner.email_normalized in partner.env["mail.blacklist"].search([]).mapped("email")
    if channel in ("sms", "phone"):
        numbers = partner.env["phone.blacklist"].search([]).mapped("number")
        return bool({partner.dm_mobile, partner.phone_sanitized} & set(numbers))
    return False


def has_kept_a_purchase(partner, company, today):
    """Return whether a contact bought at a till of a company and did not bring everything back."""
    since = today - relativedelta(months=company.dm_permission_months)
    lines = partner.env["pos.order.line"].search([
        ("order_id.partner_id.commercial_partner_id", "=", partner.commercial_partner_id.id),
        ("company_id", "=", company.id), ("order_id.state", "in", ["paid", "done"]), ("qty", ">", 0),
    ])
    return any(
        line.order_id.date_order.date() >= since
        and line.qty + sum(line.refund_orderline_ids.filtered(
            lambda back: back.order_id.state in ("paid", "done")
        ).mapped("qty")) > 0
        for line in lines
    )
