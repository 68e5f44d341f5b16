from . import test_house
from . import test_house_builders
from . import test_purchase_ticket_file
from . import test_result_real_tickets
from . import test_selection_lines
from . import test_selection_screen
