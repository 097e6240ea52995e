"""Unit tests open no socket: what they test takes its clock, its randomness and its other side as arguments."""

import pytest


@pytest.fixture(autouse=True)
def no_socket(socket_disabled: None) -> None:
    """For every test below this folder."""
