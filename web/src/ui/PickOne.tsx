import { makeStyles, Radio, RadioGroup, SearchBox, tokens } from "@fluentui/react-components";

import { t } from "../texts";

const useStyles = makeStyles({
  list: { maxHeight: "320px", overflowY: "auto", border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, marginTop: tokens.spacingVerticalS },
  search: { width: "100%", maxWidth: "100%" },
  name: { color: tokens.colorNeutralForeground1, overflowWrap: "anywhere" },
  hint: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, display: "block", overflowWrap: "anywhere" },
  note: { padding: tokens.spacingHorizontalM, color: tokens.colorNeutralForeground2 },
});

export interface Picked {
  value: string;
  text: string;
  hint?: string;
}

interface Props {
  label: string;
  search: string;
  text: string;
  onText: (text: string) => void;
  options: Picked[];
  value: string;
  onPick: (value: string) => void;
  empty: string;
  loading?: boolean;
}

const most = 50;

// A search box over a short list of which one is chosen.
export function PickOne({ label, search, text, onText, options, value, onPick, empty, loading }: Props) {
  const styles = useStyles();
  return (
    <div>
      <SearchBox className={styles.search} aria-label={search} placeholder={search} value={text} onChange={(_, data) => onText(data.value)} />
      <div className={styles.list} tabIndex={0} role="group" aria-label={label}>
        <RadioGroup aria-label={label} value={value} onChange={(_, data) => onPick(data.value)}>
          {options.slice(0, most).map((option) => (
            <Radio
              key={option.value}
              value={option.value}
              label={
                <>
                  <span className={styles.name}>{option.text}</span>
                  {option.hint && <span className={styles.hint}>{option.hint}</span>}
                </>
              }
            />
          ))}
        </RadioGroup>
        {options.length > most && <div className={styles.note}>{t.access.moreOptions(options.length - most)}</div>}
        {options.length === 0 && (
          <div className={styles.note} role="status">
            {loading ? t.common.loading : empty}
          </div>
        )}
      </div>
    </div>
  );
}
