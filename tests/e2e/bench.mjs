// How soon can a person with a slow phone use the app? Prints the median of a few cold loads. `cargo xtask bench` starts it.
import { chromium } from "@playwright/test";

const [base] = process.argv.slice(2);
const LOADS = 5;
const EMAIL = "sara@northwind.example";
const ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];

const browser = await chromium.launch({ executablePath: process.env.CASEPORT_CHROMIUM, args: ARGUMENTS });
try {
  const { demo_password: password } = await (await fetch(`${base}/api/v1/config`)).json();
  console.log(`Time until usable, median of ${LOADS} cold loads:`);
  await report("sign-in page", "form button[type=submit]:enabled", {});
  await report("Support page", "main a[href*='/cases/']", { password });
} finally {
  await browser.close();
}

async function report(name, usable, options) {
  const times = [];
  for (let load = 0; load < LOADS; load += 1) times.push(await coldLoad(usable, options));
  times.sort((a, b) => a - b);
  console.log(`  ${name.padEnd(34)} ${(times[LOADS >> 1] / 1000).toFixed(2).padStart(7)} s`);
}

async function coldLoad(usable, { password }) {
  const context = await browser.newContext();
  try {
    if (password) {
      const signIn = await context.request.post(`${base}/api/v1/auth/login`, {
        headers: { origin: base },
        data: { email: EMAIL, password },
      });
      if (!signIn.ok()) throw new Error(`signing in: ${signIn.status()}`);
    }
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 150,
      downloadThroughput: (1.6 * 1024 * 1024) / 8,
      uploadThroughput: (750 * 1024) / 8,
    });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(base, { waitUntil: "commit" });
    // Read in the page, in the first frame that shows it: milliseconds since the navigation began.
    const seen = await page.waitForFunction(
      (selector) => document.querySelector(selector)?.checkVisibility() && performance.now(),
      usable,
      { timeout: 60_000 },
    );
    return await seen.jsonValue();
  } finally {
    await context.close();
  }
}
