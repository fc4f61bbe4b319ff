"""A server of Azimuth for tests: copy this file. It needs Python 3.9 alone, and
the binary, which AZIMUTH_BIN names.

    with Azimuth() as azimuth:
        machine = azimuth.machine("app", "Reader")
        process = azimuth.spawn("app", ["python3", "service.py"])
        azimuth.run("fault", "add", "--scenario", "arm-throttled")
"""

import json
import os
import ssl
import subprocess
import tempfile
import urllib.parse
import urllib.request

BINARY = os.environ.get("AZIMUTH_BIN", "azimuth")


class Azimuth:
    """A server on free ports, which keeps nothing and lets programs behind it reach
    nobody else. options are further ones of `azimuth serve`."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="azimuth-")
        free = ["--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory", "--log-level", "warn"]
        command = [BINARY, "serve", "--data", self.folder.name, *free, "--proxy-deny-others", *options]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if self.server.stdout.readline() != "ready\n":
            raise RuntimeError(f"azimuth serve ended with {self.server.wait()}")
        self.env = json.loads(self.run("env", "--format", "json"))
        self.group = f"/subscriptions/{self.env['subscriptionId']}/resourceGroups/rg"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def run(self, command, *args):
        """What one of azimuth's commands prints."""
        line = [BINARY, command, "--data", self.folder.name, *args]
        return subprocess.run(line, check=True, capture_output=True, text=True).stdout

    def machine(self, name, *roles):
        """Makes a virtual machine in the group rg with a system-assigned identity that
        has roles in the group, and returns its id."""
        given = [word for role in roles for word in ("--role", role)]
        self.run("exec", *_host(name), "--create", *given, "--", BINARY, "version")
        return f"{self.group}/providers/Microsoft.Compute/virtualMachines/{name}"

    def spawn(self, name, command, **options):
        """Starts a program as a machine: all that it knows of Azure is Azimuth. The
        options are those of subprocess.Popen."""
        return subprocess.Popen([BINARY, "exec", "--data", self.folder.name, *_host(name), "--", *command], **options)

    def ask(self, method, path, body=None):
        """Asks Resource Manager as the administrator; an HTTPError where it refuses."""
        env = self.env
        form = {
            "grant_type": "client_credentials",
            "client_id": env["clientId"],
            "client_secret": env["clientSecret"],
            "scope": "https://management.azure.com/.default",
        }
        token = self._send("POST", f"{env['login']}/{env['tenantId']}/oauth2/v2.0/token", urllib.parse.urlencode(form), {})
        headers = {"Authorization": "Bearer " + token["access_token"], "Content-Type": "application/json"}
        return self._send(method, env["resourceManager"] + path, body and json.dumps(body), headers)

    def _send(self, method, url, body, headers):
        trust = ssl.create_default_context(cafile=self.env["caFile"])
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
        request = urllib.request.Request(url, body and body.encode(), headers, method=method)
        with direct.open(request, timeout=30) as response:
            text = response.read()
        return json.loads(text) if text else None

    def stop(self):
        self.server.terminate()
        self.server.wait()
        self.server.stdout.close()
        self.folder.cleanup()


def _host(name):
    """By their environment, which works everywhere, and under Azure's public names."""
    return ["--network", "host", "--proxy", "--resource-group", "rg", "--vm", name]
