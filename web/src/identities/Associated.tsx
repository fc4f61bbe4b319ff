import { LinkRegular } from "@fluentui/react-icons";

import { nameOf, sameId } from "../azure/ids";
import { useOfType } from "../azure/resources";
import { usersOf } from "../identity/state";
import { groupColumn, nameColumn, typeColumn } from "../lists/columns";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Page } from "../ui/Page";
import { Problem } from "../ui/Problem";

// The machines and scale sets that have a managed identity.
export default function Associated({ id }: BladeProps) {
  const machines = useOfType("Microsoft.Compute/virtualMachines");
  const sets = useOfType("Microsoft.Compute/virtualMachineScaleSets");
  const rows = [...machines.rows, ...sets.rows].filter((row) => usersOf(row.identity).some((user) => sameId(user, id)));
  const error = machines.error ?? sets.error;
  return (
    <Page title={nameOf(id)} subtitle={t.identities.associated} icon={<LinkRegular />}>
      <div>{t.identities.associatedText}</div>
      {error != null && <Problem error={error} />}
      <DataTable label={t.identities.associated} rows={machines.loading || sets.loading ? undefined : rows} rest={machines.rest === "none" ? sets.rest : machines.rest} rowKey={(row) => row.id} columns={[nameColumn, typeColumn, groupColumn]} empty={t.identities.noAssociated} />
    </Page>
  );
}
