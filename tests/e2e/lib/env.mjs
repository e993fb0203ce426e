// Where the browser, the server and the built app are. `cargo xtask test journeys` says it; by hand, a development
// build in its usual place is enough.
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export const serverBin = process.env.CASEPORT_SERVER_BIN ?? `${root}target/debug/caseport-server`;
export const dist = process.env.CASEPORT_DIST ?? `${root}dist`;
/** Whether every portal of the journeys is several servers behind nginx. */
export const isCluster = Boolean(process.env.CASEPORT_CLUSTER);
/** The browser with windows, and the one that journeys run in: without them where there is one. */
export const wholeBrowser = process.env.CASEPORT_CHROMIUM ?? "/usr/bin/chromium";
export const executablePath = process.env.CASEPORT_WINDOWLESS ?? wholeBrowser;

export const browserArguments = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The password of every demo account. */
export const PASSWORD = "caseport-demo";
