"""The algorithms of a deep-learning fundamentals course.

Notation, everywhere: examples first, features last. X (m, n), y (m,), one-hot Y (m, K),
images (m, H, W, C), W (n_out, n_in), b (n_out,), so Z = A @ W.T + b.
A cost J carries the 1/m, so d… always means ∂J/∂…; a slope is sigmoid_prime.
Predictions come first: mse(y_hat, y).

Import the modules you need: `from dlcourse import data, descent, linear`.
Each needs NumPy alone, except plots and widgets (which the extra "plots" brings).
"""

__version__ = "0.1.0"
