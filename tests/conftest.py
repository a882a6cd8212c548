"""Settings that every test shares: a silent overflow or a 0/0 is an error here."""

import numpy as np

np.seterr(all="raise")
