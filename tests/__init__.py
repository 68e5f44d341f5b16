from . import test_house
from . import test_house_builders
