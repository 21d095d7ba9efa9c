"""The block on the network in tests/conftest.py blocks, and lets through what stays on this machine."""

import socket
import urllib.request

import pytest

# An address set apart for documentation: nobody is there, should the block ever fail.
ELSEWHERE = ("192.0.2.1", 80)


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as s, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        s.connect(ELSEWHERE)
    with socket.socket(type=socket.SOCK_DGRAM) as s, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        s.sendto(b"x", ELSEWHERE)
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        socket.create_connection(ELSEWHERE)


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"example\.org"):
        urllib.request.urlopen("http://example.org/")


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as s:
        s.sendall(b"x")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(1) == b"x"
