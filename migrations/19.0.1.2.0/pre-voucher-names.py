"""Give the gift voucher's fields their other names, too: the script of 19.0.1.1.0 read the catalogue's file alone."""
from lxml import etree

from odoo.tools import file_open


def migrate(cr, _version):
    """Fill in what is missing before ready texts are loaded that use those names."""
    with file_open("direct_marketing/data/dm_voucher_data.xml", "rb") as file:
        records = etree.parse(file).iter("record")
        named = [(record.get("id"), record.findtext("field[@name='aliases']")) for record in records]
    for name, aliases in named:
        cr.execute(
            """UPDATE dm_field SET aliases = %s
                 FROM ir_model_data d
                WHERE d.module = 'direct_marketing' AND d.model = 'dm.field' AND d.name = %s
                  AND d.res_id = dm_field.id AND dm_field.aliases IS NULL""", [aliases, name],
        )
