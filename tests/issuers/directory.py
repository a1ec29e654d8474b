"""An ACME directory that says when certificates are to be renewed (RFC 9773), and leaves all
else to the one in directory.json."""

import http.server
import json
import sys

PORT = int(sys.argv[1])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/dir":
            answer = json.load(open("directory.json"))
            answer["renewalInfo"] = f"http://127.0.0.1:{PORT}/renewal"
        else:
            start, end = open("window").read().split()
            answer = {"suggestedWindow": {"start": start, "end": end}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
