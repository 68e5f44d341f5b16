"""What the law says of one customer, read naively: one record after the other, no set, no ladder."""
from dateutil.relativedelta import relativedelta


def expected_permission(partner, channel, company, today):
    """Return ``allowed``, ``refused`` or ``unknown`` for a contact, as ``_dm_permission_sql`` should."""
    env = partner.env
    if not partner.active or not partner.dm_accepts_mailing:
        return "refused"
    if channel == "file":
        return "allowed"
    if channel == "phone":
        return expected_call(partner)
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


def expected_call(partner):
    """Return what holds for calls: what the best of the contact's numbers may."""
    numbers = [number for number in (partner.dm_mobile, partner.dm_phone) if number]
    found = {expected_number(partner, number) for number in numbers or [False]}
    if "allowed" in found or found == {"refused"}:
        return found.pop() if len(found) == 1 else "allowed"
    rows = partner.env["dm.permission"].search([("partner_id", "=", partner.id), ("channel", "=", "phone")])
    return "refused" if "refused" in rows.filtered(lambda row: not row.number).mapped("answer") else "unknown"


def expected_number(partner, number):
    """Return what holds for one number of a contact; False for a contact without any."""
    env = partner.env
    rows = env["dm.permission"].search([("partner_id", "=", partner.id), ("channel", "=", "phone")])
    calls, this = (rows.filtered(lambda row, about=about: row.number == about) for about in (False, number))
    listed = env["phone.blacklist"].search([]).mapped("number")
    if (number or partner.phone_sanitized) in listed or "refused" in this.mapped("answer"):
        return "refused"
    refusals = calls.filtered(lambda row: row.answer == "refused")
    allowed = this.filtered(lambda row: row.answer == "allowed") if number else refusals.browse()
    if refusals:
        later = any(row.since > max(refusals.mapped("since")) for row in allowed)
        return "refused" if not later else "unknown" if "unknown" in this.mapped("answer") else "allowed"
    if "unknown" in this.mapped("answer"):
        return "unknown"
    return "allowed" if allowed or set(calls.mapped("answer")) == {"allowed"} else "unknown"


def is_blacklisted(partner, channel):
    """Return whether a blacklist closes the channel to a contact."""
    if channel == "email":
        return partner.email_normalized in partner.env["mail.blacklist"].search([]).mapped("email")
    if channel == "sms":
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
