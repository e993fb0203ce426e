import { defineConfig } from "@playwright/test";

import { browserArguments, executablePath } from "./lib/env.mjs";

export default defineConfig({
  testDir: "specs",
  // Each worker has a server and data of its own, so tests may run in any order and beside each other.
  fullyParallel: true,
  workers: 2,
  // A test that fails once and then passes is printed as flaky: on a busy machine that is worth a look, not a red run.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    headless: true,
    launchOptions: { executablePath, args: browserArguments },
    viewport: { width: 1366, height: 900 },
    locale: "en-US",
    timezoneId: "Europe/Berlin",
    actionTimeout: 15_000,
    // Recording costs a tenth of the time, and whatever fails is run again.
    trace: { mode: "on-first-retry", screenshots: false, sources: false },
  },
});
