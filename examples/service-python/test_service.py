import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from azimuth import Azimuth

PROGRAM = pathlib.Path(__file__).with_name("service.py")


class Service:
    """The service, run as a machine of its own that has roles."""

    def __init__(self, azimuth, name, *roles):
        self.machine = azimuth.machine(name, *roles)
        env = {**os.environ, "RESOURCE_GROUP": "rg", "PORT": "0"}
        self.process = azimuth.spawn(name, [sys.executable, str(PROGRAM)], env=env, stderr=subprocess.PIPE, text=True)
        ready = None
        while not ready:
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError(f"the service ended with {self.process.wait()}")
            ready = re.search(r"ready port=(\d+)", line)
        self.port = int(ready[1])

    def ask(self, path="/machines/worker", method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path)
        response = connection.getresponse()
        body = json.loads(response.read())
        connection.close()
        return response, body

    def stop(self):
        self.process.terminate()
        self.process.communicate()


class Tests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.azimuth = Azimuth()
        cls.addClassCleanup(cls.azimuth.stop)
        cls.azimuth.machine("worker")
        cls.operator = Service(cls.azimuth, "operator", "Virtual Machine Contributor")
        cls.addClassCleanup(cls.operator.stop)

    def fault(self, *words):
        self.azimuth.run("fault", "add", *words)
        self.addCleanup(self.azimuth.run, "fault", "clear")

    def refused(self, service, status, code, *question):
        response, body = service.ask(*question)
        self.assertEqual((response.status, body.get("error", {}).get("code")), (status, code), body)
        return response

    def test_lists_stops_and_starts(self):
        listed = self.operator.ask("/machines")[1]
        self.assertIn("worker", [machine["name"] for machine in listed])
        for method, path, power in [
            ("GET", "/machines/worker", "running"),
            ("POST", "/machines/worker/stop", "deallocated"),
            ("GET", "/machines/worker", "deallocated"),
            ("POST", "/machines/worker/start", "running"),
        ]:
            with self.subTest(method + " " + path):
                response, body = self.operator.ask(path, method)
                self.assertEqual((response.status, body), (200, {"name": "worker", "power": power}))
        self.refused(self.operator, 404, "not_found", "/machines/none")

    def test_throttled_twice_which_the_sdk_bears(self):
        self.fault("--front", "resourceManager", "--status", "429", "--retry-after", "0s", "--times", "2")
        response, _ = self.operator.ask()
        self.assertEqual(response.status, 200)
        [fault] = json.loads(self.azimuth.run("fault", "list", "--format", "json"))
        self.assertEqual(fault["hits"], 2)

    def test_throttled_for_longer_which_the_service_tells(self):
        self.fault("--front", "resourceManager", "--status", "429", "--retry-after", "1s")
        response = self.refused(self.operator, 503, "throttled")
        self.assertEqual(response.headers["Retry-After"], "1")

    def test_role_is_missing_then_the_identity(self):
        reader = Service(self.azimuth, "reader", "Reader")
        self.addCleanup(reader.stop)
        self.assertEqual(reader.ask()[0].status, 200)
        self.refused(reader, 502, "no_role", "/machines/worker/stop", "POST")
        self.azimuth.ask("PATCH", reader.machine + "?api-version=2024-07-01", {"identity": {"type": "None"}})
        self.refused(reader, 503, "no_identity")  # with the token from before

        without = Service(self.azimuth, "reader")  # made already, and left as it is
        self.addCleanup(without.stop)
        self.refused(without, 503, "no_identity")  # no token is given

    def test_token_has_expired_by_azures_clock(self):
        with Azimuth() as azimuth:
            azimuth.machine("worker")
            late = Service(azimuth, "late", "Reader")
            try:
                self.assertEqual(late.ask()[0].status, 200)
                azimuth.run("clock", "advance", "25h")
                self.refused(late, 503, "no_identity")
            finally:
                late.stop()


if __name__ == "__main__":
    unittest.main()
