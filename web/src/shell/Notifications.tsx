import { Button, makeStyles, Spinner, Tooltip, tokens } from "@fluentui/react-components";
import { AlertRegular, CheckmarkCircleRegular, DismissCircleRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { ShowHere } from "../commands/Show";
import { t } from "../texts";
import { Panel } from "../ui/Panel";
import { ErrorText } from "../ui/Problem";
import { type Task, useTasks } from "./tasks";
import { useBarButton } from "./TopBar";

const useStyles = makeStyles({
  anchor: { position: "relative", display: "inline-flex" },
  badge: { position: "absolute", top: "1px", right: "1px", minWidth: "16px", lineHeight: "16px", borderRadius: "8px", textAlign: "center", fontSize: "10px", color: "#242424", backgroundColor: "#f7d070", pointerEvents: "none" },
  task: { display: "grid", gridTemplateColumns: "24px minmax(0, 1fr)", gap: tokens.spacingHorizontalS, padding: tokens.spacingVerticalS, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: "anywhere" },
  done: { color: tokens.colorPaletteGreenForeground1, fontSize: "20px" },
  failed: { color: tokens.colorPaletteRedForeground1, fontSize: "20px" },
  when: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

export function Notifications() {
  const styles = useStyles();
  const button = useBarButton();
  const { tasks, clear } = useTasks();
  const [open, setOpen] = useState(false);
  const running = tasks.filter((task) => task.state === "running").length;
  return (
    <>
      <Tooltip content={t.shell.notifications} relationship="label">
        <span className={styles.anchor}>
          <Button appearance="transparent" className={button} aria-label={t.shell.notifications} icon={<AlertRegular />} onClick={() => setOpen(true)} />
          {running > 0 && (
            <span className={styles.badge} aria-hidden>
              {running}
            </span>
          )}
        </span>
      </Tooltip>
      <Panel open={open} title={t.shell.notifications} onClose={() => setOpen(false)} footer={tasks.length > 0 && <Button onClick={clear}>{t.shell.clear}</Button>}>
        {tasks.length === 0 && <p>{t.shell.noNotifications}</p>}
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </Panel>
    </>
  );
}

function TaskRow({ task }: { task: Task }) {
  const styles = useStyles();
  return (
    <div className={styles.task}>
      {task.state === "running" && <Spinner size="tiny" aria-label={t.shell.running} />}
      {task.state === "succeeded" && <CheckmarkCircleRegular className={styles.done} aria-label={t.shell.succeeded} />}
      {task.state === "failed" && <DismissCircleRegular className={styles.failed} aria-label={t.shell.failed} />}
      <div>
        <div>{task.title}</div>
        {task.progress && <div>{task.progress}</div>}
        {task.error !== undefined && <ErrorText error={task.error} />}
        <div className={styles.when}>{task.began.toLocaleTimeString("en")}</div>
        <ShowHere title={task.title} requests={task.deed.requests} />
      </div>
    </div>
  );
}
