import { Button, Field, Label, makeStyles, Radio, RadioGroup, Spinner, Toolbar, tokens } from "@fluentui/react-components";
import { ArrowClockwiseRegular, ArrowUndoRegular, SaveRegular, ShieldPersonRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { refreshAll, type Resource } from "../azure/use";
import { useShown } from "../commands/shown";
import { resourceHref } from "../routes";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { Copyable } from "../ui/Copyable";
import { NotAllowed } from "../ui/NotAllowed";
import { Problem } from "../ui/Problem";
import { switching } from "./deeds";
import { isConflict, useSaveIdentity } from "./save";
import { hasSystem } from "./state";

const useStyles = makeStyles({
  text: { margin: 0, maxWidth: "760px" },
  toolbar: { paddingLeft: 0, flexWrap: "wrap", borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  form: { display: "grid", gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalL, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow2, justifyItems: "start" },
});

export function SystemAssigned({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const { name } = resource;
  const { type } = parseId(resource.id);
  const client = useQueryClient();
  const rights = useRights(resource.id);
  const needs = `${type}/write`;
  const allowed = rights.can(needs);
  const present = hasSystem(resource.identity);
  const [wanted, setWanted] = useState<boolean>(); // undefined: as it is
  const [asking, setAsking] = useState(false);
  const { save, saving, failure, forget } = useSaveIdentity(resource);
  const on = wanted ?? present;
  const changed = on !== present;
  const deed = switching(resource, on);
  // Before anything is chosen the page shows what the other choice would do.
  const next = changed ? on : !present;
  useShown(next ? t.identity.onQuestion : t.identity.offQuestion, switching(resource, next).requests);
  const send = async () => {
    await save(deed);
    setWanted(undefined);
  };
  return (
    <>
      <p className={styles.text}>{t.identity.systemText}</p>
      <Toolbar className={styles.toolbar} aria-label={t.identity.system}>
        <CommandButton icon={saving ? <Spinner size="tiny" /> : <SaveRegular />} disabled={!changed || saving} onClick={() => setAsking(true)} needs={needs} allowed={allowed}>
          {t.common.save}
        </CommandButton>
        <CommandButton icon={<ArrowUndoRegular />} disabled={!changed || saving} onClick={() => setWanted(undefined)}>
          {t.common.discard}
        </CommandButton>
        <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void refreshAll(client)}>
          {t.common.refresh}
        </CommandButton>
      </Toolbar>
      <NotAllowed needs={needs} allowed={allowed} />
      {failure !== undefined && (isConflict(failure) ? <Problem error={new Error(t.identity.conflict(name))} title={t.errors.changedElsewhere} onRetry={forget} /> : <Problem error={failure} title={t.identity.saving(name)} onRetry={forget} />)}
      <div className={styles.form}>
        <Field label={t.identity.status}>
          <RadioGroup layout="horizontal" value={on ? "on" : "off"} disabled={!allowed || saving} onChange={(_, data) => setWanted(data.value === "on")}>
            <Radio value="off" label={t.identity.off} />
            <Radio value="on" label={t.identity.on} />
          </RadioGroup>
        </Field>
        {present && resource.identity?.principalId && (
          <>
            <Field label={t.identity.objectId}>
              <div data-testid="principal-id">
                <Copyable value={resource.identity.principalId} what={t.identity.objectId} mono />
              </div>
            </Field>
            <div>
              <Label>{t.identity.permissions}</Label>
              <div>
                <Button as="a" icon={<ShieldPersonRegular />} href={resourceHref(resource.id, "roleassignments")}>
                  {t.identity.roles}
                </Button>
              </div>
            </div>
          </>
        )}
      </div>
      <Confirm open={asking} deed={deed} title={on ? t.identity.onQuestion : t.identity.offQuestion} onYes={() => void send()} onClose={() => setAsking(false)}>
        {on ? t.identity.onText(name) : t.identity.offText(name)}
      </Confirm>
    </>
  );
}
