// Which pages a resource has, by its type.
import { AppsListRegular, ArrowSyncRegular, BracesRegular, CertificateRegular, HistoryRegular, InfoRegular, PersonKeyRegular, PlugConnectedRegular, RocketRegular, ServerMultipleRegular, ShieldPersonRegular, TicketDiagonalRegular } from "@fluentui/react-icons";
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

void [AppsListRegular, ArrowSyncRegular, CertificateRegular, HistoryRegular, RocketRegular, ShieldPersonRegular, TicketDiagonalRegular];

const general = (...more: Blade[]): BladeSection => ({ title: t.resource.general, blades: [overview, ...more] });
const settings = (...blades: Blade[]): BladeSection => ({ title: t.resource.settings, blades: [...blades, json] });
const security = (...blades: Blade[]): BladeSection => ({ title: t.resource.security, blades });

const byType: Record<string, BladeSection[]> = {
  "microsoft.compute/virtualmachines": [general(), settings(networking), security(identity)],
  "microsoft.compute/virtualmachinescalesets": [general(), settings(instances, networking), security(identity)],
  "microsoft.compute/virtualmachinescalesets/virtualmachines": [general(), settings(networking)],
};

export function bladesOf(type: string): BladeSection[] {
  return byType[type.toLowerCase()] ?? [general(), settings()];
}
