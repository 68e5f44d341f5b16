"""What putting messages into the queue costs: ours, Odoo's SMS mailing, and the rows written by plain SQL."""
from odoo.tools import SQL

from devtools import database

from .measure import take_turns, undone

# Odoo's mailing is measured on at most so many: beyond some 15,000 it fails, and its time grows with their square.
LONGEST_MAILING = 10_000
TEXT = "Bonjour, venez nous voir samedi."


def compare(env, recipients, rounds):
    """Measure the three ways to prepare a text to many recipients; nothing is sent.

    :return: the timings by name
    :rtype: dict
    """
    campaign = make_campaign(env, recipients)
    return take_turns({
        "ours": lambda: _ours(env, campaign), "sql": lambda: _plain(env, campaign),
        "mailing": lambda: _mailing(env, min(recipients, LONGEST_MAILING)),
    }, rounds)


def database_with_mailings():
    """Make a database with the addon and Odoo's mailings by SMS, and return its name."""
    name = database.installed("dm_bench_with")
    database.install(name, ["mass_mailing_sms"], told="Odoo's SMS mailings could not be installed.")
    return name


def make_campaign(env, recipients):
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
    env["dm.gateway"].create({"name": "Bench", "kind": "odoo", "company_id": env.company.id})
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
    """Prepare a mailing; none is sent."""
    return undone(env, lambda: mail(env, recipients))


def mail(env, recipients):
    """Let a mailing of Odoo's prepare its texts for a part of the customers.

    :return: how many
    """
    people = env["res.partner"].search([("name", "=like", "Message %")], limit=recipients)
    mailing = env["mailing.mailing"].create({
        "subject": "Messages", "mailing_type": "sms", "body_plaintext": TEXT, "keep_archives": True,
        "mailing_model_id": env["ir.model"]._get_id("res.partner"),
        "mailing_domain": repr([("id", "in", people.ids)]),
    })
    mailing.action_send_sms(people.ids)
    return env["sms.sms"].search_count([("mailing_id", "=", mailing.id)])
