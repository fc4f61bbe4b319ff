import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";

import type { Deed, Request } from "../azure/request";
import { ShowHere } from "../commands/Show";
import { t } from "../texts";
import { Panel } from "./Panel";

interface Props {
  open: boolean;
  title: string;
  // What the filled form does; undefined while something is missing.
  deed: Deed | undefined;
  // What follows by itself, and needs the answer to the deed.
  then?: Request[];
  // What the button that does it says.
  button: string;
  onDo: () => void;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

// A form at the side of the page that does one thing, and shows it as commands.
export function FormPanel({ open, title, deed, then = [], button, onDo, onClose, wide, children }: Props) {
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
            disabled={!deed}
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
      {deed && <ShowHere title={deed.title} requests={[...deed.requests, ...then]} />}
    </Panel>
  );
}
