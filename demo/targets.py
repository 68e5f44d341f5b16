"""Two saved targets: the garage's old cars, one row each, and the good customers of a season."""
import datetime as dt

from odoo.fields import Command

from .contacts import family

OLD = 12


def save(env, today):
    """Create the targets and make their lists.

    :return: the targets: old vehicles, clothes of last spring
    """
    targets = env["dm.target"].create([_old_vehicles(env, today), _spring_clothes(env, today)])
    targets.action_refresh()
    return targets


def _old_vehicles(env, today):
    """Seed C's own example, with its fixed date: what has to be changed when the target is loaded again."""
    limit = today.replace(day=1, year=today.year - OLD)
    return {
        "name": f"Véhicules de plus de {OLD} ans",
        "description": f"Véhicules mis en circulation il y a plus de {OLD} ans, hors loueurs",
        "model_id": env["ir.model"]._get_id("fleet.vehicle"),
        "refresh_every": "month",
        "filter_ids": [Command.create({"condition_ids": [Command.create({
            "kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id",
            "domain": repr([("acquisition_date", "<", str(limit))]),
        })]})],
    }


def _spring_clothes(env, today):
    clothes = env["product.category"].search([("name", "=", "Vêtements")], limit=1)
    year = today.year - (today < dt.date(today.year, 6, 1))
    return {
        "name": f"Femmes, vêtements du printemps {year}",
        "description": "Clientes qui ont acheté des vêtements au printemps",
        "filter_ids": [Command.create({
            "partner_domain": repr([("category_id", "in", family(env, "Femme").ids)]),
            "categ_ids": [Command.set(clothes.ids)], "purchase_mode": "bought",
            "purchase_date_from": dt.date(year, 3, 1), "purchase_date_to": dt.date(year, 5, 31),
        })],
    }
