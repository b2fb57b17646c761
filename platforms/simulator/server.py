"""Serving the town on a port of this machine, for tests in a thread and for the command line until it is stopped."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from platforms.simulator.town import Town


@contextmanager
def running(town: Town, port: int = 0) -> Iterator[str]:
    """Serve the town in a thread; gives its address, and stops it at the end."""
    listening = socket.create_server(("127.0.0.1", port))
    server = _server(town)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    town.slack_door.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield town.slack_door.address
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=10)
        listening.close()
        town.close()


def serve(town: Town, host: str, port: int, *, opened: Callable[[str], None]) -> None:
    """Serve the town until SIGINT or SIGTERM; `opened` is told the address once it can be reached."""
    listening = socket.create_server((host, port))
    town.slack_door.address = f"http://{host}:{listening.getsockname()[1]}"
    opened(town.slack_door.address)
    _server(town).run(sockets=[listening])


def _server(town: Town) -> uvicorn.Server:
    config = uvicorn.Config(town.app(), log_config=None, log_level="critical", lifespan="off", ws="websockets-sansio")
    config.timeout_graceful_shutdown = 1
    return uvicorn.Server(config)
