import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";

import { kindOfType } from "../azure/kinds";
import { useRights } from "../azure/permissions";
import { type Deed, onResource, type Request } from "../azure/request";
import { one, useSubscriptions } from "../azure/use";
import { ShowHere } from "../commands/Show";
import { beginning, deploymentType, idOf, newName, validation, type Wanted } from "../deployments/api";
import { variableOf } from "../deployments/jsonc";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { NotAllowed } from "../ui/NotAllowed";
import { Page } from "../ui/Page";
import { Tabs } from "../ui/Tabs";
import { Basics } from "./Basics";
import { emptyForm, faultsOf, faultyStep, type Form, groupIdOf, type Kind, type Step, steps, usesPassword } from "./form";
import { Management, Networking, Tags } from "./MoreSteps";
import { Review } from "./Review";
import { save } from "./save";
import { build } from "./template";

const useStyles = makeStyles({
  body: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalL, maxWidth: "780px", paddingBottom: tokens.spacingVerticalXL },
  footer: {
    position: "sticky", bottom: 0, display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, padding: `${tokens.spacingVerticalM} 0`, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground2,
  },
});

const types: Record<Kind, string> = { machine: "Microsoft.Compute/virtualMachines", scaleset: "Microsoft.Compute/virtualMachineScaleSets" };

// The steps by which a virtual machine or a scale set is created. They come to a
// template, which is deployed.
export default function CreatePage({ kind }: { kind: Kind }) {
  const styles = useStyles();
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const { data: subscriptions } = useSubscriptions();
  const [kept, setForm] = useState<Form>(emptyForm);
  const [step, setStep] = useState<Step>("basics");
  const [visited, setVisited] = useState(false); // the review, from which on faults are shown
  const [moment] = useState(() => newName("").slice(1));
  const form = { ...kept, subscription: kept.subscription || subscriptions?.[0]?.subscriptionId || "" };
  const change = (changed: Partial<Form>) => setForm((old) => ({ ...old, ...changed }));
  const faults = faultsOf(form);
  const faulty = faultyStep(faults);
  // A new resource group is made first, in its subscription.
  const right = form.group === "" ? "Microsoft.Resources/subscriptions/resourceGroups/write" : `${deploymentType}/write`;
  const allowed = useRights(form.group || (form.subscription && `/subscriptions/${form.subscription}`)).can(right);
  const title = kind === "machine" ? t.create.machine : t.create.scaleSet;
  const go = (to: Step) => {
    setStep(to);
    setVisited((was) => was || to === "review");
  };
  const built = build(kind, form);
  const wanted: Wanted = { template: JSON.stringify(built.template, null, 2), parameters: built.parameters, mode: "Incremental", secrets: usesPassword(form) ? { [variableOf("adminPassword")]: form.password } : {} };
  const check = useValidation(form, wanted, step === "review" && !faulty);
  const name = `Create-${form.name.slice(0, 40)}-${moment}`;
  const id = idOf(groupIdOf(form), name);
  const deed: Deed = { title: t.create.submitting(name), done: t.create.submitted(name), requests: [...newGroup(form), beginning(id, wanted)] };
  const create = async () => {
    if ((await tasks.start(deed)).ok) {
      navigate(resourceHref(id).slice(base.length));
    }
  };
  const at = steps.indexOf(step);
  const next = steps[at + 1];
  const parts = { form, change, faults: visited ? faults : {}, kind };
  return (
    <Page title={title} icon={kindOfType(types[kind]).icon}>
      <Tabs label={title} tabs={t.create.steps} value={step} onChange={go} panel="step" />
      <div role="tabpanel" id="step" aria-labelledby={`tab-${step}`} className={styles.body}>
        {step === "basics" && <Basics {...parts} />}
        {step === "networking" && <Networking {...parts} />}
        {step === "management" && <Management {...parts} />}
        {step === "tags" && <Tags {...parts} />}
        <NotAllowed needs={right} allowed={allowed} />
        {step === "review" && <Review {...parts} faulty={faulty} check={check} />}
      </div>
      <div className={styles.footer}>
        {step === "review" ? (
          <Button appearance="primary" disabled={!check.passed || !allowed} onClick={() => void create()}>
            {t.create.create}
          </Button>
        ) : (
          <Button appearance="primary" onClick={() => go("review")}>
            {t.create.review}
          </Button>
        )}
        <Button disabled={at === 0} onClick={() => go(steps[at - 1] as Step)}>
          {t.create.previous}
        </Button>
        {next && next !== "review" && <Button onClick={() => go(next)}>{t.create.next(t.create.steps[next])}</Button>}
        {step === "review" && (
          <Button onClick={() => save(`${form.name || kind}.json`, wanted.template)}>{t.create.download}</Button>
        )}
      </div>
      {step === "review" && !faulty && <ShowHere title={title} requests={deed.requests} />}
    </Page>
  );
}

export interface Check {
  running: boolean;
  passed: boolean;
  error: unknown;
}

// What the server says of the deployment before it begins. A resource group that
// is yet to be made cannot be asked about: then the form's own judgement counts.
function useValidation(form: Form, wanted: Wanted, enabled: boolean): Check {
  const isNew = form.group === "";
  const id = idOf(groupIdOf(form), `validate-${form.name}`);
  const query = useQuery({
    queryKey: ["validate", id, wanted],
    ...one<unknown>(validation(id, wanted)),
    enabled: enabled && !isNew,
    retry: false,
    gcTime: 0,
  });
  return { running: enabled && !isNew && query.isPending, passed: enabled && (isNew || query.isSuccess), error: enabled ? query.error : null };
}

function newGroup(form: Form): Request[] {
  return form.group === "" ? [onResource("PUT", groupIdOf(form), { body: { location: form.location } })] : [];
}
