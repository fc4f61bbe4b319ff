"""What errors of the Azure SDK mean to who asked the service."""

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceRequestError, ServiceResponseError

BY_STATUS = {
    401: (503, "no_identity", "Azure does not take the service's token."),
    403: (502, "no_role", "The service lacks a role for this."),
    404: (404, "not_found", "There is no such machine."),
    409: (409, "conflict", "The machine is busy with something else."),
    429: (503, "throttled", "Azure has had too many requests."),
}


def meaning(error):
    """The status, the code, the text and the headers of the service's answer."""
    if isinstance(error, ClientAuthenticationError) and error.response is None:
        return 503, "no_identity", "The service has no identity at Azure.", []
    if isinstance(error, HttpResponseError) and error.response is not None:
        status, code, message = BY_STATUS.get(error.status_code, (502, "azure", "Azure failed."))
        after = error.response.headers.get("Retry-After", "5")
        return status, code, message, [("Retry-After", after)] if code == "throttled" else []
    if isinstance(error, (ServiceRequestError, ServiceResponseError)):
        if "timed out" in str(error):
            return 504, "timeout", "Azure took too long.", []
        return 502, "unreachable", "Azure could not be reached.", []
    return 500, "internal", "The service failed.", []
