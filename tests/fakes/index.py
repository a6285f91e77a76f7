"""An index of packages on loopback: each answer and each fault is a field."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.fakes.loopback import Loopback, Quiet


@dataclass
class Answer:
    """What is sent for one path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    """Bytes at the end that are promised and never sent."""
    pause: float = 0.0
    """Seconds between pieces of 16 bytes."""


class Index(Loopback):
    """Serves answers until it is closed. `asked` holds each request's path and its Authorization."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(Quiet, BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append((self.path, self.headers.get("Authorization", "")))
                answer = outer.answers.get(self.path, Answer(status=404))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.send_header("Connection", "close")
                self.end_headers()
                body = answer.body[: len(answer.body) - answer.cut]
                try:
                    if not answer.pause:
                        self.wfile.write(body)
                    else:
                        for start in range(0, len(body), 16):
                            self.wfile.write(body[start : start + 16])
                            self.wfile.flush()
                            time.sleep(answer.pause)
                except OSError:
                    pass
                self.close_connection = True

        self.listen(Handler)

    # -- Python ----------------------------------------------------------------------------------------------------

    def publish(self, name: str, files: Mapping[str, bytes], *, promise: Mapping[str, str] | None = None) -> None:
        """A package with its files, by the JSON form of the simple protocol. `promise`: other hashes than the true."""
        promise = promise or {}
        listed = []
        for filename, body in files.items():
            self.answers[f"/files/{filename}"] = Answer(body)
            digest = promise.get(filename, hashlib.sha256(body).hexdigest())
            hashes = {"sha256": digest} if digest else {}
            listed.append({"filename": filename, "url": f"../../files/{filename}", "hashes": hashes})
        page = {"meta": {"api-version": "1.0"}, "name": name, "files": listed}
        kind = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
        self.answers[f"/simple/{name}/"] = Answer(json.dumps(page).encode(), headers=kind)

    # -- npm -------------------------------------------------------------------------------------------------------

    def release(self, name: str, version: str, body: bytes, *, integrity: str | None = None) -> None:
        """One version of an npm package."""
        import base64

        file = f"{name.rpartition('/')[2]}-{version}.tgz"
        said = integrity or f"sha512-{base64.b64encode(hashlib.sha512(body).digest()).decode()}"
        document = {"name": name, "version": version, "dist": {"tarball": f"{self.url}/tgz/{file}", "integrity": said}}
        quoted = name.replace("/", "%2F")
        self.answers[f"/{quoted}/{version}"] = Answer(
            json.dumps(document).encode(), headers={"Content-Type": "application/json"}
        )
        self.answers[f"/tgz/{file}"] = Answer(body)


def wheel(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of some members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarball(members: Mapping[str, str | bytes], *, links: Mapping[str, str] | None = None) -> bytes:
    """A gzipped tar archive of some members and symbolic links."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, text in members.items():
            body = text.encode() if isinstance(text, str) else text
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.SYMTYPE
            entry.linkname = target
            archive.addfile(entry)
    return out.getvalue()
