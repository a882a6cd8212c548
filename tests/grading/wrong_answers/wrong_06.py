"""Wrong answers to exercise 06, as students write them, and what the check must say to each."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("the last short batch dropped")
def deal_batches__last_rows_dropped(X, y, batch_size, order):
    """The last rows, which fill no batch, are lost."""
    batches = []
    for k in range(len(order) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        batches.append((X[rows], y[rows]))
    return batches


@answered("the same batches each epoch")
def deal_batches__order_unused(X, y, batch_size, order):
    """The rows are not dealt: they come in the table's order."""
    return [
        (X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, X.shape[0], batch_size)
    ]


@answered("y not dealt")
def deal_batches__only_X_dealt(X, y, batch_size, order):
    """The rows of X are dealt, and the answers y are not."""
    X_new = X[order]
    batches = []
    for i in range(0, len(X), batch_size):
        batches.append((X_new[i : i + batch_size], y[i : i + batch_size]))
    return batches


@answered("the first batch alone")
def deal_batches__return_in_the_loop(X, y, batch_size, order):
    """The return stands inside the loop, so only the first batch comes back."""
    batches = []
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        batches.append((X[rows], y[rows]))
        return batches


@answered("y before X")
def deal_batches__y_first(X, y, batch_size, order):
    """The pairs are the wrong way round: y before X."""
    result = []
    for i in range(0, len(order), batch_size):
        b = order[i : i + batch_size]
        result.append((y[b], X[b]))
    return result


@answered("one row further")
def deal_batches__windows(X, y, batch_size, order):
    """The start moves on by one row, not by a batch."""
    batches = []
    for i in range(len(order)):
        rows = order[i : i + batch_size]
        batches.append((X[rows], y[rows]))
    return batches


@answered("two lists")
def deal_batches__two_lists(X, y, batch_size, order):
    """Two lists come back, not one list of pairs."""
    Xs, ys = [], []
    for i in range(0, len(order), batch_size):
        Xs.append(X[order[i : i + batch_size]])
        ys.append(y[order[i : i + batch_size]])
    return Xs, ys


@answered("number for size, evenly")
def deal_batches__so_many_batches(X, y, batch_size, order):
    """The size of a batch is taken for the number of batches."""
    return [(X[rows], y[rows]) for rows in np.array_split(order, batch_size)]


@answered("the last batch alone")
def deal_batches__only_the_last(X, y, batch_size, order):
    """The list begins anew in each turn, so only the last batch is left."""
    for i in range(0, len(order), batch_size):
        batches = []
        rows = order[i : i + batch_size]
        batches.append((X[rows], y[rows]))
    return batches


@answered("the rest in the last full batch")
def deal_batches__rest_in_the_last(X, y, batch_size, order):
    """The rows that are left over make the last batch larger, and no batch of their own."""
    n_batches = len(order) // batch_size
    batches = []
    for k in range(n_batches):
        end = (k + 1) * batch_size
        if k == n_batches - 1:
            end = len(order)
        rows = order[k * batch_size : end]
        batches.append((X[rows], y[rows]))
    return batches


@answered(IN_WORDS)
def deal_batches__dealt_once_more(X, y, batch_size, order):
    """The function deals the rows itself, and the given order is not used."""
    perm = np.random.default_rng(0).permutation(len(X))
    batches = []
    for i in range(0, len(X), batch_size):
        rows = perm[i : i + batch_size]
        batches.append((X[rows], y[rows]))
    return batches


@answered(IN_WORDS)
def deal_batches__reversed(X, y, batch_size, order):
    """The order is walked from its end."""
    rows = order[::-1]
    return [
        (X[rows[i : i + batch_size]], y[rows[i : i + batch_size]])
        for i in range(0, len(rows), batch_size)
    ]


@answered("one row short")
def deal_batches__one_too_few(X, y, batch_size, order):
    """The slice ends one row too early."""
    batches = []
    for i in range(0, len(order), batch_size):
        idx = order[i : i + batch_size - 1]
        batches.append((X[idx], y[idx]))
    return batches


@answered("one row further, as many batches")
def deal_batches__index_as_start(X, y, batch_size, order):
    """The number of the batch is taken for its first row."""
    n_batches = int(np.ceil(len(order) / batch_size))
    return [(X[order[k : k + batch_size]], y[order[k : k + batch_size]]) for k in range(n_batches)]


@answered("no power")
def inverse_power_rate__no_power(lr, power, t):
    """The power is not used."""
    return lr / t


@answered("a product for a power")
def inverse_power_rate__times_for_power(lr, power, t):
    """The step is multiplied by p in place of raised to it."""
    return lr / (t * power)


@answered("it grows")
def inverse_power_rate__grows(lr, power, t):
    """The rate is multiplied by the power, and grows."""
    return lr * t**power


