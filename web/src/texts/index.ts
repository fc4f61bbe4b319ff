// All texts of the page, in one place. Names are Azure's own.
import { auth, common, errors, shell } from "./common";
import { command, home, identity, lists, machine, pages, resource } from "./pages";

export const t = { auth, command, common, errors, home, identity, lists, machine, pages, resource, shell };
