# A program as people write them for Azure: it knows nothing of Azimuth. It prints a
# token of its DefaultAzureCredential, or, with arguments, of another:
#   client-id|object-id|resource-id VALUE   of a user-assigned identity
#   workload                                of the service account of a pod, which Debian's
#                                           version knows as a part of the default only
import sys

from azure.identity import DefaultAzureCredential, ManagedIdentityCredential


def credential(kind="", value=""):
    if kind == "client-id":
        return ManagedIdentityCredential(client_id=value)
    if kind == "object-id":
        return ManagedIdentityCredential(identity_config={"object_id": value})
    if kind == "resource-id":
        return ManagedIdentityCredential(identity_config={"mi_res_id": value})
    return DefaultAzureCredential()


print(credential(*sys.argv[1:]).get_token("https://management.azure.com/.default").token)
