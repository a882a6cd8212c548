"""The names and arguments that chapters, exercises and other people's code rely on."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent

# module -> public name -> its arguments. A name without arguments is a type.
SURFACE = {
    "blackboard": {
        "Array": None,
        "sigmoid": "(z)",
        "dense": "(A, W, b)",
        "dense_backward": "(dZ, A, W)",
        "mse": "(y_hat, y)",
        "mse_grad": "(y_hat, y)",
        "binary_cross_entropy": "(a, y)",
        "binary_cross_entropy_grad": "(a, y)",
        "linear_cost_and_grad": "(w, b, X, y)",
        "softmax": "(z)",
        "conv1d": "(x, h)",
        "cross_correlate1d": "(x, h)",
        "convolve2d": "(A, w)",
        "conv2d": "(A, W, b, *, stride=1, pad=0)",
        "conv2d_backward": "(dZ, A, W, *, stride=1, pad=0)",
        "maxpool2d": "(A, *, f=2, stride=2)",
        "maxpool2d_backward": "(dP, A, *, f=2, stride=2)",
        "output_size": "(n, f, *, stride=1, pad=0)",
        "cross_entropy": "(P, Y)",
        "cross_entropy_grad": "(P, Y)",
        "softmax_cross_entropy": "(Z, Y)",
        "softmax_cross_entropy_grad": "(Z, Y)",
        "logistic_cost_and_grad": "(w, b, X, y)",
        "half_mse": "(a, y)",
        "half_mse_grad": "(a, y)",
        "sigmoid_cross_entropy": "(z, y)",
        "sigmoid_cross_entropy_grad": "(z, y)",
        "entropy": "(p)",
        "l2_penalty": "(W, alpha)",
        "l2_penalty_grad": "(W, alpha)",
        "gradient_descent": "(dJ, w, *, lr, steps)",
        "stochastic_gradient_descent": "(dJ, w, X, y, *, lr, rng, batch_size=1, epochs=1)",
        "sequential_descent": "(dJ, w, *, lr, rounds)",
        "momentum": "(dJ, w, *, lr, beta=0.9, steps)",
        "rmsprop": "(dJ, w, *, lr=0.001, beta=0.9, eps=1e-08, steps)",
        "adam": "(dJ, w, *, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, steps)",
        "delta_rule": "(X, y, w, *, lr, epochs=1)",
        "perceptron": "(X, y, w, *, lr=1.0, epochs)",
        "forward": "(X, layers)",
        "logistic_regression": "(X, y, w, b, *, lr, steps)",
        "train": "(net, X, Y, loss_grad, *, lr, rng, batch_size, epochs)",
        "topological_order": "(root)",
        "backpropagate": "(root)",
        "learn_kernel": "(x, y, h, *, lr, steps)",
    },
    "ops": {
        "dense": "(A, W, b)",
        "dense_backward": "(dZ, A, W, *, need_dA=True, out=None)",
        "linear_cost_and_grad": "(w, b, X, y)",
        "conv1d": "(x, h)",
        "cross_correlate1d": "(x, h)",
        "convolve2d": "(A, w)",
        "conv2d": "(A, W, b, *, stride=1, pad=0)",
        "conv2d_backward": "(dZ, A, W, *, stride=1, pad=0, need_dA=True, out=None)",
        "maxpool2d": "(A, *, f=2, stride=2)",
        "maxpool2d_backward": "(dP, A, *, f=2, stride=2, P=None)",
        "output_size": "(n, f, *, stride=1, pad=0)",
        "logistic_cost_and_grad": "(w, b, X, y)",
    },
    "gradcheck": {
        "Array": None,
        "GradCheck": "(passed, error, worst, analytic, numeric, tol)",
        "numerical_gradient": "(f, x, *, h=…)",
        "relative_error": "(a, b, *, floor=0.0)",
        "check_gradient": "(f, df, x, *, tol=1e-07)",
    },
    "schedules": {
        "Schedule": None,
        "LossSchedule": "(rule)",
        "rate_at": "(lr, t, loss=None)",
        "constant": "(lr)",
        "inverse_power": "(lr, power)",
        "proportional_to_loss": "(lr)",
        "step_decay": "(lr, factor, every)",
        "exponential_decay": "(lr, factor)",
        "cosine": "(lr, steps, *, lowest=0.0)",
        "warmup": "(lr, steps)",
    },
    "autodiff": {"Value": "(data, parents=…, op='', *, slopes=…)", "trace": "(root)"},
    "metrics": {
        "accuracy": "(y_hat, y)",
        "confusion_matrix": "(y_hat, y, K=None)",
        "r2": "(y_hat, y)",
        "mean_absolute_error": "(y_hat, y)",
    },
    "optim": {
        "sgd_step": "(w, dw, *, lr)",
        "momentum_step": "(w, dw, v, *, lr, beta=0.9)",
        "rmsprop_step": "(w, dw, s, *, lr, beta=0.9, eps=1e-08)",
        "adam_step": "(w, dw, v, s, t, *, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08)",
        "Optimiser": None,
        "WithL2": "(opt, alpha)",
        "SGD": "(lr)",
        "Momentum": "(lr, *, beta=0.9)",
        "RMSProp": "(lr=0.001, *, beta=0.9, eps=1e-08)",
        "Adam": "(lr=0.001, *, beta1=0.9, beta2=0.999, eps=1e-08)",
    },
    "descent": {
        "Point": "(t, w, cost, gradient, step=None, decrease=None)",
        "Trace": "(w, path, costs, iterations, converged, reason, diverged)",
        "StopRule": None,
        "small_gradient": "(tol)",
        "small_step": "(tol)",
        "small_decrease": "(tol)",
        "any_of": "(*rules)",
        "gradient_descent": "(J, dJ, w0, *, lr, max_iter=1000, stop=…, callback=None)",
        "sequential_descent": "(dJ, w0, *, lr, rounds)",
        "stochastic_gradient_descent": "(J, dJ, w0, X, y, *, lr, rng, batch_size=1, epochs=1, "
        "stop=…, callback=None)",
    },
    "activations": {
        "sigmoid": "(z)",
        "sigmoid_prime": "(z)",
        "tanh": "(z)",
        "tanh_prime": "(z)",
        "relu": "(z)",
        "relu_prime": "(z)",
        "leaky_relu": "(z, slope=0.01)",
        "leaky_relu_prime": "(z, slope=0.01)",
        "identity": "(z)",
        "identity_prime": "(z)",
        "step": "(z)",
        "softmax": "(z)",
        "log_softmax": "(z)",
        "softmax_jacobian": "(z)",
        "ACTIVATIONS": None,
    },
    "losses": {
        "mse": "(y_hat, y)",
        "mse_grad": "(y_hat, y)",
        "half_mse": "(a, y)",
        "half_mse_grad": "(a, y)",
        "binary_cross_entropy": "(a, y)",
        "binary_cross_entropy_grad": "(a, y)",
        "sigmoid_cross_entropy": "(z, y)",
        "sigmoid_cross_entropy_grad": "(z, y)",
        "cross_entropy": "(P, Y)",
        "cross_entropy_grad": "(P, Y)",
        "softmax_cross_entropy": "(Z, Y)",
        "softmax_cross_entropy_grad": "(Z, Y)",
        "entropy": "(p)",
        "l2_penalty": "(W, alpha)",
        "l2_penalty_grad": "(W, alpha)",
    },
    "linear": {
        "DeltaRuleRow": "(i, a, error, w_before, w_after)",
        "DeltaRuleTrace": "(w, rows, diverged, reason)",
        "add_bias_column": "(X)",
        "predict_linear": "(X, w)",
        "predict_logistic": "(X, w)",
        "linear_regression": "(X, y, *, lr, max_iter=1000, stop=…, w0=None)",
        "logistic_regression": "(X, y, *, lr, max_iter=1000, stop=…, w0=None)",
        "normal_equation": "(X, y)",
        "delta_rule": "(X, y, w0, *, lr, epochs=1)",
        "PerceptronUpdate": "(epoch, i, z, w_before, w_after)",
        "PerceptronTrace": "(w, updates, mistakes, converged, reason)",
        "perceptron": "(X, y, *, max_epochs=100, rng=None, lr=1.0, w0=None)",
        "margin": "(X, y, w)",
        "mistake_bound": "(X, y, w)",
    },
    "layers": {
        "Layer": None,
        "Dense": "(n_in, n_out, *, rng, init=…, dtype=…)",
        "Activation": "(name)",
        "Conv2D": "(c_in, c_out, *, f, stride=1, pad=0, rng, init=…, dtype=…)",
        "MaxPool2D": "(f=2, *, stride=2)",
        "Flatten": "()",
    },
    "network": {
        "Epoch": "(number, loss, validation_loss, net)",
        "History": "(loss, validation_loss, step_loss)",
        "Parameters": None,
        "Sequential": "(*layers)",
        "fit": "(net, X, y, *, loss, opt, epochs, batch_size=None, rng=None, validation=None, "
        "callback=None, progress=False)",
        "minibatches": "(X, y, *, batch_size, rng)",
        "train_step": "(net, X, y, loss, opt)",
        "staircase": "(f, H, *, steepness)",
    },
    "data": {
        "Dataset": "(X, y, feature_names, units, source, synthetic, *, name='table', "
        "target_name='y', target_unit='', classes=…, licence='', note='', groups=None, truth=…)",
        "Standardiser": "(mean, std)",
        "digits": "()",
        "diabetes": "()",
        "breast_cancer": "()",
        "housing": "()",
        "california_housing": "(data_home=None)",
        "mnist": "(data_home=None)",
        "moons": "(m, *, noise=0.2, rng=None)",
        "spirals": "(m, *, noise=0.03, rng=None)",
        "blobs": "(m, *, K=2, noise=0.6, rng=None)",
        "xor": "(m, *, noise=0.2, rng=None)",
        "line": "(m, *, noise=0.0, rng=None)",
        "train_test_split": "(X, y, *, test=0.25, rng=None, groups=None)",
        "standardise": "(X_train, *others)",
        "one_hot": "(y, K=None)",
    },
    "plots": {
        **dict.fromkeys(("PALETTE", "STYLE", "CSS_PX", "Array")),
        **dict.fromkeys(("INK", "MUTED", "GRID", "PAPER", "BLUE", "VERMILLION", "GREEN", "PURPLE")),
        "canvas": "(*, width=4.8, height=3.2, **axes)",
        "style": "()",
        "svg": "(figure, *, prefix=None)",
        "number": "(value, fmt='.2f')",
        "landscape": "(axes, x, y, J, *, levels=12)",
        "halves": "(axes, x, y, a)",
    },
    "widgets": {
        "Choice": "(label, values, start, unit=…)",
        "Frame": "(figures, alt, readout='', shown=…)",
        "Slider": "(label, values, start, unit=…, fmt='g')",
        "Source": "(function, *, doc=False)",
        "Table": "(columns, rows, fmt='.3f', caption='')",
        "Widget": "(draw, controls, play=None, pace=0.4)",
        "picture": "(draw)",
        "widget": "(*, play=None, pace=0.4, **controls)",
    },
    "experiments": {},
    "pictures": {},
    "grading": {
        "check": "(number=None, function=None)",
        "hint": "(number)",
        "solution": "(number)",
    },
}

# No lecture is the source of these, and no chapter their place.
AROUND = {"plots", "widgets", "pictures", "grading"}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def defined(path):
    """Return the public names that a file defines; for a package, those that it hands on."""
    if path.name == "__init__.py":
        return set(importlib.import_module(f"dlcourse.{path.parent.name}").__all__)
    names = []
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names += [name.id for name in node.targets[0].elts]
    return {name for name in names if not name.startswith("_")}


def arguments(f):
    """Return the signature without types; a computed default is shown as …."""
    parameters = []
    star = False
    for p in inspect.signature(f).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not star:
            parameters.append("*")
            star = True
        simple = p.default is None or isinstance(p.default, float | int | str)
        shown = repr(p.default) if simple and len(repr(p.default)) < 8 else "…"
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}
        name = f"{stars.get(p.kind, '')}{p.name}"
        parameters.append(name if p.default is p.empty else f"{name}={shown}")
    return f"({', '.join(parameters)})"


def public_definitions():
    """Yield (where, node) for each public function and class of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent == PACKAGE and path.stem == "_check":
            continue  # not for readers
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(PACKAGE)}:{node.name}", node


