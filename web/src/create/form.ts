// What the steps of creating a machine or a scale set ask for.
import { t } from "../texts";

export type Kind = "machine" | "scaleset";

export interface Form {
  subscription: string;
  group: string; // id, or "" for a new one
  newGroup: string;
  location: string;
  name: string;
  image: string;
  size: string;
  authentication: "password" | "ssh";
  username: string;
  password: string;
  confirm: string;
  sshKey: string;
  instances: number;
  upgradeMode: "Automatic" | "Manual" | "Rolling";
  network: string; // id, or "" for a new one
  subnet: string; // name, of a network that is there
  system: boolean;
  users: string[];
  tags: { name: string; value: string }[];
}

export const emptyForm: Form = {
  subscription: "", group: "", newGroup: "", location: "westus", name: "", image: "ubuntu", size: "Standard_D2s_v3", authentication: "password", username: "azureuser", password: "", confirm: "", sshKey: "",
  instances: 2, upgradeMode: "Automatic", network: "", subnet: "", system: false, users: [], tags: [],
};

export interface Image {
  windows?: boolean;
  reference: { publisher: string; offer: string; sku: string; version: string };
}

export const images: Record<string, Image> = {
  ubuntu: { reference: { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts-gen2", version: "latest" } },
  debian: { reference: { publisher: "Debian", offer: "debian-12", sku: "12-gen2", version: "latest" } },
  windows2022: { windows: true, reference: { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter-g2", version: "latest" } },
  windows2016: { windows: true, reference: { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2016-Datacenter", version: "latest" } },
};

export const steps = ["basics", "networking", "management", "tags", "review"] as const;
export type Step = (typeof steps)[number];

export type Faults = Partial<Record<keyof Form, string>>;

// What is missing or wrong, by field. The server judges the rest.
export function faultsOf(form: Form): Faults {
  const faults: Faults = {};
  const demand = (field: keyof Form, holds: boolean, text = t.create.required) => {
    if (!holds) {
      faults[field] ??= text;
    }
  };
  demand("subscription", form.subscription !== "");
  demand("newGroup", form.group !== "" || form.newGroup !== "");
  demand("name", form.name !== "");
  demand("name", /^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$/.test(form.name), t.create.badName);
  demand("username", form.username !== "");
  if (usesPassword(form)) {
    demand("password", isPassword(form.password), t.create.badPassword);
    demand("confirm", form.password === form.confirm, t.create.differs);
  } else {
    demand("sshKey", /^(ssh-rsa|ssh-ed25519|ecdsa-)/.test(form.sshKey.trim()), t.create.badKey);
  }
  demand("subnet", form.network === "" || form.subnet !== "");
  demand("tags", form.tags.every((tag) => tag.name !== "" || tag.value === ""));
  return faults;
}

export function usesPassword(form: Form): boolean {
  return form.authentication === "password" || images[form.image]?.windows === true;
}

// Azure's rule: 12 to 72 characters of three kinds.
function isPassword(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  return text.length >= 12 && text.length <= 72 && kinds >= 3;
}

const fieldsOf: Record<Step, (keyof Form)[]> = {
  basics: ["subscription", "newGroup", "name", "username", "password", "confirm", "sshKey"],
  networking: ["subnet"],
  management: [],
  tags: ["tags"],
  review: [],
};

// The first step in which something is wrong.
export function faultyStep(faults: Faults): Step | undefined {
  return steps.find((step) => fieldsOf[step].some((field) => faults[field]));
}

export function groupIdOf(form: Form): string {
  return form.group || `/subscriptions/${form.subscription}/resourceGroups/${form.newGroup}`;
}
