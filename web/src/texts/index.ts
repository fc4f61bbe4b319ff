// All texts of the page, in one place. Names are Azure's own.
import { access } from "./access";
import { auth, common, errors, shell } from "./common";
import { create, deployments } from "./create";
import { command, home, identity, lists, machine, pages, resource } from "./pages";

export const t = { access, auth, command, common, create, deployments, errors, home, identity, lists, machine, pages, resource, shell };