@answered("the rate in the power")
def inverse_power_rate__of_the_fraction(lr, power, t):
    """The first rate is raised to the power too."""
    return (lr / t) ** power


@answered("counted from 0")
def inverse_power_rate__counts_from_zero(lr, power, t):
    """One is added to t, which already begins at 1."""
    return lr / (t + 1) ** power


@answered("a power of e")
def inverse_power_rate__exponential(lr, power, t):
    """It is another schedule: the exponential one."""
    return lr * np.exp(-power * t)


@answered("the wrong exponent")
def inverse_power_rate__t_up(lr, power, t):
    """Base and exponent are swapped."""
    return lr / power**t


@answered("1 + p t")
def inverse_power_rate__decay_rate(lr, power, t):
    """It is another schedule, which one often sees: 1 + p t under the line."""
    return lr / (1 + power * t)


@answered(IN_WORDS)
def inverse_power_rate__prints(lr, power, t):
    """It prints the rate and returns nothing."""
    rate = lr / t**power
    print(rate)


@answered(GENERIC)
def inverse_power_rate__brackets(lr, power, t):
    """The power is upside down, and the rate grows."""
    return lr * t ** (1 / power)


@answered(GENERIC)
def inverse_power_rate__minus_in_the_exponent_lost(lr, power, t):
    """The power is subtracted."""
    return lr * t - power


@answered("always the root")
def inverse_power_rate__square_root(lr, power, t):
    """The root of t is taken, and the power is not used."""
    return lr / np.sqrt(t)


@answered("the old average")
def momentum_step__old_average(w, dw, v, lr, beta):
    """The step is made along the average before this gradient."""
    w_new = w - lr * v
    v_new = beta * v + (1 - beta) * dw
    return w_new, v_new


@answered("along the gradient alone")
def momentum_step__along_the_gradient(w, dw, v, lr, beta):
    """The step is along the gradient, not along its average."""
    v = beta * v + (1 - beta) * dw
    w = w - lr * dw
    return w, v


@answered("missing 1 − β")
def momentum_step__whole_gradient(w, dw, v, lr, beta):
    """The gradient lacks its share 1 - beta."""
    v = beta * v + dw
    w = w - lr * v
    return w, v


@answered("uphill")
def momentum_step__uphill(w, dw, v, lr, beta):
    """The step has a plus sign, and goes uphill."""
    v = beta * v + (1 - beta) * dw
    w = w + lr * v
    return w, v


@answered("β and 1 − β exchanged")
def momentum_step__shares_swapped(w, dw, v, lr, beta):
    """The shares beta and 1 - beta are swapped."""
    v = (1 - beta) * v + beta * dw
    return w - lr * v, v


@answered("in another order")
def momentum_step__v_first(w, dw, v, lr, beta):
    """The results come in the wrong order."""
    v = beta * v + (1 - beta) * dw
    w = w - lr * v
    return v, w


@answered("w alone")
def momentum_step__only_w(w, dw, v, lr, beta):
    """Only w comes back."""
    v = beta * v + (1 - beta) * dw
    return w - lr * v


@answered("the old average returned")
def momentum_step__old_v_back(w, dw, v, lr, beta):
    """The old v comes back, not the new one."""
    v_new = beta * v + (1 - beta) * dw
    w_new = w - lr * v_new
    return w_new, v


@answered("α in the average")
def momentum_step__rate_in_the_average(w, dw, v, lr, beta):
    """The rate is inside the average, as other books have it."""
    v = beta * v + lr * dw
    w = w - v
    return w, v


@answered("the gradient subtracted")
def momentum_step__minus_share(w, dw, v, lr, beta):
    """The two parts of the average are subtracted."""
    v = beta * v - (1 - beta) * dw
    w = w - lr * v
    return w, v


@answered("β twice")
def momentum_step__beta_twice(w, dw, v, lr, beta):
    """The gradient gets the share beta as well."""
    v = beta * v + beta * dw
    return w - lr * v, v


@answered("no rate")
def momentum_step__no_rate(w, dw, v, lr, beta):
    """The rate is forgotten."""
    v = beta * v + (1 - beta) * dw
    w = w - v
    return w, v


@answered(GENERIC)
def momentum_step__starts_anew(w, dw, v, lr, beta):
    """The average begins at 0 in each call."""
    v = np.zeros_like(w)
    v = beta * v + (1 - beta) * dw
    return w - lr * v, v


