"""Let the points of a card be empty for who has no card."""


def migrate(cr, _version):
    """Read the points beside the card's number; a field that the shop made another stays as it is."""
    cr.execute(
        """UPDATE dm_field SET path = 'dm_card_code, dm_card_points', shape = 'second'
            WHERE path = 'dm_card_points' AND shape = 'first' AND id IN (
                      SELECT res_id FROM ir_model_data
                       WHERE module = 'direct_marketing' AND name = 'dm_field_pointscarte'
                  )"""
    )
