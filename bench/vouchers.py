"""What issuing vouchers costs: ours, Odoo's own wizard, and the rows written by plain SQL."""
from odoo.tools import SQL

from .measure import memory_of, take_turns, undone

# The wizard needs over a gigabyte for all: it is measured on a part, and multiplied.
WIZARD_SHARE = 20


def compare(env, recipients, rounds):
    """Measure the three ways to give a voucher of 20 € to many recipients.

    :return: the timings by name, and the megabytes by which ours raised the process's peak
    :rtype: tuple[dict, float]
    """
    campaign = _campaign(env, recipients)
    memory = memory_of(lambda: _ours(env, campaign))
    return take_turns({
        "ours": lambda: _ours(env, campaign), "sql": lambda: _plain(env, campaign),
        "wizard": lambda: _wizard(env, campaign),
    }, rounds), memory


def _campaign(env, recipients):
    """Return a campaign whose list has so many customers."""
    env.execute_query(SQL(
        """INSERT INTO res_partner (name, complete_name, active, type, customer_rank, autopost_bills)
           SELECT 'Voucher ' || n, 'Voucher ' || n, TRUE, 'contact', 1, 'ask' FROM generate_series(1, %s) n""",
        recipients,
    ))
    env.execute_query(SQL("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Voucher %%'"))
    campaign = env["dm.campaign"].create({
        "name": "Vouchers", "start_with": "all", "voucher_mode": "fixed", "voucher_amount": 20,
    })
    env.flush_all()
    env.execute_query(SQL(
        """INSERT INTO dm_recipient (campaign_id, partner_id, name)
           SELECT %s, id, name FROM res_partner WHERE name LIKE 'Voucher %%'""", campaign.id,
    ))
    env.execute_query(SQL("ANALYZE res_partner"))
    env.execute_query(SQL("ANALYZE dm_recipient"))
    # The program stands before: it is one row, made once.
    campaign._ensure_voucher_program()
    env.invalidate_all()
    return campaign


def _ours(env, campaign):
    def work():
        campaign.action_generate_vouchers()
        return campaign.voucher_count
    return undone(env, work)


def _plain(env, campaign):
    """Write the same rows without looking at anything: cards, their history, the recipients' link."""
    def work():
        env.cr.execute(SQL(
            """WITH made AS (
                   INSERT INTO loyalty_card (program_id, company_id, partner_id, points, code, active, dm_campaign_id,
                                             dm_recipient_id, dm_amount, dm_issue_date, dm_label, create_date)
                   SELECT %s, %s, r.partner_id, 2000, '28' || lpad(r.id::text, 11, '0'), TRUE, %s, r.id, 20, now(), 'V',
                          now()
                     FROM dm_recipient r WHERE r.campaign_id = %s RETURNING id, dm_recipient_id
               ), noted AS (
                   INSERT INTO loyalty_history (card_id, description, issued, used) SELECT id, 'V', 2000, 0 FROM made
               ) UPDATE dm_recipient r SET voucher_id = made.id FROM made WHERE made.dm_recipient_id = r.id""",
            campaign.voucher_program_id.id, campaign.company_id.id, campaign.id, campaign.id,
        ))
        return env.cr.rowcount
    return undone(env, work)


def _wizard(env, campaign):
    """Let Odoo's wizard make the vouchers of a part of the customers."""
    def work():
        people = campaign.recipient_ids[:len(campaign.recipient_ids) // WIZARD_SHARE].partner_id
        wizard = env["loyalty.generate.wizard"].with_context(loyalty_no_mail=True, action_no_send_mail=True).create({
            "program_id": campaign.voucher_program_id.id, "mode": "selected", "points_granted": 2000,
            "customer_ids": people.ids,
        })
        return len(wizard.generate_coupons())
    return undone(env, work)
