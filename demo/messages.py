"""The SMS of the campaign whose results come in: most were delivered, some not, and two customers answered.

They were handed over by nobody: what a gateway would have said is written down, the same for everybody.
"""
import datetime as dt

from odoo.tools import SQL

from ..models.message import outcomes
from ..models.message.webhook import Event

TEXT = (
    "Bonjour #Ident# #Nom#, la nouvelle collection vous attend en avant-premiere chez Maison Belrive. Avec ce message, "
    "#MontantBon# euros offerts jusqu'au #Date_ValiditerBon#."
)
# Of every so many messages, one failed, one was sent and never reported.
FAILED, SILENT = 37, 11
PATIENCE = dt.timedelta(minutes=4)


def send(env, campaign):
    """Send the SMS of a campaign on its shipping date, in the morning, and let it be told what became of them."""
    if not campaign.recipient_count:
        return  # a shop of a few customers
    campaign.sms_body = TEXT
    campaign.action_send_sms()
    moment = env["dm.window"]._get_opening("FR", "Europe/Paris", dt.datetime.combine(campaign.send_date, dt.time(8)))
    env.flush_all()
    _hand_over(env, campaign, moment)
    waiting = env["dm.message"].search([("campaign_id", "=", campaign.id), ("state", "=", "queued")], order="id")
    if not waiting:
        return
    told = [_tell(place, message.uuid) for place, message in enumerate(waiting, 1)]
    accepted = [{**row, "state": "sent"} for row in told if row["state"] in ("sent", "delivered")]
    outcomes.apply(env, accepted, moment)
    outcomes.apply(env, told, moment + PATIENCE)
    campaign._mark_vouchers_told()
    campaign._keep({"message_date": moment})
    _answer(env, waiting, moment)


def _hand_over(env, campaign, moment):
    """Write down when the messages were prepared and handed over."""
    env.cr.execute(SQL(
        """UPDATE dm_message SET queued_date = %s, submit_date = CASE WHEN state = 'queued' THEN %s END,
                  gateway_id = %s WHERE campaign_id = %s""",
        moment - PATIENCE, moment, env["dm.gateway"]._get_for(campaign.company_id, "sms").id or None, campaign.id,
    ))
    env.invalidate_all()


def _tell(place, uuid):
    """Return what the gateway told of a message: the seventh hung up before it said anything."""
    if place == 7:
        return outcomes.told(uuid, "uncertain", code="broken")
    if place % FAILED == 0:
        return outcomes.told(uuid, "failed", code="number", error="Numéro non attribué")
    state = "sent" if place % SILENT == 0 else "delivered"
    return outcomes.told(uuid, state, reference=f"essai-{place}", points=1)


def _answer(env, messages, moment):
    """Let two customers answer."""
    gateway = messages.sudo().gateway_id[:1]
    answers = (("answer", "Merci, je passerai samedi !", 20), ("stop", "STOP", 45))
    for message, (kind, text, minutes) in zip(messages, answers, strict=False):
        env["dm.gateway.event"].sudo()._receive(gateway, [Event(
            kind=kind, event_hash=f"essai-{kind}", number=message.number, text=text,
            event_date=moment + dt.timedelta(minutes=minutes),
        )])
    env.cr.execute(SQL(
        "UPDATE dm_gateway_event SET create_date = event_date, applied_date = event_date WHERE gateway_id = %s",
        gateway.id,
    ))
    env.invalidate_all()
