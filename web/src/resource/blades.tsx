// Which pages a resource has, by its type.
import { LockClosedRegular, ShieldRegular, VirtualNetworkRegular, ArrowEnterRegular, ArrowExitRegular, BracesRegular, CertificateRegular, CubeRegular, DocumentRegular, HistoryRegular, InfoRegular, LinkRegular, PersonKeyRegular, PlugConnectedRegular, ServerMultipleRegular, ShieldPersonRegular, TicketDiagonalRegular } from "@fluentui/react-icons";
import { lazy, type ComponentType, type LazyExoticComponent, type ReactElement } from "react";

import { t } from "../texts";
import { Overview } from "./Overview";

export interface BladeProps {
  id: string;
}

interface Blade {
  key: string; // the last part of its address; "" for the overview
  title: string;
  icon: ReactElement;
  page: ComponentType<BladeProps> | LazyExoticComponent<ComponentType<BladeProps>>;
}

interface BladeSection {
  title: string;
  blades: Blade[];
}

const overview: Blade = { key: "", title: t.resource.overview, icon: <InfoRegular />, page: Overview };
const json: Blade = { key: "json", title: t.resource.json, icon: <BracesRegular />, page: lazy(() => import("./JsonView")) };
const identity: Blade = { key: "identity", title: t.resource.identity, icon: <PersonKeyRegular />, page: lazy(() => import("../identity/IdentityBlade")) };
const networking: Blade = { key: "networking", title: t.resource.networking, icon: <PlugConnectedRegular />, page: lazy(() => import("../machines/Networking")) };
const instances: Blade = { key: "instances", title: t.resource.instances, icon: <ServerMultipleRegular />, page: lazy(() => import("../machines/Instances")) };

const iam: Blade = { key: "iam", title: t.resource.iam, icon: <ShieldPersonRegular />, page: lazy(() => import("../access/Iam")) };
const roles: Blade = { key: "roleassignments", title: t.resource.roles, icon: <ShieldPersonRegular />, page: lazy(() => import("../access/IdentityRoles")) };

const deployments: Blade = { key: "deployments", title: t.resource.deployments, icon: <CubeRegular />, page: lazy(() => import("../deployments/DeploymentList")) };
const deploymentOverview: Blade = { ...overview, page: lazy(() => import("../deployments/DeploymentOverview")) };
const parts = () => import("../deployments/DeploymentParts");
const inputs: Blade = { key: "inputs", title: t.deployments.inputs, icon: <ArrowEnterRegular />, page: lazy(async () => ({ default: (await parts()).Inputs })) };
const outputs: Blade = { key: "outputs", title: t.deployments.outputs, icon: <ArrowExitRegular />, page: lazy(async () => ({ default: (await parts()).Outputs })) };
const template: Blade = { key: "template", title: t.deployments.template, icon: <DocumentRegular />, page: lazy(async () => ({ default: (await parts()).TemplateOf })) };

const activity: Blade = { key: "activity", title: t.resource.activityLog, icon: <HistoryRegular />, page: lazy(() => import("../activity/ActivityLog")) };
const token: Blade = { key: "token", title: t.resource.token, icon: <TicketDiagonalRegular />, page: lazy(() => import("../token/TokenInspector")) };
const associated: Blade = { key: "associated", title: t.resource.associated, icon: <LinkRegular />, page: lazy(() => import("../identities/Associated")) };
const federated: Blade = { key: "federated", title: t.resource.federated, icon: <CertificateRegular />, page: lazy(() => import("../identities/Federated")) };

const locks: Blade = { key: "locks", title: t.resource.locks, icon: <LockClosedRegular />, page: lazy(() => import("../governance/Locks")) };
const subnets: Blade = { key: "subnets", title: t.network.subnets, icon: <VirtualNetworkRegular />, page: lazy(() => import("../network/Subnets")) };
const rules: Blade = { key: "rules", title: t.network.rules, icon: <ShieldRegular />, page: lazy(() => import("../network/Rules")) };

const general = (...more: Blade[]): BladeSection => ({ title: t.resource.general, blades: [overview, activity, iam, ...more] });
const settings = (...blades: Blade[]): BladeSection => ({ title: t.resource.settings, blades: [...blades, locks, json] });
const security = (...blades: Blade[]): BladeSection => ({ title: t.resource.security, blades });

const byType: Record<string, BladeSection[]> = {
  "microsoft.compute/virtualmachines": [general(), settings(networking), security(identity, roles, token)],
  "microsoft.compute/virtualmachinescalesets": [general(), settings(instances, networking), security(identity, roles)],
  "microsoft.compute/virtualmachinescalesets/virtualmachines": [general(), settings(networking), security(token)],
  "microsoft.resources/deployments": [{ title: t.resource.general, blades: [deploymentOverview, inputs, outputs, template] }],
  "microsoft.resources/resourcegroups": [general(), settings(deployments)],
  "microsoft.resources/subscriptions": [general(), settings(deployments)],
  "microsoft.network/virtualnetworks": [general(), settings(subnets)],
  "microsoft.network/networksecuritygroups": [general(), settings(rules)],
  "microsoft.managedidentity/userassignedidentities": [general(roles), settings(associated, federated)],
};

export function bladesOf(type: string): BladeSection[] {
  return byType[type.toLowerCase()] ?? [general(), settings()];
}
