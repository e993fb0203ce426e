// Pictures of the main screens, for people to look at: `node shots.mjs FOLDER [WORD]`. With a word, only the screens
// whose name contains it. The same environment variables as the tests.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { browserArguments, executablePath, PASSWORD } from "./lib/env.mjs";
import { Server } from "./lib/server.mjs";
import { settled } from "./lib/settled.mjs";

const [folder, word = ""] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node shots.mjs FOLDER [WORD]");
  process.exit(2);
}

const SIZES = { desktop: { width: 1366, height: 900 }, phone: { width: 375, height: 812 } };
const SCHEMES = ["light", "dark"];

const choose = (page, name) => page.locator(".question").getByRole("button", { name }).first().click();

async function describe(page) {
  await page.getByLabel("Subject", { exact: true }).fill("Archives are blocked after the upgrade to 5.16.1");
  await page
    .getByLabel("Description", { exact: true })
    .fill("Since the upgrade **every** ZIP archive is blocked.\n\n1. Upload a ZIP\n2. See `Failed`\n\nWhat can we do?");
}

// Each step leads from the screen before it to its own.
const WIZARD = [
  ["step-organization", (page) => page.goto("/submit")],
  ["step-product", (page) => choose(page, "Contoso Energy")],
  ["step-product-more", (page) => page.getByRole("button", { name: "More" }).click()],
  ["step-platform", (page) => choose(page, "MetaDefender Core")],
  ["step-issue-type", (page) => choose(page, "Linux")],
  ["step-severity", (page) => choose(page, "Unexpected")],
  ["step-license", (page) => choose(page, "S2 High")],
  ["step-description", (page) => page.getByRole("button", { name: "Continue" }).click()],
  ["step-description-errors", (page) => page.getByRole("button", { name: "Submit case" }).click()],
  [
    "step-description-filled",
    async (page) => {
      await describe(page);
      await page.getByRole("button", { name: "Preview" }).click();
    },
  ],
  ["suggested-articles", (page) => page.getByRole("button", { name: /^(Continue|Submit case)$/ }).click()],
  ["suggested-article-open", (page) => page.getByRole("button", { name: /^Read/ }).first().click()],
  [
    "upload-files",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Continue and submit case" }).click();
      await page.getByRole("heading", { name: "Upload files" }).waitFor();
    },
  ],
  ["upload-files-going", addFiles],
  ["confirmation", (page) => page.getByRole("link", { name: "Continue" }).click()],
];

/** A file that arrives, one that is paused on its way, and one that is refused. */
async function addFiles(page) {
  const line = await page.context().newCDPSession(page);
  const file = (name, size) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(size, "x") });
  const input = page.getByLabel("Choose files");
  await input.setInputFiles([file("core.log", 4_000), file("empty.log", 0)]);
  await page.getByText("Arrived").first().waitFor();
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };
  await line.send("Network.emulateNetworkConditions", slow);
  await input.setInputFiles([file("support-package.zip", 30_000_000), file("empty.log", 0)]);
  await page.waitForTimeout(3_000);
  await page.getByRole("button", { name: "Pause support-package.zip" }).click();
  await line.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
}

/** False detections: their lists, the reports of the demo, and reporting one. */
function detections() {
  return [
    ["support-detections", goTo("/?tab=false_detection")],
    ["list-detections", goTo("/cases?tab=false_detection")],
    ["detection-judged", openDetection((it) => it.verdict.startsWith("confirmed"))],
    ["detection-waiting", openDetection((it) => it.verdict.startsWith("in"))],
    ["detection-case", (page) => page.getByRole("link", { name: "Open the case" }).click()],
    ["detection-unknown", goTo("/cases/99999999/detection")],
    ["report-detection", goTo("/false-detections/new")],
    ["report-detection-errors", (page) => page.getByRole("button", { name: "Send report" }).click()],
    [
      "report-detection-going",
      async (page) => {
        await page.getByRole("radio", { name: "False positive" }).check();
        await page.getByRole("checkbox", { name: "MetaDefender Core" }).check();
        await page.getByLabel("Description (optional)").fill("Our own installer, signed with our certificate.");
        const line = await page.context().newCDPSession(page);
        const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };
        await line.send("Network.emulateNetworkConditions", slow);
        const buffer = Buffer.alloc(30_000_000, "x");
        await page
          .getByLabel("Choose a file")
          .setInputFiles({ name: "energy-suite-setup.exe", mimeType: "application/octet-stream", buffer });
        await page.waitForTimeout(3_000);
        await page.getByRole("button", { name: "Send report" }).click();
      },
    ],
    ["report-detection-elsewhere", goTo("/?tab=false_detection")],
  ];
}