@answered("no bias correction")
def adam_step__no_correction(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The averages are not corrected."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    w = w - lr * m / (np.sqrt(v) + eps)
    return w, m, v


@answered("not squared")
def adam_step__gradient_not_squared(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The second average is of the gradient, not of its square."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@answered("corrected averages kept")
def adam_step__corrected_back(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The corrected averages come back."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    w = w - lr * m / (np.sqrt(v) + eps)
    return w, m, v


@answered("ε under the root")
def adam_step__eps_under_the_root(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The eps is under the root."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / np.sqrt(v_hat + eps)
    return w, m, v


@answered("no root")
def adam_step__no_root(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The root under the line is forgotten."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (v_hat + eps)
    return w, m, v


@answered("β₁ and β₂ exchanged")
def adam_step__betas_swapped(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The two betas are swapped."""
    m = beta2 * m + (1 - beta2) * dw
    v = beta1 * v + (1 - beta1) * dw**2
    m_hat = m / (1 - beta2**t)
    v_hat = v / (1 - beta1**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("corrected for the wrong step")
def adam_step__t_plus_one(w, dw, m, v, t, lr, beta1, beta2, eps):
    """One is added to t in the correction, as where steps are counted from 0."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2 ** (t + 1))
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("1 − β for 1 − β^t")
def adam_step__correction_without_t(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The power t of the correction is forgotten."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("β times t")
def adam_step__correction_times_t(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The beta is multiplied by t in place of raised to it."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1 * t)
    v_hat = v / (1 - beta2 * t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("uphill")
def adam_step__uphill(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The step has a plus sign."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w + lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("only v corrected")
def adam_step__one_correction(w, dw, m, v, t, lr, beta1, beta2, eps):
    """Only m is corrected."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    w = w - lr * m_hat / (np.sqrt(v) + eps)
    return w, m, v


@answered("no ε")
def adam_step__no_eps(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The eps is forgotten, so a slope of 0 divides by 0."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / np.sqrt(v_hat)
    return w, m, v


@answered("along the gradient alone")
def adam_step__gradient_in_the_step(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The step is along the gradient, not along its average: RMSProp."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    v_hat = v / (1 - beta2**t)
    w = w - lr * dw / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("1 − β₂ squared")
def adam_step__share_squared_too(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The square is around the share too."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + ((1 - beta2) * dw) ** 2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("one β for both")
def adam_step__one_beta(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The first beta is used for both averages."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta1 * v + (1 - beta1) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


@answered("w alone")
def adam_step__only_w(w, dw, m, v, t, lr, beta1, beta2, eps):
    """Only w comes back."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps)


@answered(GENERIC)
def adam_step__m_under_the_bar(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The two averages are exchanged in the step."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    mh = m / (1 - beta1**t)
    vh = v / (1 - beta2**t)
    return w - lr * vh / (np.sqrt(np.abs(mh)) + eps), m, v


@answered("the old averages corrected")
def adam_step__corrected_first(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The averages are corrected before they are renewed."""
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@answered(GENERIC)
def adam_step__m_squared(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The second average is of the squares of the first one."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * m**2
    mh = m / (1 - beta1**t)
    vh = v / (1 - beta2**t)
    return w - lr * mh / (np.sqrt(vh) + eps), m, v


@answered("corrected for the step before")
def adam_step__correction_t_minus_one(w, dw, m, v, t, lr, beta1, beta2, eps):
    """The correction counts the steps before this one."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    mh = m / (1 - beta1 ** (t - 1))
    vh = v / (1 - beta2 ** (t - 1))
    return w - lr * mh / (np.sqrt(vh) + eps), m, v


@answered(IN_WORDS)
def my_settings__no_momentum():
    """Without momentum."""
    return 0.01, 0


@answered(IN_WORDS)
def my_settings__too_large():
    """The rate is too large, and J grows."""
    return 1.0, 0.9


@answered(IN_WORDS)
def my_settings__too_small():
    """The rate is too small to arrive."""
    return 0.001, 0.9


@answered("the usual settings")
def my_settings__usual():
    """The usual settings of a library."""
    return 0.01, 0.9


@answered(IN_WORDS)
def my_settings__beta_first():
    """The order is the wrong way round."""
    lr = 0.1
    beta = 0.8
    return beta, lr


@answered(IN_WORDS)
def my_settings__long_memory():
    """The memory is too long: the average still swings after 100 steps."""
    return 0.1, 0.99


@answered(IN_WORDS)
def my_settings__beta_one():
    """An average with beta 1 never learns of a gradient."""
    return 0.1, 1.0


@answered("one number")
def my_settings__one_number():
    """Only one number comes back."""
    lr = 0.1
    return lr


@answered(IN_WORDS)
def my_settings__prints():
    """It prints the numbers."""
    lr, beta = 0.1, 0.8
    print(lr, beta)


@answered(IN_WORDS)
def my_settings__wild():
    """A guess with too long a memory and a large rate."""
    return 0.5, 0.95


@answered(IN_WORDS)
def my_settings__half():
    """The start of a search."""
    return 0.01, 0.5
