"""A site with the recipe for Python. The cookie `user` stands for its login."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
import re
import sys

sys.path.append(str(Path(__file__).parents[4] / "examples/token-servers"))
from chat_token import chat_token  # noqa: E402


#: What logins return if nobody is logged in.
NOBODY = {"null": None, "false": False, "empty": ""}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        cookie = re.search(r"user=(\w+)", self.headers.get("Cookie", ""))
        user = cookie and cookie[1]
        force_refresh = self.path.endswith("?force_refresh=1")
        status, headers, body = chat_token(self.command, self.headers, NOBODY.get(user, user), force_refresh)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
