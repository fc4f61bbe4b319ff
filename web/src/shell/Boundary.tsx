import { Component, type ReactNode } from "react";

import { t } from "../texts";
import { Page } from "../ui/Page";

// A part of the page that failed says so, and leaves the rest as it is.
export class Boundary extends Component<{ children: ReactNode }, { failure?: Error }> {
  override state: { failure?: Error } = {};

  static getDerivedStateFromError(failure: Error) {
    return { failure };
  }

  override render() {
    if (this.state.failure) {
      return (
        <Page title={t.errors.title} inert>
          {t.errors.internal} {this.state.failure.message}
        </Page>
      );
    }
    return this.props.children;
  }
}
