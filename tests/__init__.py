from . import test_house
