from . import test_house
from . import test_house_builders
from . import test_selection_lines
from . import test_purchase_lines
from . import test_purchase_till
from . import test_result_closing
from . import test_result_figures
from . import test_result_period
