import { Button, makeStyles, mergeClasses, Popover, PopoverSurface, PopoverTrigger, Tooltip, tokens } from "@fluentui/react-components";
import { NavigationRegular, WeatherMoonRegular, WeatherSunnyRegular } from "@fluentui/react-icons";

import { signIn, signOut, type User } from "../auth/session";
import { useLiveState } from "../live/LiveUpdates";
import { href } from "../routes";
import { base, settings } from "../settings";
import { t } from "../texts";
import { GoTo } from "./GoTo";
import { Notifications } from "./Notifications";
import { barColor, useTheme } from "./theme";

const useStyles = makeStyles({
  bar: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, paddingInline: tokens.spacingHorizontalS, backgroundColor: barColor, color: "#fff", minWidth: 0 },
  brand: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, color: "#fff", textDecoration: "none", fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, borderRadius: tokens.borderRadiusMedium, ":focus-visible": { outline: "2px solid #fff" } },
  name: { "@media (max-width: 560px)": { display: "none" } },
  logo: { width: "26px", height: "26px" },
  middle: { flexGrow: 1, display: "flex", justifyContent: "center", minWidth: 0 },
  button: { color: "#fff", ":hover": { color: "#fff", backgroundColor: "rgba(255,255,255,0.16)" }, ":hover:active": { color: "#fff", backgroundColor: "rgba(255,255,255,0.24)" }, ":focus-visible": { outline: "2px solid #fff" } },
  live: { display: "inline-flex", alignItems: "center", gap: "6px", fontSize: tokens.fontSizeBase200, whiteSpace: "nowrap" },
  // In a narrow window for those who do not see the dot.
  state: { "@media (max-width: 760px)": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" } },
  dot: { width: "8px", height: "8px", borderRadius: "50%", backgroundColor: "#7bdc9a" },
  waiting: { backgroundColor: "#f7d070" },
  lost: { backgroundColor: "#ff9b8f" },
  account: { minWidth: "40px", padding: "2px" },
  initials: { display: "grid", flexShrink: 0, placeItems: "center", width: "28px", height: "28px", borderRadius: "50%", backgroundColor: "#d0ebf6", color: "#0a2f41", fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold },
  who: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS, minWidth: "220px" },
  person: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400 },
  faint: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  actions: { display: "flex", flexDirection: "column", alignItems: "stretch", gap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalM },
});

export function useBarButton() {
  return useStyles().button;
}

export function TopBar({ user, onMenu, wide }: { user: User; onMenu: () => void; wide: boolean }) {
  const styles = useStyles();
  const theme = useTheme();
  const other = theme.name === "dark" ? "light" : "dark";
  return (
    <header className={styles.bar}>
      <Button appearance="transparent" className={styles.button} icon={<NavigationRegular />} aria-label={t.shell.nav} aria-expanded={wide} onClick={onMenu} />
      <a href={href("/")} className={styles.brand} aria-label={`${t.common.product}: ${t.shell.home}`}>
        <img src={`${base}/icon.svg`} alt="" className={styles.logo} />
        <span className={styles.name}>{t.common.product}</span>
      </a>
      <div className={styles.middle}>
        <GoTo />
      </div>
      <Live />
      <Notifications />
      <Tooltip content={t.shell.theme[other]} relationship="label">
        <Button appearance="transparent" className={styles.button} icon={other === "dark" ? <WeatherMoonRegular /> : <WeatherSunnyRegular />} onClick={() => theme.set(other)} />
      </Tooltip>
      <Account user={user} />
    </header>
  );
}

function Account({ user }: { user: User }) {
  const styles = useStyles();
  const initials = user.name.split(/[^\p{L}\p{N}]+/u).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join("");
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button appearance="transparent" className={mergeClasses(styles.button, styles.account)} aria-label={t.auth.signedInAs(user.username || user.name)}>
          <span className={styles.initials}>{initials}</span>
        </Button>
      </PopoverTrigger>
      <PopoverSurface aria-label={t.auth.signedInAs(user.username || user.name)}>
        <div className={styles.who}>
          <span className={styles.person}>{user.name}</span>
          <span>{user.username}</span>
          <span className={styles.faint}>{settings.domain}</span>
        </div>
        <div className={styles.actions}>
          <Button onClick={() => void signIn("select_account")}>{t.auth.switch}</Button>
          <Button onClick={signOut}>{t.auth.signOut}</Button>
        </div>
      </PopoverSurface>
    </Popover>
  );
}

function Live() {
  const styles = useStyles();
  const state = useLiveState();
  return (
    <Tooltip content={t.shell.liveHint[state]} relationship="description">
      <span className={styles.live} role="status">
        <span className={mergeClasses(styles.dot, state === "connecting" && styles.waiting, state === "lost" && styles.lost)} aria-hidden />
        <span className={styles.state}>{t.shell.live[state]}</span>
      </span>
    </Tooltip>
  );
}
