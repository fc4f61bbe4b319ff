import { makeStyles, ToolbarButton, Tooltip, tokens } from "@fluentui/react-components";
import type { ReactElement, ReactNode } from "react";

import { t } from "../texts";

interface Props {
  icon: ReactElement;
  children: ReactNode;
  onClick: () => void;
  disabled?: boolean;
  // The right that it takes, and whether the user has it: where not, the button
  // says so and does nothing.
  needs?: string;
  allowed?: boolean;
}

const useStyles = makeStyles({ button: { fontWeight: tokens.fontWeightRegular, paddingInline: tokens.spacingHorizontalS } });

// A button of a page's toolbar.
export function CommandButton({ icon, children, onClick, disabled, needs, allowed = true }: Props) {
  const styles = useStyles();
  const button = (
    <ToolbarButton className={styles.button} icon={icon} onClick={allowed ? onClick : undefined} disabled={disabled} disabledFocusable={!allowed}>
      {children}
    </ToolbarButton>
  );
  return allowed || !needs ? (
    button
  ) : (
    <Tooltip content={t.common.notAllowed(needs)} relationship="description">
      {button}
    </Tooltip>
  );
}
