import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { AddRegular, DeleteRegular } from "@fluentui/react-icons";

import { t } from "../texts";

export interface Tag {
  name: string;
  value: string;
}

// The tags as Resource Manager takes them; rows that were left empty are none.
export function tagsOf(rows: Tag[]): Record<string, string> {
  return Object.fromEntries(rows.filter((row) => row.name !== "").map((row) => [row.name, row.value]));
}

export function isComplete(rows: Tag[]): boolean {
  return rows.every((row) => row.name !== "" || row.value === "");
}

const useStyles = makeStyles({ row: { display: "grid", gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr) auto", gap: tokens.spacingHorizontalM, alignItems: "end" } });

// Tags to be typed, one beneath the other.
export function TagRows({ rows, onChange, strict }: { rows: Tag[]; onChange: (rows: Tag[]) => void; strict?: boolean }) {
  const styles = useStyles();
  const set = (i: number, changed: Partial<Tag>) => onChange(rows.map((row, n) => (n === i ? { ...row, ...changed } : row)));
  return (
    <>
      {rows.map((row, i) => (
        <div className={styles.row} key={i}>
          <Field label={t.create.tagName} validationMessage={strict && row.name === "" && row.value !== "" ? t.create.required : undefined}>
            <Input value={row.name} onChange={(_, data) => set(i, { name: data.value })} />
          </Field>
          <Field label={t.create.tagValue}>
            <Input value={row.value} onChange={(_, data) => set(i, { value: data.value })} />
          </Field>
          <Button icon={<DeleteRegular />} aria-label={t.create.removeTag(i + 1)} onClick={() => onChange(rows.filter((_, n) => n !== i))} />
        </div>
      ))}
      <div>
        <Button icon={<AddRegular />} onClick={() => onChange([...rows, { name: "", value: "" }])}>
          {t.create.addTag}
        </Button>
      </div>
    </>
  );
}
