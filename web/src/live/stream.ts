// The server's stream of changes, read with fetch: EventSource cannot carry a
// token. Each event names one thing that changed and that the user may read.
import { tokenFor } from "../auth/session";

export interface Change {
  // What changed, in lower case: a resource's id, or its address in the directory.
  id: string;
  // Its kind, in lower case, such as "microsoft.compute/virtualmachines".
  kind: string;
}

export type LiveState = "connecting" | "live" | "lost";

interface Listener {
  onChanges: (changes: Change[]) => void;
  // Called where changes may have been missed: everything is to be read anew.
  onMissed: () => void;
  onState: (state: LiveState) => void;
}

const address = "/providers/Azimuth/changes";
const longestPause = 15_000;
// The server says something at least every 15 s; a connection that is silent
// for longer is dead.
const longestSilence = 40_000;

// Follows the stream until the signal; reconnects by itself.
export async function follow(listener: Listener, signal: AbortSignal): Promise<void> {
  let last = "";
  let failures = 0;
  while (!signal.aborted) {
    const connection = new AbortController();
    const stop = () => connection.abort();
    signal.addEventListener("abort", stop, { once: true });
    // A browser that knows that it is offline need not wait for the silence.
    window.addEventListener("offline", stop, { once: true });
    try {
      const response = await fetch(address, {
        headers: { Authorization: `Bearer ${await tokenFor("arm")}`, Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
        credentials: "omit",
        cache: "no-store",
        signal: connection.signal,
      });
      if (!response.ok || !response.body) {
        throw new Error(`${response.status}`);
      }
      listener.onState("live");
      if (failures > 0 && !last) {
        listener.onMissed();
      }
      last = await read(response.body, last, listener, stop);
      failures = connection.signal.aborted ? 1 : 0;
    } catch {
      failures++;
    } finally {
      signal.removeEventListener("abort", stop);
      window.removeEventListener("offline", stop);
    }
    if (!signal.aborted) {
      listener.onState(failures > 0 ? "lost" : "connecting");
      await pause(failures === 0 ? 250 : Math.min(500 * 2 ** failures, longestPause), signal);
    }
  }
}

async function read(body: ReadableStream<Uint8Array>, last: string, listener: Listener, stop: () => void): Promise<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = "";
  let watchdog = setTimeout(stop, longestSilence);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return last;
      }
      clearTimeout(watchdog);
      watchdog = setTimeout(stop, longestSilence);
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        last = take(block, last, listener);
      }
    }
  } catch {
    return last; // what was read counts; the caller connects again
  } finally {
    clearTimeout(watchdog);
  }
}

// Takes one event, and returns the id from which to go on.
function take(block: string, last: string, listener: Listener): string {
  let name = "message";
  let data = "";
  for (const line of block.split("\n")) {
    const [field, value] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()];
    if (field === "id") {
      last = value;
    } else if (field === "event") {
      name = value;
    } else if (field === "data") {
      data += value;
    }
  }
  if (name === "changes") {
    listener.onChanges(JSON.parse(data));
  } else if (name === "missed") {
    listener.onMissed();
  }
  return last;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    window.addEventListener("online", end, { once: true, signal });
  });
}
