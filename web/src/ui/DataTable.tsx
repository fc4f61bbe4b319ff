// A table of many rows: sorted by its heads, filtered by name, and with only
// those rows in the document that are seen.
import { Checkbox, makeStyles, mergeClasses, SearchBox, Spinner, tokens } from "@fluentui/react-components";
import { ArrowDownRegular, ArrowUpRegular } from "@fluentui/react-icons";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";

import type { Rest } from "../azure/listing";
import { useQueryPart } from "../routes";
import { t } from "../texts";

export interface Column<T> {
  key: string;
  title: string;
  // What sorting and the filter go by; and what is shown unless render is given.
  text: (row: T) => string;
  render?: (row: T) => ReactNode;
  // The share of the width; 1 where it is not given.
  grow?: number;
}

interface Props<T> {
  label: string;
  rows: T[] | undefined;
  // What the rows still lack; nothing where it is not given.
  rest?: Rest;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  rowName?: (row: T) => string;
  empty: ReactNode;
  // With it rows can be selected.
  selected?: Set<string>;
  onSelect?: (selected: Set<string>) => void;
  // Shown beside the filter.
  tools?: ReactNode;
  // Hides the line with the filter and the count.
  bare?: boolean;
  // Leaves the rows in their order until a head is pressed.
  unsorted?: boolean;
  // Keeps the filter in the page's address: for the table that a page is there for.
  linked?: boolean;
}

const rowHeight = 40;
const headHeight = 36;
// From this many rows on only those that are seen are in the document.
const manyRows = 30;

const useStyles = makeStyles({
  tools: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalS },
  count: { color: tokens.colorNeutralForeground2, marginLeft: "auto" },
  scroll: { overflow: "auto", maxHeight: "70vh", border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground1 },
  table: { minWidth: "640px", display: "block" },
  head: { position: "sticky", top: 0, zIndex: 1, display: "block", backgroundColor: tokens.colorNeutralBackground2, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  row: { display: "grid", alignItems: "center", columnGap: tokens.spacingHorizontalM, paddingLeft: tokens.spacingHorizontalM, paddingRight: tokens.spacingHorizontalM, boxSizing: "border-box" },
  headRow: { height: `${headHeight}px`, fontWeight: tokens.fontWeightSemibold },
  bodyRow: { minHeight: `${rowHeight}px`, borderBottom: `1px solid ${tokens.colorNeutralStroke3}`, ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover }, ":last-child": { borderBottom: "none" } },
  fixed: { position: "absolute", left: 0, right: 0, height: `${rowHeight}px` },
  selected: { backgroundColor: tokens.colorNeutralBackground1Selected },
  body: { display: "block", position: "relative" },
  cell: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", padding: 0, textAlign: "left", fontWeight: "inherit", minWidth: 0, paddingBlock: "2px" },
  sort: {
    display: "inline-flex", maxWidth: "100%", padding: 0, border: "none", background: "none", color: "inherit", font: "inherit", alignItems: "center", gap: tokens.spacingHorizontalXS, cursor: "pointer",
    borderRadius: tokens.borderRadiusSmall, ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  title: { overflow: "hidden", textOverflow: "ellipsis" },
  empty: { padding: tokens.spacingHorizontalXXL, color: tokens.colorNeutralForeground2, textAlign: "center" },
});

export function DataTable<T>(props: Props<T>) {
  const styles = useStyles();
  const { rows, columns, bare, tools, label, linked, rest = "none" } = props;
  const [asked, keep] = useQueryPart("filter");
  const [filter, setFilter] = useState(linked ? asked : "");
  const [sort, setSort] = useState({ by: props.unsorted ? "" : (columns[0]?.key ?? ""), down: false });
  const shown = useMemo(() => order(rows ?? [], columns, filter, sort), [rows, columns, filter, sort]);
  const narrow = (text: string) => {
    setFilter(text);
    if (linked) {
      keep(text);
    }
  };
  if (!rows) {
    return <Spinner size="small" label={t.common.loading} labelPosition="after" />;
  }
  return (
    <div>
      {!bare && (
        <div className={styles.tools}>
          <SearchBox aria-label={`${t.common.filter} ${label}`} placeholder={t.common.filter} value={filter} onChange={(_, data) => narrow(data.value)} />
          {tools}
          <span className={styles.count} role="status">
            {filter ? t.common.filtered(shown.length, rows.length)[rest] : t.common.count(rows.length)[rest]}
          </span>
        </div>
      )}
      {shown.length === 0 ? <div className={styles.empty}>{rows.length > 0 ? t.common.noMatches[rest] : rest === "none" && props.empty}</div> : <Rows {...props} shown={shown} sort={sort} onSort={setSort} />}
    </div>
  );
}