function openDetection(fits) {
  return async (page) => {
    const read = async (path) => (await page.request.get(`/api/v1${path}`)).json();
    const { items } = await read("/organizations/contoso/cases?tab=false_detection&limit=200");
    const reports = await Promise.all(items.map(({ number }) => read(`/cases/${number}/detection`)));
    await page.goto(`/cases/${reports.find(fits).case}/detection`);
  };
}

const goTo = (address) => (page) => page.goto(address);
const openCase = (fits) => async (page) => page.goto(`/cases/${await findCase(page, fits)}`);
const isActive = ({ escalation }) => ["requested", "acknowledged"].includes(escalation?.state);

const SCREENS = [
  [undefined, [["sign-in", goTo("/sign-in")]]],
  ...["sara", "cora", "nils"].map((who) => [account(who), [[`support-${who}`, goTo("/")]]]),
  ["pia@personal.example", [["support-pia", goTo("/")]]],
  [
    "sara@northwind.example",
    [
      ["support-sara-customer", goTo("/?tab=customer")],
      ["list-customer", goTo("/cases?tab=customer&status=open&severity=s2&severity=s3&sort=subject")],
      ["list-filter-open", async (page) => {
        const filters = page.getByRole("button", { name: /^Filters/ });
        if (await filters.isVisible()) await filters.click();
        await page.locator("summary", { hasText: "Severity" }).click();
      }],
      ["list-my", goTo("/cases")],
      ["forbidden-tab", goTo("/?tab=partner")],
      ["not-found", goTo("/nowhere")],
      ["case-unknown", goTo("/cases/99999999")],
    ],
  ],
  ["nils@northwind.example", [["submit-denied", goTo("/submit")]]],
  ["sara@northwind.example", WIZARD],
  [
    "cora@contoso.example",
    [
      ["case-open", openCase((it) => it.status !== "closed" && !isActive(it))],
      ["escalate-dialog", (page) => page.getByRole("button", { name: "Escalate to Management" }).click()],
      ["close-dialog", async (page) => {
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Close Case" }).click();
      }],
      ["case-closed", openCase((it) => it.status === "closed")],
      ["case-escalated", openCase(isActive)],
      ["help-dialog", (page) => page.keyboard.press("?")],
    ],
  ],
  ["cora@contoso.example", detections()],
];

function account(who) {
  return who === "cora" ? "cora@contoso.example" : `${who}@northwind.example`;
}

async function findCase(page, fits) {
  const read = async (path) => (await page.request.get(`/api/v1${path}`)).json();
  const { default_organization: here } = await read("/session");
  const { items } = await read(`/organizations/${here}/cases?tab=my&limit=200`);
  for (const { number } of items) {
    if (fits(await read(`/cases/${number}`))) return number;
  }
  throw new Error("no such case");
}

/** Until the page has drawn what it asked for. */
async function settle(page) {
  await settled(page);
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  await page.waitForTimeout(250);
}

/** One screen after the other; where one cannot be reached, those behind it cannot, either. */
async function shootAll(page, steps, suffix) {
  for (const [name, open] of steps) {
    try {
      await open(page);
      await settle(page);
    } catch (error) {
      console.error(`${name}-${suffix}: ${error.message.split("\n")[0]}`);
      process.exitCode = 1;
      return;
    }
    if (name.includes(word)) await page.screenshot({ path: join(folder, `${name}-${suffix}.png`), fullPage: true });
  }
}

async function shoot(browser, url, size, colorScheme) {
  for (const [email, steps] of SCREENS) {
    if (!steps.some(([name]) => name.includes(word))) continue;
    const options = { baseURL: url, viewport: SIZES[size], colorScheme, reducedMotion: "reduce", locale: "en-US" };
    const context = await browser.newContext(options);
    if (email !== undefined) {
      await context.request.post("/api/v1/auth/login", { data: { email, password: PASSWORD } });
    }
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => console.error(`${email}: ${error.message}`));
    await shootAll(page, steps, `${size}-${colorScheme}`);
    await context.close();
  }
}

await mkdir(folder, { recursive: true });
const server = await Server.start();
const browser = await chromium.launch({ executablePath, args: browserArguments });
try {
  for (const size of Object.keys(SIZES)) {
    for (const scheme of SCHEMES) await shoot(browser, server.url, size, scheme);
  }
} finally {
  await browser.close();
  await server.end();
}
