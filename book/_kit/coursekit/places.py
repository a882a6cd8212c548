"""Where the project stands, and in it what a student gets."""

from pathlib import Path

KIT = Path(__file__).resolve().parents[1]
ROOT = KIT.parents[1]
