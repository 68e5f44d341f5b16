"""What putting messages into the queue costs: ours, Odoo's SMS composer, and the rows written by plain SQL."""
from odoo.tools import SQL

from .measure import take_turns, undone

# Odoo's composer is measured on a part, and multiplied: beyond some 15,000 recipients it fails.
MAILING_SHARE = 20
TEXT = "Bonjour, venez nous voir samedi."


def compare(env, recipients, rounds):
    """Measure the three ways to prepare a text to many recipients; nothing is sent.

    :return: the timings by name
    :rtype: dict
    """
    campaign = _campaign(env, recipients)
    return take_turns({
        "ours": lambda: _ours(env, campaign), "sql": lambda: _plain(env, campaign),
        "mailing": lambda: _mailing(env, recipients // MAILING_SHARE),
    }, rounds)


def _campaign(env, recipients):
    """Return a campaign whose list has so many customers with a mobile who agreed to texts."""
    env.execute_query(SQL(
        """INSERT INTO res_partner (name, complete_name, active, type, customer_rank, autopost_bills, mobile, dm_mobile,
                                    dm_mobile_checked, dm_accepts_mailing, phone_sanitized)
           SELECT 'Message ' || n, 'Message ' || n, TRUE, 'contact', 1, 'ask', '+336' || n, '+336' || n, TRUE, TRUE,
                  '+336' || n FROM generate_series(10000000, %s) n RETURNING 1""", 9_999_999 + recipients,
    ))
    env.execute_query(SQL(
        "UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Message %%' RETURNING 1",
    ))
    env.execute_query(SQL(
        """INSERT INTO dm_permission (partner_id, channel, answer, since, source)
           SELECT id, 'sms', 'allowed', now(), 'staff' FROM res_partner WHERE name LIKE 'Message %%' RETURNING 1""",
    ))
    campaign = env["dm.campaign"].create({"name": "Messages", "start_with": "all", "sms_body": TEXT})
    campaign.action_refresh_selection()
    for table in ("res_partner", "dm_recipient", "dm_permission"):
        env.execute_query(SQL("ANALYZE %s", SQL.identifier(table)))
    env["dm.gateway"].create({"name": "Bench", "company_id": env.company.id})
    env.invalidate_all()
    return campaign


def _ours(env, campaign):
    """Make the rows and render the texts, without asking the gateway for its credit."""
    def work():
        campaign._queue_messages("sms", "queued", None)
        return campaign.waiting_message_count
    return undone(env, work)


def _plain(env, campaign):
    """Write the same rows without looking at anything."""
    def work():
        env.cr.execute(SQL(
            """INSERT INTO dm_message (campaign_id, recipient_id, partner_id, company_id, channel, state, number, body,
                                       segments, points, uuid, attempt, is_test, is_advertising, queued_date)
               SELECT %s, r.id, r.partner_id, %s, 'sms', 'queued', r.mobile, %s, 1, 1, gen_random_uuid()::text, 1,
                      FALSE, TRUE, now()
                 FROM dm_recipient r WHERE r.campaign_id = %s""",
            campaign.id, campaign.company_id.id, TEXT, campaign.id,
        ))
        return env.cr.rowcount
    return undone(env, work)


def _mailing(env, recipients):
    """Let Odoo's SMS composer prepare its texts for a part of the customers."""
    def work():
        people = env["res.partner"].search([("name", "=like", "Message %")], limit=recipients)
        composer = env["sms.composer"].create({
            "composition_mode": "mass", "res_model": "res.partner", "res_ids": repr(people.ids), "body": TEXT,
            "mass_keep_log": False, "mass_force_send": False,
        })
        return len(composer._action_send_sms())
    return undone(env, work)
