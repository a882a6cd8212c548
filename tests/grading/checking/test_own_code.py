"""What is read off a student's function without calling it."""

import pytest
from toy_exercise import cell

from dlcourse.grading.checking.own_code import functions_of, not_at_hand, returns


def test_the_functions_that_a_function_calls_are_found_each_once():
    names = cell("""
import numpy as np
def f(x): return g(x) + h(x)
def g(x): return h(x)
def h(x): return f(x) if x else np.mean(x)
def unused(x): return x
""")
    assert [f.__name__ for f in functions_of(names["f"])] == ["f", "g", "h"]
    assert functions_of(len) == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("import numpy as np\nimport math\ndef f(x): return np.exp(math.pi)", []),
        ("import matplotlib.pyplot as plt\ndef f(x): return plt.plot(x)", ["matplotlib"]),
        ("from sklearn.metrics import accuracy_score as a\ndef f(x): return a(x, x)", ["sklearn"]),
        ("def f(x):\n    from sklearn import metrics\n    return metrics", ["sklearn"]),
        ("def f(x):\n    def g():\n        import sklearn.metrics\n    return g()", ["sklearn"]),
        ("from dlcourse.ops import dense\ndef f(x): return dense(x, x, x)", ["dlcourse"]),
        ("import dlcourse\ndef g(x): return dlcourse\ndef f(x): return g(x)", ["dlcourse"]),
        ("import numpy.linalg as la\ndef f(x): return la.norm(x)", []),
        ("from collections import Counter\ndef f(x): return Counter(x)", []),
        ("from scipy.special import xlogy\ndef f(x): return xlogy(x, x)", ["scipy"]),
        ("from scipy.signal import convolve2d as f", ["scipy"]),
        ("import numpy as np, dlcourse.ops as o\nf = np.vectorize(o.dense)", ["dlcourse"]),
        ("from dlcourse import data\nt = data.digits()\ndef f(x): return t.X", ["dlcourse"]),
        ("import numpy as np\ndef g(x): return x\nf = np.vectorize(g)", []),
        ("import matplotlib\ndef f(x): return x", []),  # it is there, and f does without it
    ],
)
def test_what_the_grader_lacks_is_named(source, missing):
    assert not_at_hand(cell(source)["f"]) == missing


@pytest.mark.parametrize(
    ("source", "some"),
    [
        ("def f(x):\n    ...", False),
        ("def f(x):\n    return", False),
        ("def f(x):\n    return None", False),
        ("def f(x):\n    print(x)", False),
        ("def f(x):\n    return 1", True),
        ("def f(x):\n    return x", True),
        ("def f(x):\n    if x:\n        return x", True),
        ("f = lambda x: x + 1", True),
    ],
)
def test_a_return_with_a_value_is_seen(source, some):
    assert returns(cell(source)["f"]) is some
    assert returns(len) is True
