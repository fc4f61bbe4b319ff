"""Starts and stops the virtual machines of one resource group, with the managed
identity of the machine that it runs on. It is a sample: all of it is as one would
write it for Azure, and nothing in it knows of a test.

    AZURE_SUBSCRIPTION_ID=... RESOURCE_GROUP=rg PORT=8090 python3 service.py
"""

import json
import logging
import os
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from azure.core import PipelineClient
from azure.core.pipeline.policies import BearerTokenCredentialPolicy, RetryPolicy, UserAgentPolicy
from azure.core.rest import HttpRequest
from azure.identity import DefaultAzureCredential

from failure import meaning

MANAGER = "https://management.azure.com"
VERSION = "2023-09-01"  # of Microsoft.Compute
log = logging.getLogger("service")


class Machines:
    """The virtual machines of a resource group, by Resource Manager's REST API."""

    def __init__(self, subscription, group, credential):
        self.path = f"{MANAGER}/subscriptions/{subscription}/resourceGroups/{quote(group)}/providers/Microsoft.Compute/virtualMachines"
        # Whoever asks the service waits for it: what is done about failures is bounded.
        retry = RetryPolicy(retry_total=2, retry_backoff_factor=0.2, retry_backoff_max=2, timeout=15)
        token = BearerTokenCredentialPolicy(credential, f"{MANAGER}/.default")
        self.client = PipelineClient(MANAGER, policies=[UserAgentPolicy("service-python"), retry, token])

    def ask(self, method, address):
        """The body of an answer; an HttpResponseError where it is an error."""
        response = self.client.send_request(HttpRequest(method, address), connection_timeout=5, read_timeout=5)
        response.raise_for_status()
        return response

    def list(self, _):
        found, address = [], f"{self.path}?api-version={VERSION}"
        while address:
            page = self.ask("GET", address).json()
            found += [{"name": machine["name"]} for machine in page["value"]]
            address = page.get("nextLink")
        return found

    def get(self, name):
        view = self.ask("GET", f"{self.path}/{quote(name, safe='')}/instanceView?api-version={VERSION}").json()
        codes = [status["code"] for status in view["statuses"] if status["code"].startswith("PowerState/")]
        return {"name": name, "power": codes[0].partition("/")[2] if codes else "unknown"}

    def start(self, name):
        return self.act(name, "start")

    def stop(self, name):
        return self.act(name, "deallocate")  # gives the hardware back, so that the machine costs nothing

    def act(self, name, action):
        """Begins an action. It may go on after the answer, whose power tells."""
        self.ask("POST", f"{self.path}/{quote(name, safe='')}/{action}?api-version={VERSION}")
        return self.get(name)


ROUTES = [
    ("GET", re.compile(r"/healthz"), lambda machines: lambda _: "ok"),
    ("GET", re.compile(r"/machines"), lambda machines: machines.list),
    ("GET", re.compile(r"/machines/([^/]+)"), lambda machines: machines.get),
    ("POST", re.compile(r"/machines/([^/]+)/start"), lambda machines: machines.start),
    ("POST", re.compile(r"/machines/([^/]+)/stop"), lambda machines: machines.stop),
]


def handler(machines):
    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # of who asks and then says nothing

        def do_GET(self):
            for method, path, question in ROUTES:
                if method == self.command and (found := path.fullmatch(self.path)):
                    return self.answer(question(machines), unquote((found.groups() or ("",))[0]))
            return self.send(404, {"error": {"code": "not_found", "message": "There is nothing here."}})

        do_POST = do_GET

        def answer(self, question, name):
            try:
                self.send(200, question(name))
            except Exception as error:  # whatever it is, who asked gets an answer
                status, code, message, headers = meaning(error)
                # Azure's own words stay in the log: they name identities and scopes.
                log.error("azure failed: %s %s: %s: %s", self.command, self.path, code, error)
                self.send(status, {"error": {"code": code, "message": message}}, headers)

        def send(self, status, body, headers=()):
            self.send_response(status)
            for header in [("Content-Type", "application/json"), *headers]:
                self.send_header(*header)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, text, *args):
            log.debug(text, *args)

    return Handler


def main():
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    log.setLevel(logging.INFO)
    # A service never takes a developer's sign-in: only what a deployment gives it.
    developers = ["cli", "developer_cli", "powershell", "shared_token_cache", "visual_studio_code"]
    credential = DefaultAzureCredential(**{f"exclude_{name}_credential": True for name in developers})
    machines = Machines(os.environ["AZURE_SUBSCRIPTION_ID"], os.environ["RESOURCE_GROUP"], credential)
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8090"))), handler(machines))
    server.daemon_threads = False  # who has asked already gets an answer
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    log.info("ready port=%d", server.server_port)
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
