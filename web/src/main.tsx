import { createDOMRenderer, FluentProvider, RendererProvider } from "@fluentui/react-components";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";

import { App } from "./App";
import { SignInFailed } from "./auth/SignInFailed";
import { openSession, SignInError, type User } from "./auth/session";
import { LiveUpdates } from "./live/LiveUpdates";
import { base, freshFor, nonce } from "./settings";
import { TasksProvider } from "./shell/tasks";
import { darkTheme, lightTheme, rememberedTheme, rememberTheme, ThemeContext, type ThemeName } from "./shell/theme";
import "./page.css";

// The page's policy lets in only styles with the answer's nonce.
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

const client = new QueryClient({ defaultOptions: { queries: { staleTime: freshFor, refetchOnWindowFocus: true, networkMode: "always" }, mutations: { networkMode: "always" } } });

function Root({ user, failure }: { user?: User; failure?: unknown }) {
  const [name, setName] = useState<ThemeName>(rememberedTheme);
  const set = (chosen: ThemeName) => {
    rememberTheme(chosen);
    setName(chosen);
  };
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <ThemeContext value={{ name, set }}>
        <FluentProvider theme={name === "dark" ? darkTheme : lightTheme}>
          {user ? (
            <QueryClientProvider client={client}>
              <LiveUpdates>
                <TasksProvider>
                  <Router base={base}>
                    <App user={user} />
                  </Router>
                </TasksProvider>
              </LiveUpdates>
            </QueryClientProvider>
          ) : (
            <SignInFailed failure={failure} />
          )}
        </FluentProvider>
      </ThemeContext>
    </RendererProvider>
  );
}

const root = createRoot(document.getElementById("root") as HTMLElement);

openSession().then(
  (user) => root.render(<StrictMode><Root user={user} /></StrictMode>),
  (failure: unknown) => {
    if (!(failure instanceof SignInError)) {
      console.warn(failure);
    }
    root.render(<Root failure={failure} />);
  },
);
