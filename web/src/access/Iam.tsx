import { Toolbar } from "@fluentui/react-components";
import { ShieldPersonRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";

import { nameOf } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { useSubscriptions } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Page } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { Tabs } from "../ui/Tabs";
import { AddAssignment } from "./AddAssignment";
import { AssignmentTable } from "./AssignmentTable";
import { CheckAccess } from "./CheckAccess";
import { RoleTable } from "./RoleTable";
import { useAssignments } from "./roles";

const tabs = { assignments: t.access.assignmentsTab, check: t.access.checkTab, roles: t.access.rolesTab };

// Access control (IAM) of any scope.
export default function Iam({ id }: BladeProps) {
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("tab") as keyof typeof tabs;
  const tab = asked in tabs ? asked : "assignments";
  return (
    <Page title={id === "/" ? t.pages.access : nameOf(id)} subtitle={id === "/" ? t.access.tenantRoot : t.resource.iam} icon={<ShieldPersonRegular />}>
      <Tabs label={t.resource.iam} tabs={tabs} value={tab} onChange={(chosen) => navigate(chosen === "assignments" ? path : `${path}?tab=${chosen}`)} panel="iam-panel" />
      <div role="tabpanel" id="iam-panel" aria-labelledby={`tab-${tab}`}>
        {tab === "assignments" && <Assignments scope={id} />}
        {tab === "check" && <CheckAccess scope={id} />}
        {tab === "roles" && <RoleTable scope={id} />}
      </div>
    </Page>
  );
}

// The page of the side menu: the whole tenant, where the user may see it, else
// the first subscription.
export function TenantAccess() {
  const subscriptions = useSubscriptions();
  const rights = useRights("/");
  const first = subscriptions.data?.[0]?.subscriptionId;
  return <Iam id={rights.can("Microsoft.Authorization/roleAssignments/read") || !first ? "/" : `/subscriptions/${first}`} />;
}

function Assignments({ scope }: { scope: string }) {
  const query = useAssignments(scope, "atScope()");
  const [adding, setAdding] = useState(false);
  return (
    <>
      {query.error && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      <AssignmentTable
        assignments={query.error && !query.data ? [] : query.data}
        scope={scope}
        onAdd={() => setAdding(true)}
        onRefresh={() => void query.refetch()}
        toolbar={(commands) => <Toolbar aria-label={t.access.assignmentsTab}>{commands}</Toolbar>}
      />
      <AddAssignment open={adding} onClose={() => setAdding(false)} scope={scope} />
    </>
  );
}
