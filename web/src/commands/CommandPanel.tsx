import { t } from "../texts";
import { Panel } from "../ui/Panel";
import Commands from "./Commands";
import type { Shown } from "./shown";

export default function CommandPanel({ shown, onClose }: { shown: Shown[]; onClose: () => void }) {
  return (
    <Panel open title={t.command.title} onClose={onClose} wide>
      <Commands shown={shown} />
    </Panel>
  );
}
