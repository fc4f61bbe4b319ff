import { Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle, Input, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { type KeyboardEvent, useState } from "react";
import { useLocation } from "wouter";

import { parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { useAllResources, useGroups } from "../azure/resources";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { t } from "../texts";

const most = 12;

const useStyles = makeStyles({
  surface: { alignSelf: "start", marginTop: "10vh" },
  input: { width: "100%" },
  list: { listStyle: "none", margin: 0, padding: 0, marginTop: tokens.spacingVerticalS },
  option: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, padding: tokens.spacingVerticalS, borderRadius: tokens.borderRadiusMedium, cursor: "pointer", ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover } },
  active: { backgroundColor: tokens.colorNeutralBackground1Selected },
  icon: { display: "flex", fontSize: "20px", color: tokens.colorBrandForeground1 },
  where: { marginLeft: "auto", color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

// Names that begin so come first, and the shorter ones before the longer.
function rank(name: string, wanted: string): number {
  return name.length + (name.toLowerCase().startsWith(wanted) ? 0 : 1000);
}

// The dialog in which a resource is found: arrows choose, Enter goes.
export default function Palette({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const resources = useAllResources();
  const groups = useGroups();
  const wanted = text.trim().toLowerCase();
  const found = [...groups.rows, ...resources.rows]
    .filter((row) => row.name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a.name, wanted) - rank(b.name, wanted))
    .slice(0, most);
  const go = (id: string) => {
    onClose();
    navigate(resourceHref(id).slice(base.length));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setActive((at) => Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), found.length - 1));
    } else if (event.key === "Enter" && found[active]) {
      go(found[active].id);
    }
  };
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{t.shell.goTo}</DialogTitle>
          <DialogContent>
            <Input
              className={styles.input}
              contentBefore={<SearchRegular />}
              role="combobox"
              aria-label={t.shell.goTo}
              aria-expanded
              aria-controls="palette-list"
              aria-activedescendant={found[active] ? `palette-${active}` : undefined}
              value={text}
              autoFocus
              onKeyDown={onKey}
              onChange={(_, data) => {
                setText(data.value);
                setActive(0);
              }}
            />
            <ul id="palette-list" role="listbox" aria-label={t.pages.allResources} className={styles.list}>
              {found.map((row, i) => (
                <li key={row.id} id={`palette-${i}`} role="option" aria-selected={i === active} className={mergeClasses(styles.option, i === active && styles.active)} onClick={() => go(row.id)}>
                  <span className={styles.icon} aria-hidden>
                    {kindOfType(parseId(row.id).type).icon}
                  </span>
                  {row.name}
                  <span className={styles.where}>
                    {kindOfType(parseId(row.id).type).one} · {parseId(row.id).resourceGroup}
                  </span>
                </li>
              ))}
            </ul>
            {found.length === 0 && <p role="status">{resources.loading ? t.common.loading : t.shell.goToEmpty}</p>}
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