def has_a_source(where):
    file, _, name = where.partition(":")
    module = Path(file).parts[0].removesuffix(".py")
    # Chapters import the modules of experiments one by one, so all that is public there counts.
    return module not in AROUND and (module == "experiments" or name in SURFACE.get(module, ()))


DEFINITIONS = dict(public_definitions())
FUNCTIONS = {
    w: n for w, n in DEFINITIONS.items() if isinstance(n, ast.FunctionDef) and has_a_source(w)
}


def test_every_module_is_in_the_table():
    modules = {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("_")}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert modules | packages == SURFACE.keys()


@pytest.mark.parametrize("module", SURFACE)
def test_a_module_defines_the_names_of_the_table_and_no_others(module):
    folder = PACKAGE / module
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    assert defined(path) == SURFACE[module].keys()


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [(m, name, a) for m, names in SURFACE.items() for name, a in names.items() if a],
)
def test_the_arguments_are_those_of_the_table(module, name, expected):
    assert arguments(getattr(importlib.import_module(f"dlcourse.{module}"), name)) == expected


def expanded(module):
    """Return the names whose signature, as help() shows it, is full of NumPy's own types."""
    it = importlib.import_module(f"dlcourse.{module}")
    named = ((name, getattr(it, name)) for name, given in SURFACE[module].items() if given)
    return [name for name, f in named if re.search(r"numpy\.|Union\[", str(inspect.signature(f)))]


