import { Toolbar } from "@fluentui/react-components";
import { AddRegular, DeleteRegular, EyeRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { useRights } from "../azure/permissions";
import { arm, type Deed } from "../azure/request";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Code } from "../ui/Code";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { Loaded } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { NewRole } from "./NewRole";
import { type Role, useRoles, version } from "./roles";

const type = "Microsoft.Authorization/roleDefinitions";

const isCustom = (role: Role) => role.properties.type === "CustomRole";

// The roles that may be assigned at a scope, and the making of custom ones.
export function RoleTable({ scope }: { scope: string }) {
  const tasks = useTasks();
  const rights = useRights(scope);
  const query = useRoles(scope);
  const [selected, setSelected] = useState(new Set<string>());
  const [creating, setCreating] = useState(false);
  const [asking, setAsking] = useState(false);
  const [looking, setLooking] = useState(false);
  const chosen = (query.data ?? []).filter((role) => selected.has(role.id));
  const removal: Deed = { title: t.access.removingRoles(chosen.length), done: t.access.removedRoles(chosen.length), requests: chosen.map((role) => arm("DELETE", `${scope === "/" ? "" : scope}/providers/${type}/${role.name}`, version)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <>
      <Toolbar aria-label={t.access.rolesTab}>
        <CommandButton icon={<AddRegular />} onClick={() => setCreating(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
          {t.access.newRole}
        </CommandButton>
        <CommandButton icon={<EyeRegular />} disabled={chosen.length !== 1} onClick={() => setLooking(true)}>
          {t.access.viewRole}
        </CommandButton>
        <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0 || !chosen.every(isCustom)} deed={removal} onClick={() => setAsking(true)} needs={`${type}/delete`} allowed={rights.can(`${type}/delete`)}>
          {t.common.delete}
        </CommandButton>
      </Toolbar>
      <Loaded query={query}>
        {(roles) => (
          <DataTable
            label={t.access.rolesTab}
            rows={roles}
            rowKey={(role) => role.id}
            selected={selected}
            onSelect={setSelected}
            empty={t.access.noRoles}
            columns={[
              { key: "name", title: t.common.name, text: (role) => role.properties.roleName, grow: 2 },
              { key: "kind", title: t.access.roleType, text: (role) => (isCustom(role) ? t.access.custom : t.access.builtIn) },
              { key: "description", title: t.access.description, text: (role) => role.properties.description ?? "", grow: 3 },
            ]}
          />
        )}
      </Loaded>
      {creating && <NewRole scope={scope} onClose={() => setCreating(false)} />}
      <Panel open={looking && chosen.length === 1} title={chosen[0]?.properties.roleName ?? ""} onClose={() => setLooking(false)} wide>
        <div>{chosen[0]?.properties.description}</div>
        <Code text={JSON.stringify(chosen[0]?.properties.permissions, null, 2)} label={t.access.permissions} />
      </Panel>
      <Confirm open={asking} title={t.access.removeRolesQuestion} deed={removal} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.access.removeRolesText(chosen.map((role) => role.properties.roleName).join(", "))}
      </Confirm>
    </>
  );
}
