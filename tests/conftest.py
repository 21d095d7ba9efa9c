"""What holds for every test: Hypothesis repeats itself, and nothing leaves this machine."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["databases"]

# The same examples every time, on a desk and elsewhere. HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


class NetworkBlockedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _refuse_elsewhere(address: object) -> None:
    # An address of the internet is a tuple with the host first; a socket in the file system is a path.
    if isinstance(address, tuple) and not _is_here(address[0]):
        raise NetworkBlockedError(f"tests don't use the network, but this one asked for {address[0]!r}")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection and look-up that isn't to this machine. Programs that a test starts are not covered."""
    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_elsewhere((host,))
        return look_up(host, *rest, **named)

    class SocketHere(socket.socket):
        def connect(self, address: Any) -> None:
            _refuse_elsewhere(address)
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            _refuse_elsewhere(address)
            return super().connect_ex(address)

        def sendto(self, data: Any, *rest: Any) -> int:
            _refuse_elsewhere(rest[-1])
            return super().sendto(data, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_here)
        patch.setattr(socket, "socket", SocketHere)
        yield
