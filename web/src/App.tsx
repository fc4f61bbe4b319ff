import { lazy, type ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";

import type { User } from "./auth/session";
import { readResource } from "./routes";
import { Boundary } from "./shell/Boundary";
import { Shell } from "./shell/Shell";
import { t } from "./texts";
import { Page } from "./ui/Page";

const Home = lazy(() => import("./lists/Home"));
const Lists = lazy(() => import("./lists/lists"));
const TenantAccess = lazy(async () => ({ default: (await import("./access/Iam")).TenantAccess }));
const CreatePage = lazy(() => import("./create/CreatePage"));
const CustomDeployment = lazy(() => import("./deployments/CustomDeployment"));
const TenantActivity = lazy(async () => ({ default: (await import("./activity/ActivityLog")).TenantActivity }));
const Objects = lazy(() => import("./directory/Objects"));
const ObjectPage = lazy(() => import("./directory/ObjectPage"));
const ResourcePage = lazy(() => import("./resource/ResourcePage"));

export function App({ user }: { user: User }) {
  const [path] = useLocation();
  return (
    <Shell user={user}>
      <Boundary key={path}>
        <Switch>
          <Route path="/">
            <Home user={user} />
          </Route>
          {(["resources", "groups", "machines", "scalesets", "identities", "networks", "interfaces", "securitygroups"] as const).map((list) => (
            <Route key={list} path={`/${list}`}>
              <Lists list={list} />
            </Route>
          ))}
          <Route path="/create/machine">
            <CreatePage kind="machine" />
          </Route>
          <Route path="/create/scaleset">
            <CreatePage kind="scaleset" />
          </Route>
          <Route path="/deploy" component={CustomDeployment} />
          <Route path="/access">
            <TenantAccess />
          </Route>
          <Route path="/activity" component={TenantActivity} />
          {(["users", "groups", "applications"] as const).map((kind) => (
            <Route key={kind} path={`/directory/${kind}`}>
              <Objects kind={kind} />
            </Route>
          ))}
          {(["users", "groups", "applications"] as const).map((kind) => (
            <Route key={kind} path={`/directory/${kind}/:id`}>
              {(params) => <ObjectPage kind={kind} id={params.id} />}
            </Route>
          ))}
          <Route path="/resource/*">{(params) => <Resource path={params["*"] ?? ""} />}</Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Boundary>
    </Shell>
  );
}

function Resource({ path }: { path: string }): ReactNode {
  const place = readResource(path);
  return <ResourcePage key={place.id} place={place} />;
}

function NotFound() {
  return <Page title={t.pages.notFound} inert>{t.pages.notFoundHint}</Page>;
}

