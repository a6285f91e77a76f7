"""A server on loopback that runs until it is closed; what it answers, its handler says."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quiet:
    """What makes a handler write no log; stands before BaseHTTPRequestHandler."""

    def log_message(self, *arguments):
        pass


class Loopback:
    """Listens from `listen` on until `close`; `prefix` is the path below which everything lies."""

    prefix = ""

    def listen(self, handler: type[BaseHTTPRequestHandler], server: type[ThreadingHTTPServer] = ThreadingHTTPServer):
        self.server = server(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{self.prefix}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
