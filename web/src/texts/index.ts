// All texts of the page, in one place. Names are Azure's own.
import { access } from "./access";
import { auth, common, errors, shell } from "./common";
import { create, deployments } from "./create";
import { kinds } from "./kinds";
import { activity, directory, identities, token } from "./more";
import { locks, network } from "./network";
import { command, home, identity, lists, machine, pages, resource } from "./pages";

export const t = { access, activity, auth, command, common, create, deployments, directory, errors, home, identities, identity, kinds, lists, locks, machine, network, pages, resource, shell, token };
