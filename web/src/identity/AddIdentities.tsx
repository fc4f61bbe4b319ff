import { useState } from "react";

import { identityType, parseId } from "../azure/ids";
import { useOfType } from "../azure/resources";
import { kindOfType } from "../azure/kinds";
import type { Deed } from "../azure/request";
import type { Resource } from "../azure/use";
import { t } from "../texts";
import { type Column, DataTable } from "../ui/DataTable";
import { FormPanel } from "../ui/FormPanel";
import { Problem } from "../ui/Problem";

interface Props {
  open: boolean;
  // The ids that are assigned already.
  present: string[];
  // What adding these does.
  deedOf: (ids: string[]) => Deed;
  onClose: () => void;
  onAdd: (deed: Deed) => void;
}

// Chooses among the user-assigned identities of all resource groups.
export function AddIdentities({ open, present, deedOf, onClose, onAdd }: Props) {
  const [selected, setSelected] = useState(new Set<string>());
  const deed = selected.size > 0 ? deedOf([...selected]) : undefined;
  const close = () => {
    setSelected(new Set());
    onClose();
  };
  return (
    <FormPanel open={open} title={t.identity.addTitle} onClose={close} wide deed={deed} button={t.identity.addButton} onDo={() => deed && onAdd(deed)}>
      {open && <IdentityChoice present={present} selected={selected} onSelect={setSelected} />}
    </FormPanel>
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
        rest={all.rest}
        rowKey={(row) => row.id}
        columns={columns}
        selected={selected}
        onSelect={onSelect}
        empty={t.identity.pickEmpty}
      />
    </>
  );
}