interface Sort {
  by: string;
  down: boolean;
}

function order<T>(rows: T[], columns: Column<T>[], filter: string, sort: Sort): T[] {
  const wanted = filter.trim().toLowerCase();
  const found = wanted ? rows.filter((row) => columns.some((column) => column.text(row).toLowerCase().includes(wanted))) : [...rows];
  const by = columns.find((column) => column.key === sort.by) ;
  if (by) {
    found.sort((a, b) => compare.compare(by.text(a), by.text(b)) * (sort.down ? -1 : 1));
  }
  return found;
}

const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function Rows<T>({ label, rest = "none", columns, rowKey, rowName, selected, onSelect, shown, sort, onSort }: Props<T> & { shown: T[]; sort: Sort; onSort: (sort: Sort) => void }) {
  const styles = useStyles();
  const scroll = useRef<HTMLDivElement>(null);
  const many = shown.length >= manyRows;
  // The row with the focus stays in the document, wherever rows that come move it.
  const [focused, setFocused] = useState("");
  const kept = focused && many ? shown.findIndex((one) => rowKey(one) === focused) : -1;
  const virtual = useVirtualizer({
    count: many ? shown.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headHeight,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return kept < 0 || seen.includes(kept) ? seen : [...seen, kept].sort((a, b) => a - b);
    },
  });
  const template = `${onSelect ? "32px " : ""}${columns.map((column) => `minmax(0, ${column.grow ?? 1}fr)`).join(" ")}`;
  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) {
      next.add(key);
    }
    onSelect?.(next);
  };
  const all = shown.every((row) => selected?.has(rowKey(row)));
  const row = (one: T, index: number, start?: number) => {
    const key = rowKey(one);
    const isSelected = selected?.has(key) ?? false;
    return (
      <div
        key={key}
        role="row"
        onFocus={() => setFocused(key)}
        onBlur={() => setFocused("")}
        aria-rowindex={index + 2}
        aria-selected={onSelect ? isSelected : undefined}
        className={mergeClasses(styles.row, styles.bodyRow, start !== undefined && styles.fixed, isSelected && styles.selected)}
        style={{ gridTemplateColumns: template, ...(start === undefined ? {} : { transform: `translateY(${start - headHeight}px)` }) }}
      >
        {onSelect && (
          <div role="gridcell">
            <Checkbox checked={isSelected} onChange={() => toggle(key)} aria-label={t.common.select(rowName?.(one) ?? columns[0]?.text(one) ?? key)} />
          </div>
        )}
        {columns.map((column) => (
          <div role={onSelect ? "gridcell" : "cell"} key={column.key} className={styles.cell} title={column.text(one)}>
            {column.render ? column.render(one) : column.text(one)}
          </div>
        ))}
      </div>
    );
  };
  return (
    <div className={styles.scroll} ref={scroll} tabIndex={0} role="group" aria-label={label}>
      <div role={onSelect ? "grid" : "table"} aria-label={label} aria-rowcount={rest === "none" ? shown.length + 1 : -1} aria-multiselectable={onSelect ? true : undefined} className={styles.table}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.headRow)} style={{ gridTemplateColumns: template }}>
            {onSelect && (
              <div role="columnheader">
                <Checkbox
                  checked={all ? true : selected?.size ? "mixed" : false}
                  onChange={() => onSelect(all ? new Set() : new Set(shown.map(rowKey)))}
                  aria-label={t.common.selectAll}
                />
              </div>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={many ? { height: `${virtual.getTotalSize()}px` } : undefined}>
          {many ? virtual.getVirtualItems().map((item) => shown[item.index] !== undefined && row(shown[item.index] as T, item.index, item.start)) : shown.map((one, i) => row(one, i))}
        </div>
      </div>
    </div>
  );
}

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort: Sort; onSort: (sort: Sort) => void }) {
  const styles = useStyles();
  const active = sort.by === column.key;
  return (
    <div role="columnheader" className={styles.cell} aria-sort={active ? (sort.down ? "descending" : "ascending") : "none"}>
      <button type="button" className={styles.sort} onClick={() => onSort({ by: column.key, down: active && !sort.down })}>
        <span className={styles.title} title={column.title}>
          {column.title}
        </span>
        {active && (sort.down ? <ArrowDownRegular aria-hidden /> : <ArrowUpRegular aria-hidden />)}
      </button>
    </div>
  );
}
