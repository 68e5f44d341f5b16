"""The sandbox's page: what came in, and buttons that answer as phones and customers would."""
import time
from html import escape
from pathlib import Path

from .desk import ABILITIES, FAULTS

NEWEST = 200
FRENCH = {
    "Sandbox gateway": "Passerelle d’essai",
    "Messages end here: nothing is sent to anybody.": "Les messages s’arrêtent ici : rien n’est envoyé à personne.",
    "messages": "messages", "credit left": "crédit restant", "requests": "requêtes", "taken twice": "reçus deux fois",
    "Deliver": "Remis", "Fail": "Échec", "Answer": "Répondre", "Settings": "Réglages", "Apply": "Appliquer",
    "Forget the messages": "Oublier les messages", "Credit": "Crédit", "accepted": "accepté", "delivered": "remis",
    "failed": "échoué", "advertising": "publicité", "service": "service",
    "Report delivery by itself": "Accuser réception tout seul",
    "After a fault it": "Après une panne, elle", "remembers references (key)": "reconnaît les références (clé)",
    "can be asked (look-up)": "peut être interrogée", "can do neither": "ne sait ni l’un ni l’autre",
    "Faults, in percent of the requests": "Pannes, en pourcentage des requêtes",
    "refuses the number": "refuse le numéro",
    "is slow": "est lente", "hangs up before taking it": "raccroche avant de prendre",
    "hangs up after taking it": "raccroche après avoir pris", "answers 503": "répond 503",
    "answers nonsense": "répond n’importe quoi", "is busy (429)": "est occupée (429)",
    "Nothing came in yet. Send a campaign, or try the gateway.":
        "Rien n’est encore arrivé. Envoyez une campagne, ou essayez la passerelle.",
}
NAMES = {
    "key": "remembers references (key)", "look_up": "can be asked (look-up)", "neither": "can do neither",
    "refuse": "refuses the number", "delay": "is slow", "drop": "hangs up before taking it",
    "late_drop": "hangs up after taking it", "error": "answers 503", "garbage": "answers nonsense",
    "busy": "is busy (429)",
}
STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def language(accepted):
    """Return the language of a page for what a browser accepts.

    >>> language("fr-FR,fr;q=0.9,en;q=0.8"), language("en"), language("")
    ('fr', 'en', 'en')
    """
    return "fr" if accepted.strip().lower().startswith("fr") else "en"


def page(desk, lang):
    """Return the page.

    :param Desk desk:
    :param str lang: ``fr`` or ``en``
    """
    def say(text):
        return escape(FRENCH.get(text, text) if lang == "fr" else text)

    state = desk.state()
    counts = [
        (len(state["messages"]), "messages"), (round(state["credit"]), "credit left"), (state["requests"], "requests"),
        (state["twice"], "taken twice"),
    ]
    figures = "".join(f"<div><dt>{say(name)}</dt><dd>{count:n}</dd></div>" for count, name in counts)
    rows = "".join(_message(message, say) for message in reversed(state["messages"][-NEWEST:]))
    empty = say("Nothing came in yet. Send a campaign, or try the gateway.")
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{say("Sandbox gateway")}</title>'
        f"<style>{STYLE}</style><header><h1>{say('Sandbox gateway')}</h1>"
        f"<p>{say('Messages end here: nothing is sent to anybody.')}</p><dl>{figures}</dl></header>"
        f"<main>{rows or f'<article>{empty}</article>'}</main>{_settings(state, say)}</html>"
    )


def _message(message, say):
    kind = "advertising" if message["advertising"] else "service"
    moment = time.strftime("%d/%m %H:%M:%S", time.localtime(message["moment"]))
    answer = f'<div class="back">{escape(message["answer"])}</div>' if message["answer"] else ""
    return (
        f'<article id="{escape(message["id"])}"><div class="head"><b>{escape(message["number"])}</b>'
        f'<small>{escape(message["sender"])}</small>'
        f'<span class="badge {message["status"]}">{say(message["status"])}</span>'
        f'<span class="badge">{say(kind)}</span><small>{moment}</small></div>'
        f'<div class="text">{escape(message["text"])}</div>{answer}'
        + _button(message, "delivered", say("Deliver")) + " " + _button(message, "failed", say("Fail")) + " "
        + _form(
            message,
            f'<input type="text" name="text" value="STOP"><button name="what" value="answer">{say("Answer")}</button>',
        )
        + "</article>"
    )


def _button(message, what, label):
    return _form(message, f'<button name="what" value="{what}">{label}</button>')


def _form(message, controls):
    name = f'<input type="hidden" name="id" value="{escape(message["id"])}">'
    return f'<form method="post" action="/do">{name}{controls}</form>'


def _settings(state, say):
    abilities = "".join(
        f'<option value="{name}"{" selected" if name == state["ability"] else ""}>{say(NAMES[name])}</option>'
        for name in ABILITIES
    )
    faults = "".join(
        f'<label>{say(NAMES[name])}<input type="number" min="0" max="100" name="{name}" '
        f'value="{state["faults"].get(name, 0) * 100:g}"></label>'
        for name in FAULTS
    )
    checked = " checked" if state["reports"] else ""
    return (
        f'<aside><h2>{say("Settings")}</h2><form method="post" action="/settings">'
        f'<label>{say("Credit")}<input type="number" name="credit" value="{state["credit"]:g}"></label>'
        f'<label>{say("Report delivery by itself")}<input type="checkbox" name="reports"{checked}></label>'
        f'<label>{say("After a fault it")}</label><select name="ability">{abilities}</select>'
        f'<fieldset><legend>{say("Faults, in percent of the requests")}</legend>{faults}</fieldset>'
        f'<button class="main">{say("Apply")}</button>'
        f'<button name="clear" value="1">{say("Forget the messages")}</button></form></aside>'
    )
