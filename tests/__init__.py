from . import test_house
from . import test_purchase_ticket_file
