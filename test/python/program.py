"""A program as people write them for Azure, which does one thing for each line
of its input, a JSON object, and prints what came of it. It never sleeps: what the
SDK would have slept, in seconds, is told.

    {"do": "machineToken"}    a token of the machine that it is in
    {"do": "secretToken"}     one of the application of tenant, client and secret
    {"do": "group"}           reads the resource group of subscription and name as that

The answer: {"ok": bool, "error": text, "slept": [seconds], "tries": n}, where tries
are the requests whose addresses contain the task's counts.
"""

import json
import sys

from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential, ManagedIdentityCredential
from azure.mgmt.resource import ResourceManagementClient

SCOPE = "https://management.azure.com/.default"
slept = []
sent = []
RequestsTransport.sleep = lambda self, seconds: slept.append(seconds)
send = RequestsTransport.send


def counted(self, request, **kwargs):
    sent.append(request.url)
    return send(self, request, **kwargs)


RequestsTransport.send = counted
credentials = {}


def secret(task):
    """The credential of an application, which keeps its tokens."""
    key = task["client"]
    if key not in credentials:
        credentials[key] = ClientSecretCredential(task["tenant"], task["client"], task["secret"])
    return credentials[key]


def do(task):
    if task["do"] == "machineToken":
        ManagedIdentityCredential().get_token(SCOPE)
    elif task["do"] == "secretToken":
        secret(task).get_token(SCOPE)
    elif task["do"] == "group":
        client = ResourceManagementClient(secret(task), task["subscription"])
        client.resource_groups.get(task["name"])
    else:
        raise ValueError(task["do"])


for line in sys.stdin:
    task = json.loads(line)
    slept.clear()
    sent.clear()
    answer = {"ok": True}
    try:
        do(task)
    except Exception as error:
        answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    tries = sum(1 for url in sent if task["counts"] in url)
    print(json.dumps({**answer, "slept": slept, "tries": tries}), flush=True)
