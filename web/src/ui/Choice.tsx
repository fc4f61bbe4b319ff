import { Field, Select } from "@fluentui/react-components";

import { t } from "../texts";

export interface Option {
  value: string;
  text: string;
}

export const texted = (values: string[]): Option[] => values.map((value) => ({ value, text: value }));

interface Props {
  label: string;
  value: string;
  values: Option[];
  onChange: (value: string) => void;
  required?: boolean;
  disabled?: boolean;
  hint?: string;
}

// One of several values, in the browser's own list: it works with every
// keyboard and every screen reader.
export function Choice({ label, value, values, onChange, required, disabled, hint }: Props) {
  return (
    <Field label={label} required={required} hint={hint}>
      <Select value={value} disabled={disabled} onChange={(_, data) => onChange(data.value)}>
        {!values.some((one) => one.value === value) && <option value={value}>{value || t.common.choose}</option>}
        {values.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </Select>
    </Field>
  );
}
