import { makeStyles, ToolbarButton, Tooltip, tokens } from "@fluentui/react-components";
import type { ReactElement } from "react";

import type { Deed } from "../azure/request";
import { useShown } from "../commands/shown";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";

interface Props {
  icon: ReactElement;
  children: string;
  // What the button does: shown among the page's commands, and done when it is
  // pressed unless onClick asks first.
  deed?: Deed;
  onClick?: () => void;
  // Called once the deed is done.
  onDone?: () => void;
  disabled?: boolean;
  // The right that it takes, and whether the user has it: where not, the button
  // says so and does nothing.
  needs?: string;
  allowed?: boolean;
}

const useStyles = makeStyles({ button: { fontWeight: tokens.fontWeightRegular, paddingInline: tokens.spacingHorizontalS, whiteSpace: "nowrap" } });

// A button of a page's toolbar.
export function CommandButton({ icon, children, deed, onClick, onDone, disabled, needs, allowed = true }: Props) {
  const styles = useStyles();
  const tasks = useTasks();
  useShown(children, disabled ? undefined : deed?.requests);
  const press = async () => {
    if (onClick) {
      onClick();
    } else if (deed && (await tasks.start(deed)).ok) {
      onDone?.();
    }
  };
  const button = (
    <ToolbarButton className={styles.button} icon={icon} onClick={allowed ? () => void press() : undefined} disabled={disabled} disabledFocusable={!allowed}>
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
