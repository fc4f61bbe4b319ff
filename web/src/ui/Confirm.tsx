import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

import type { Deed } from "../azure/request";
import { ShowHere } from "../commands/Show";
import { t } from "../texts";

interface Props {
  open: boolean;
  title: string;
  children: ReactNode;
  // What is done after a yes; its commands can be looked at before.
  deed: Deed;
  // What the button that goes on says; "Yes" by default.
  yes?: string;
  no?: string;
  // The button that goes on waits for something.
  unready?: boolean;
  onYes: () => void;
  onClose: () => void;
}

const useStyles = makeStyles({ content: { display: "grid", gap: tokens.spacingVerticalM, minWidth: 0 } });

// A question before something is done.
export function Confirm({ open, title, children, deed, yes = t.common.yes, no = t.common.no, unready, onYes, onClose }: Props) {
  const styles = useStyles();
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <div>{children}</div>
            <ShowHere title={deed.title} requests={deed.requests} />
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              disabled={unready}
              onClick={() => {
                onClose();
                onYes();
              }}
            >
              {yes}
            </Button>
            <Button onClick={onClose}>{no}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
