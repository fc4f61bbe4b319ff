import { Field, Input, Textarea } from "@fluentui/react-components";

import { t } from "../texts";
import { Choice } from "../ui/Choice";
import type { Parameter } from "./jsonc";

// The value that is sent for what was typed: undefined leaves it to the default.
export function readValue(parameter: Parameter, text: string): { value?: unknown; fault?: string } {
  if (text === "") {
    return parameter.defaultValue === undefined ? { fault: t.create.required } : {};
  }
  switch (parameter.type) {
    case "string":
    case "securestring":
      return { value: text };
    case "int":
      return /^-?\d+$/.test(text) ? { value: Number(text) } : { fault: t.deployments.badJson };
    default:
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { fault: t.deployments.badJson };
      }
  }
}

interface Props {
  parameter: Parameter;
  text: string;
  fault?: string;
  onText: (text: string) => void;
}

// One parameter of a template, in the form that its type asks for.
export function ParameterField({ parameter, text, fault, onText }: Props) {
  const required = parameter.defaultValue === undefined;
  const byDefault = required ? "" : t.deployments.defaultIs(shown(parameter.defaultValue));
  const hint = [parameter.description, byDefault].filter(Boolean).join(" · ");
  const allowed = parameter.allowedValues ?? (parameter.type === "bool" ? [true, false] : undefined);
  if (allowed) {
    const values = allowed.map((value) => (parameter.type === "string" || parameter.type === "securestring" ? String(value) : JSON.stringify(value)));
    return <Choice label={parameter.name} required={required} value={text} values={[...(required ? [] : [{ value: "", text: byDefault }]), ...values.map((value) => ({ value, text: value }))]} onChange={onText} hint={parameter.description} />;
  }
  const isText = ["string", "securestring", "int"].includes(parameter.type);
  return (
    <Field label={`${parameter.name} (${parameter.type})`} required={required} hint={hint || undefined} validationMessage={text !== "" ? fault : undefined}>
      {isText ? (
        <Input type={parameter.type === "securestring" ? "password" : "text"} autoComplete="off" value={text} onChange={(_, data) => onText(data.value)} />
      ) : (
        <Textarea rows={4} value={text} onChange={(_, data) => onText(data.value)} />
      )}
    </Field>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value || '""' : JSON.stringify(value);
}
