from . import test_house
from . import test_house_builders
from . import test_selection_lines
from . import test_purchase_lines
from . import test_purchase_till
