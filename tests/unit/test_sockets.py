"""The fence around the unit tests stands."""

import socket

import pytest


def test_a_unit_test_can_open_no_socket() -> None:
    with pytest.raises((UserWarning, RuntimeError), match="A test tried to use socket"):
        socket.socket()
