"""Where a clone comes from: git over HTTP on loopback, as a forge serves it, with what was asked and shown."""

from __future__ import annotations

import base64
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes.loopback import Loopback, Quiet


class Origin(Loopback):
    """Serves one repository at ``/acme/shop`` until it is closed. Any commit may be asked for, as on a forge."""

    def __init__(self, repository: Path, token: str = "") -> None:
        self.asked: list[str] = []
        self.shown: list[str] = []
        """The Authorization of each request."""
        self.redirect = ""
        """Where every request is sent on to."""
        self.refuses = False
        subprocess.run(["git", "-C", repository, "config", "uploadpack.allowAnySHA1InWant", "true"], check=True)
        outer = self
        wanted = f"Basic {base64.b64encode(f'x-access-token:{token}'.encode()).decode()}"

        class Handler(Quiet, BaseHTTPRequestHandler):
            def allowed(self):
                outer.asked.append(f"{self.command} {self.path}")
                outer.shown.append(self.headers.get("Authorization", ""))
                if outer.redirect:
                    self.send_response(302)
                    self.send_header("Location", outer.redirect + self.path)
                    self.end_headers()
                    return False
                if outer.refuses or (token and self.headers.get("Authorization") != wanted):
                    self.send_error(404)
                    return False
                return True

            def serve(self, kind, body, *options):
                environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nowhere"}
                if self.headers.get("Git-Protocol"):
                    environment["GIT_PROTOCOL"] = self.headers["Git-Protocol"]
                done = subprocess.run(
                    [
                        "git",
                        "-c",
                        f"safe.directory={repository}",
                        "upload-pack",
                        "--stateless-rpc",
                        *options,
                        str(repository),
                    ],
                    input=body,
                    env=environment,
                    capture_output=True,
                )
                head = b"001e# service=git-upload-pack\n0000" if options else b""
                self.send_response(200)
                self.send_header("Content-Type", f"application/x-git-upload-pack-{kind}")
                self.end_headers()
                self.wfile.write(head + done.stdout)

            def do_GET(self):
                if self.allowed():
                    if urlsplit(self.path).path == "/acme/shop/info/refs":
                        self.serve("advertisement", b"", "--advertise-refs")
                    else:
                        self.send_error(404)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Content-Encoding") == "gzip":
                    import gzip

                    body = gzip.decompress(body)
                if self.allowed():
                    self.serve("result", body)

        self.listen(Handler)