@pytest.mark.parametrize("module", SURFACE)
def test_help_shows_the_names_of_types_and_not_what_they_stand_for(module):
    assert expanded(module) == []


def test_the_default_rule_is_a_small_gradient_of_1e_6():
    from dlcourse import descent, linear

    for f in (
        descent.gradient_descent,
        linear.linear_regression,
        linear.logistic_regression,
    ):
        rule = inspect.signature(f).parameters["stop"].default
        at = [descent.Point(0, None, 0.0, gradient) for gradient in (1e-6, 1.1e-6)]
        assert [rule(point) is None for point in at] == [False, True]


@pytest.mark.parametrize("where", DEFINITIONS)
def test_every_public_function_and_class_has_a_docstring(where):
    assert ast.get_docstring(DEFINITIONS[where])


@pytest.mark.parametrize("where", FUNCTIONS)
def test_a_docstring_names_its_source_and_chapter_in_at_most_twelve_lines(where):
    doc = ast.get_docstring(FUNCTIONS[where])
    assert "Source: " in doc
    assert re.search(r"Chapters? \d", doc)
    assert doc.count("\n") + 1 <= 12


@pytest.mark.parametrize("where", [w for w, n in FUNCTIONS.items() if n.args.args])
def test_a_docstring_speaks_of_every_argument(where):
    node = FUNCTIONS[where]
    doc = ast.get_docstring(node)
    names = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
    assert [name for name in names if not re.search(rf"\b{name}\b", doc)] == []


def test_the_readers_of_the_tables_see_what_is_there(tmp_path):
    path = tmp_path / "m.py"
    path.write_text("import os\nA = 1\nB: int = 2\n_c = 3\ndef f(): ...\nclass G: ...\n")
    assert defined(path) == {"A", "B", "f", "G"}
    assert arguments(lambda a, *b, c=1, d=print: 0) == "(a, *b, *, c=1, d=…)"
