import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from "@fluentui/react-components";
import type { ReactNode } from "react";

import { t } from "../texts";

interface Props {
  open: boolean;
  title: string;
  children: ReactNode;
  // What the button that goes on says; "Yes" by default.
  yes?: string;
  no?: string;
  onYes: () => void;
  onClose: () => void;
}

// A question before something is done that cannot be taken back.
export function Confirm({ open, title, children, yes = t.common.yes, no = t.common.no, onYes, onClose }: Props) {
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
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
