"""The products in Odoo: their categories, for the office and for the till."""
from odoo.fields import Command

from .goods import FAMILIES, SERVICES


def fill(env, goods, tax):
    """Create categories and products.

    :param list goods: what ``goods.catalogue`` returns
    :param tax: the tax that prices contain
    :return: the product variants in the order of ``goods``, and the categories by key
    :rtype: tuple
    """
    categories, counters = {}, {}
    for key, parent, name, _months in FAMILIES:
        categories[key] = env["product.category"].create({
            "name": name, "parent_id": categories[parent].id if parent else False,
        })
        counters[key] = env["pos.category"].create({
            "name": name, "parent_id": counters[parent].id if parent else False, "color": len(counters) % 11,
        })
    products = env["product.product"].create([
        _prepare_product(good, categories[good["family"]], counters[good["family"]], tax) for good in goods
    ])
    return products, categories


def _prepare_product(good, category, counter, tax):
    return {
        "name": good["name"], "default_code": good["ref"], "list_price": good["cents"] / 100,
        "standard_price": good["cost"] / 100, "type": "service" if good["ref"].startswith(SERVICES) else "consu",
        "categ_id": category.id, "pos_categ_ids": [Command.set(counter.ids)], "available_in_pos": True,
        "taxes_id": [Command.set(tax.ids)], "supplier_taxes_id": False, "invoice_policy": "order",
    }
