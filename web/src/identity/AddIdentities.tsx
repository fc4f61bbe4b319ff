import { Button } from "@fluentui/react-components";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { useOfType } from "../azure/resources";
import { kindOfType } from "../azure/kinds";
import type { Resource } from "../azure/use";
import { t } from "../texts";
import { type Column, DataTable } from "../ui/DataTable";
import { Panel } from "../ui/Panel";
import { Problem } from "../ui/Problem";

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

interface Props {
  open: boolean;
  // The ids that are assigned already.
  present: string[];
  onClose: () => void;
  onAdd: (ids: string[]) => void;
}

// Chooses among the user-assigned identities of all resource groups.
export function AddIdentities({ open, present, onClose, onAdd }: Props) {
  const [selected, setSelected] = useState(new Set<string>());
  const close = () => {
    setSelected(new Set());
    onClose();
  };
  return (
    <Panel
      open={open}
      title={t.identity.addTitle}
      onClose={close}
      wide
      footer={
        <>
          <Button
            appearance="primary"
            disabled={selected.size === 0}
            onClick={() => {
              onAdd([...selected]);
              setSelected(new Set());
            }}
          >
            {t.identity.addButton}
          </Button>
          <Button onClick={close}>{t.common.cancel}</Button>
        </>
      }
    >
      {open && <IdentityChoice present={present} selected={selected} onSelect={setSelected} />}
    </Panel>
  );
}

// A list of identities from which some are selected.
export function IdentityChoice({ present, selected, onSelect }: { present: string[]; selected: Set<string>; onSelect: (selected: Set<string>) => void }) {
  const all = useOfType(identityType);
  const there = new Set(present.map((id) => id.toLowerCase()));
  const columns: Column<Resource>[] = [
    { key: "name", title: t.common.name, text: (row) => row.name, render: (row) => <>{kindOfType(row.type).icon} {row.name}</> },
    { key: "group", title: t.common.resourceGroup, text: (row) => parseId(row.id).resourceGroup },
    { key: "subscription", title: t.common.location, text: (row) => row.location ?? "" },
  ];
  return (
    <>
      {all.error != null && <Problem error={all.error} onRetry={all.refetch} />}
      <DataTable
        label={t.identity.pick}
        rows={all.loading ? undefined : all.rows.filter((row) => !there.has(row.id.toLowerCase()))}
        rowKey={(row) => row.id}
        columns={columns}
        selected={selected}
        onSelect={onSelect}
        empty={t.identity.pickEmpty}
      />
    </>
  );
}
