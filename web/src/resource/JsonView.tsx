import { makeStyles, tokens } from "@fluentui/react-components";
import { BracesRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { nameOf, parseId } from "../azure/ids";
import { useResource } from "../azure/use";
import { versionOf } from "../azure/versions";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { CopyButton } from "../ui/Copyable";
import { Code } from "../ui/Code";
import { Loaded, Page } from "../ui/Page";
import type { BladeProps } from "./blades";

const useStyles = makeStyles({
  line: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "end" },
});

interface Provider {
  resourceTypes: { resourceType: string; apiVersions: string[] }[];
}

// The resource as Resource Manager shows it at any of the type's api-versions.
export default function JsonView({ id }: BladeProps) {
  const styles = useStyles();
  const { type, subscription } = parseId(id);
  const [namespace = "", ...words] = type.split("/");
  const [version, setVersion] = useState(versionOf(type));
  const provider = useResource<Provider>(`/subscriptions/${subscription}/providers/${namespace}`, "", "2022-09-01");
  const published = provider.data?.resourceTypes.find((one) => one.resourceType.toLowerCase() === words.join("/").toLowerCase())?.apiVersions ?? [];
  const versions = published.includes(version) ? published : [version, ...published];
  const query = useResource<unknown>(id, "", version);
  const text = query.data === undefined ? "" : JSON.stringify(query.data, null, 2);
  return (
    <Page title={nameOf(id)} subtitle={t.resource.json} icon={<BracesRegular />}>
      <div className={styles.line}>
        <Choice label={t.resource.apiVersion} value={version} values={texted(versions)} onChange={setVersion} />
        <CopyButton value={text} what={t.resource.json} />
      </div>
      <Loaded query={query}>{() => <Code text={text} label={t.resource.json} />}</Loaded>
    </Page>
  );
}
