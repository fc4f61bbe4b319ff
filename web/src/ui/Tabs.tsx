import { makeStyles, Tab, TabList } from "@fluentui/react-components";

const useStyles = makeStyles({ list: { flexWrap: "wrap" } });

interface Props<K extends string> {
  label: string;
  tabs: Record<K, string>;
  value: K;
  onChange: (tab: K) => void;
  // The id of the element that shows what a tab is for.
  panel: string;
}

// The tabs over a part of a page; the id of each is "tab-" and its key. In a narrow
// window they stand in several lines.
export function Tabs<K extends string>({ label, tabs, value, onChange, panel }: Props<K>) {
  const styles = useStyles();
  return (
    <TabList className={styles.list} selectedValue={value} onTabSelect={(_, data) => onChange(data.value as K)} aria-label={label}>
      {(Object.entries(tabs) as [K, string][]).map(([key, title]) => (
        <Tab key={key} value={key} id={`tab-${key}`} aria-controls={panel}>
          {title}
        </Tab>
      ))}
    </TabList>
  );
}
