from . import test_demo_shop
from . import test_house
from . import test_house_builders
from . import test_selection_lines
from . import test_selection_screen
