"""What the kit's checks say of a result, or of a part that has a name: whole sentences each."""

from __future__ import annotations

from collections.abc import Sequence

from dlcourse._words import Said, listed, n_

Shape = tuple[int, ...]


def no_array(name: str) -> str:
    """Say that this is no array of numbers. name: of the part, or "" for the whole result."""
    if name:
        return Said("{name} is no array of numbers.", name=name)
    return Said("The result is no array of numbers.")


def has_shape(name: str, shape: Shape) -> str:
    """Say which shape came back."""
    if name and shape:
        return Said("{name} has the shape {shape}.", name=name, shape=shape)
    if name:
        return Said("{name} is one number.", name=name)
    if shape:
        return Said("The result has the shape {shape}.", shape=shape)
    return Said("The result is one number.")


def must_have(name: str, shape: Shape) -> str:
    """Say which shape is wanted."""
    if name and shape:
        return Said("{name} must have the shape {shape}.", name=name, shape=shape)
    if name:
        return Said("{name} must be one number.", name=name)
    if shape:
        return Said("The result must have the shape {shape}.", shape=shape)
    return Said("The result must be one number.")


def holds_value(name: str, value: float) -> str:
    """Say which value it holds that is not finite."""
    if name:
        return Said("{name} holds {value}.", name=name, value=value)
    return Said("The result holds {value}.", value=value)


def must_be_finite(name: str) -> str:
    """Say that every entry has to be finite."""
    if name:
        return Said("{name} must be finite everywhere.", name=name)
    return Said("The result must be finite everywhere.")


def is_wrong(name: str, index: list[int]) -> str:
    """Say where a value is wrong; index: empty for a number."""
    if name and index:
        return Said("{name} is wrong at index {index}.", name=name, index=index)
    if name:
        return Said("{name} is wrong.", name=name)
    if index:
        return Said("The result is wrong at index {index}.", index=index)
    return Said("The result is wrong.")


def things_came(n: int) -> str:
    """Say how many results came back."""
    return n_("{n} thing came back.", "{n} things came back.", n)


def things_in_order(names: Sequence[str]) -> str:
    """Say how many results are wanted, and in which order."""
    return n_(
        "The function returns {n} thing: {names}.",
        "The function returns {n} things, in this order: {names}.",
        len(names),
        names=listed(names),
    )
