"""A small HTTP service: POST /answer with a question as text, the answer comes back as text."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from openai import OpenAI

from services.helpdesk.answers import HelpdeskBot
from services.helpdesk.manual import Manual
from services.helpdesk.settings import Settings


def serve(settings: Settings) -> None:
    bot = HelpdeskBot(OpenAI(timeout=settings.timeout_seconds), Manual.read(settings.manual), settings)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.path != "/answer":
                self.send_error(404)
                return
            question = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode("utf-8", "replace")
            answer = bot.answer(question).encode()
            self.send_response(200 if answer else 204)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(answer)

    ThreadingHTTPServer(("", settings.port), Answers).serve_forever()


if __name__ == "__main__":
    serve(Settings())
