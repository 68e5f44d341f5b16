"""Four campaigns in four states; the story of the sales knows whom they reached."""
import datetime as dt


def plans(today):
    """Return the campaigns that were sent, as the story of the sales needs them.

    :return: dictionaries with ``sent`` (date), ``aims`` (customer → bool), ``share`` of those who answer
    :rtype: list[dict]
    """
    return [
        {"sent": today - dt.timedelta(days=130), "share": 0.16, "aims": _aims_south},
        {"sent": today - dt.timedelta(days=24), "share": 0.15, "aims": _aims_women},
    ]


def run(env, today):
    """Create the campaigns."""
    return env["res.partner"]


def _aims_south(person):
    return person["accepts"] and (person["zip"] or "")[:2] in ("64", "65", "40")


def _aims_women(person):
    return person["accepts"] and "Femme" in person["tags"]
