"""A program as people write them for Azure, which does one thing for each line
of its input, a JSON object, and prints what came of it. It never sleeps: what the
SDK would have slept, in seconds, is told.

    {"do": "machineToken"}    a token of the machine that it is in
    {"do": "secretToken"}     one of the application of tenant, client and secret
    {"do": "group"}           reads the resource group of subscription and name as that
    {"do": "putGroup"}        writes it
    {"do": "assign"}          gives the principal the role at the scope; type: what is said of its type
    {"do": "network"}         makes the virtual network of that id, and waits until it is there
    {"do": "wait"}            goes on to wait for the last one

Who has patience waits that many times, and gives up then. The answer: {"ok": bool, "error": text, "slept": [seconds], "tries": n}, where tries
are the requests whose addresses contain the task's counts.
"""

import json
import sys
import uuid

from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential, ManagedIdentityCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.authorization.models import RoleAssignmentCreateParameters
from azure.mgmt.resource import ResourceManagementClient

SCOPE = "https://management.azure.com/.default"
slept = []
sent = []
patience = [None]


def sleep(self, seconds):
    if len(slept) == patience[0]:
        raise TimeoutError("this takes too long")
    slept.append(seconds)


RequestsTransport.sleep = sleep
send = RequestsTransport.send


def counted(self, request, **kwargs):
    sent.append(request.url)
    return send(self, request, **kwargs)


RequestsTransport.send = counted
credentials = {}
waiting = {}


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
    elif task["do"] == "assign":
        client = AuthorizationManagementClient(secret(task), task["subscription"])
        role = RoleAssignmentCreateParameters(
            role_definition_id=task["role"], principal_id=task["principal"], **task.get("type", {})
        )
        client.role_assignments.create(task["scope"], str(uuid.uuid4()), role)
    else:
        manage(task, ResourceManagementClient(secret(task), task["subscription"]))


def manage(task, client):
    """What is asked of Resource Manager's own client."""
    if task["do"] == "group":
        client.resource_groups.get(task["name"])
    elif task["do"] == "putGroup":
        client.resource_groups.create_or_update(task["name"], {"location": "westus"})
    elif task["do"] in ("network", "wait"):
        network = {"location": "westus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
        poller = client.resources.begin_create_or_update_by_id(
            task.get("id"), "2023-11-01", network, continuation_token=waiting.get(task["do"])
        )
        waiting["wait"] = poller.continuation_token()
        poller.result()
    else:
        raise ValueError(task["do"])


for line in sys.stdin:
    task = json.loads(line)
    slept.clear()
    sent.clear()
    patience[0] = task.get("patience")
    answer = {"ok": True}
    try:
        do(task)
    except Exception as error:
        answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    tries = sum(1 for url in sent if task["counts"] in url)
    print(json.dumps({**answer, "slept": slept, "tries": tries}), flush=True)
