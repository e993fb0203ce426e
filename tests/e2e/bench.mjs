// How soon can a person with a slow phone use the app? Prints medians of a few loads. `cargo xtask bench load` starts it.
import { chromium } from "@playwright/test";

import { settled } from "./lib/settled.mjs";

const [base] = process.argv.slice(2);
const LOADS = 5;
const EMAIL = "sara@northwind.example";
const ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
const COLUMNS = ["first paint", "usable", "blocked", "shift", "requests", "received"];

const browser = await chromium.launch({ executablePath: process.env.CASEPORT_CHROMIUM, args: ARGUMENTS });
try {
  const { demo_password: password } = await (await fetch(`${base}/api/v1/config`)).json();
  console.log(`Medians of ${LOADS} loads at 150 ms, 1.6 Mbit/s and a quarter of the processor, until usable:`);
  console.log(`  ${"".padEnd(30)}${COLUMNS.map((it) => it.padStart(13)).join("")}`);
  await report("sign-in page, cold", "form button[type=submit]:enabled", {});
  await report("Support page, cold", "main a[href*='/cases/']", { password });
  await report("case page, cold", "main .conversation > li:nth-child(3)", { password, path: await firstCase(password) });
  await report("Support page, second visit", "main a[href*='/cases/']", { password, again: true });
} finally {
  await browser.close();
}

/** The address of a case's page. */
async function firstCase(password) {
  const context = await browser.newContext();
  await signIn(context, password);
  const organization = `${base}/api/v1/organizations/northwind`;
  const { items } = await (await context.request.get(`${organization}/cases?tab=my&sort=-updated&limit=1`)).json();
  await context.close();
  return `/cases/${items[0].number}`;
}

async function signIn(context, password) {
  const answer = await context.request.post(`${base}/api/v1/auth/login`, {
    headers: { origin: base },
    data: { email: EMAIL, password },
  });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
}

async function report(name, usable, options) {
  const loads = [];
  for (let load = 0; load < LOADS; load += 1) loads.push(await measured(usable, options));
  const median = (key) => loads.map((it) => it[key]).sort((a, b) => a - b)[LOADS >> 1];
  const seconds = (key) => `${(median(key) / 1000).toFixed(2)} s`;
  const cells = [
    seconds("painted"),
    seconds("usable"),
    `${Math.round(median("blocked"))} ms`,
    median("shift").toFixed(3),
    String(median("requests")),
    `${(median("received") / 1000).toFixed(0)} kB`,
  ];
  console.log(`  ${name.padEnd(30)}${cells.map((it) => it.padStart(13)).join("")}`);
}

async function measured(usable, { password, again, path = "" }) {
  const context = await browser.newContext();
  try {
    if (password) await signIn(context, password);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    if (again) {
      await page.goto(base);
      await page.waitForSelector(usable);
      await settled(page);
      await page.goto("about:blank");
    }
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 150,
      downloadThroughput: (1.6 * 1024 * 1024) / 8,
      uploadThroughput: (750 * 1024) / 8,
    });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    // Noted in the page as it happens: what is asked for afterwards would be another moment's.
    await page.addInitScript((selector) => {
      const seen = (globalThis.seen = { blocked: 0, shift: 0, painted: 0, usable: 0 });
      const observe = (type, note) =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
      // As it is defined: what keeps somebody from doing something once there is something to be seen.
      const late = (task) => task.startTime > (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity);
      observe("longtask", (task) => late(task) && (seen.blocked += Math.max(0, task.duration - 50)));
      observe("layout-shift", (shift) => (seen.shift += shift.value));
      observe("paint", (paint) => paint.name === "first-contentful-paint" && (seen.painted = paint.startTime));
      const look = () => {
        if (document.querySelector(selector)?.checkVisibility()) seen.usable = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, usable);
    const received = new Map();
    devtools.on("Network.requestWillBeSent", ({ requestId }) => received.set(requestId, 0));
    devtools.on("Network.responseReceived", ({ requestId, response }) => {
      if (response.fromDiskCache) received.delete(requestId);
    });
    devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (received.has(requestId)) received.set(requestId, encodedDataLength);
    });
    await page.goto(base + path, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.seen.usable, undefined, { timeout: 60_000 });
    const sizes = [...received.values()];
    // What moves or blocks just after that counts as well.
    await page.waitForTimeout(2_000);
    const seen = await page.evaluate(() => globalThis.seen);
    return { ...seen, requests: sizes.length, received: sizes.reduce((sum, it) => sum + it, 0) };
  } finally {
    await context.close();
  }
}
