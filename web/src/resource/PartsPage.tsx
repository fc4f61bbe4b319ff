import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from "@fluentui/react-icons";
import { type ReactElement, type ReactNode, useState } from "react";

import { nameOf } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Deed, onResource } from "../azure/request";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { Page } from "../ui/Page";

interface Part {
  id: string;
  name: string;
}

interface Texts {
  title: string;
  add: string;
  remove?: string; // "Delete" where nothing is said
  // What is said of the removal of parts, by their names and number: while it goes
  // on, at its end, and before it.
  removing: (names: string, count: number) => string;
  removed: (names: string, count: number) => string;
  question: (names: string) => string;
  warning: (names: string) => string;
}

// Which rows of a table are chosen.
export interface Selection {
  selected: Set<string>;
  onSelect: (selected: Set<string>) => void;
}

// A page with the parts of a resource, such as its locks or its subnets, which
// are added in a panel and removed from a table.
export function PartsPage<P extends Part>(props: {
  id: string;
  type: string; // of the parts, for the rights that it takes
  icon: ReactElement;
  texts: Texts;
  parts: P[];
  refresh: () => void;
  form: (close: () => void) => ReactNode;
  children: (selection: Selection) => ReactNode;
}) {
  const { id, type, texts } = props;
  const tasks = useTasks();
  const rights = useRights(id);
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = props.parts.filter((part) => selected.has(part.id));
  const names = chosen.map((part) => part.name).join(", ");
  const removal: Deed = { title: texts.removing(names, chosen.length), done: texts.removed(names, chosen.length), requests: chosen.map((part) => onResource("DELETE", part.id)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Page
      title={nameOf(id)}
      subtitle={texts.title}
      icon={props.icon}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
            {texts.add}
          </CommandButton>
          <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0} deed={removal} onClick={() => setAsking(true)} needs={`${type}/delete`} allowed={rights.can(`${type}/delete`)}>
            {texts.remove ?? t.common.delete}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={props.refresh}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      {props.children({ selected, onSelect: setSelected })}
      {adding && props.form(() => setAdding(false))}
      <Confirm open={asking} title={texts.question(names)} deed={removal} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {texts.warning(names)}
      </Confirm>
    </Page>
  );
}
