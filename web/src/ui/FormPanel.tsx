import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";

import { useRights } from "../azure/permissions";
import type { Deed, Request } from "../azure/request";
import { ShowHere } from "../commands/Show";
import { t } from "../texts";
import { NotAllowed } from "./NotAllowed";
import { Panel } from "./Panel";

interface Props {
  open: boolean;
  title: string;
  // What the filled form does; undefined while something is missing.
  deed: Deed | undefined;
  // What follows by itself, and needs the answer to the deed.
  then?: Request[];
  // The right that it takes, and at which scope: "" while that is not chosen.
  right?: { needs: string; scope: string };
  // What the button that does it says.
  button: string;
  onDo: () => void;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

// A form at the side of the page that does one thing, and shows it as commands.
export function FormPanel({ open, title, deed, then = [], right = { needs: "", scope: "" }, button, onDo, onClose, wide, children }: Props) {
  const allowed = useRights(right.scope).can(right.needs) || right.scope === "";
  return (
    <Panel
      open={open}
      title={title}
      onClose={onClose}
      wide={wide}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={!deed || !allowed}
            onClick={() => {
              onClose();
              onDo();
            }}
          >
            {button}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </>
      }
    >
      {children}
      <NotAllowed needs={right.needs} allowed={allowed} />
      {deed && <ShowHere title={deed.title} requests={[...deed.requests, ...then]} />}
    </Panel>
  );
}
