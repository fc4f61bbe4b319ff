import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Facts } from "../ui/Facts";
import type { Inspected } from "./TokenInspector";

const times = new Set(["iat", "nbf", "exp"]);

// What a token says, with the times in words.
export function Claims({ inspected }: { inspected: Inspected }) {
  const claims = inspected.claims ?? {};
  const until = Number(claims.exp) * 1000;
  const left = Math.floor(Number(inspected.answer.expires_in) / 60);
  return (
    <>
      <Facts
        facts={[
          [t.token.expires, `${new Date(until).toLocaleString("en")} (${t.token.left(left)})`],
          [t.token.issued, new Date(Number(claims.iat) * 1000).toLocaleString("en")],
          [t.token.keyId, String(inspected.header?.kid ?? "")],
        ]}
      />
      <DataTable
        bare
        unsorted
        label={t.token.claims}
        rows={Object.entries(claims)}
        rowKey={([name]) => name}
        empty=""
        columns={[
          { key: "claim", title: t.token.claim, text: ([name]) => name, grow: 0.6 },
          { key: "value", title: t.token.value, text: ([name, value]) => (times.has(name) ? `${String(value)} = ${new Date(Number(value) * 1000).toLocaleString("en")}` : typeof value === "string" ? value : JSON.stringify(value)), grow: 3 },
          { key: "meaning", title: t.token.meaning, text: ([name]) => t.token.meanings[name] ?? "", grow: 1.4 },
        ]}
      />
    </>
  );
}
