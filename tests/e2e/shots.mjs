// Pictures of the main screens, for people to look at: `node shots.mjs FOLDER [WORD]`. With a word, only the screens
// whose name contains it. The same environment variables as the tests.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { browserArguments, executablePath, PASSWORD } from "./lib/env.mjs";
import { Server } from "./lib/server.mjs";
import { settled } from "./lib/settled.mjs";
import { caseActions, caseFiles, conversation } from "./shots/case.mjs";
import { detections, ORGANIZATION, WIZARD } from "./shots/pages.mjs";
import { goTo, isActive, openCase, openFirst } from "./shots/steps.mjs";

const [folder, word = ""] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node shots.mjs FOLDER [WORD]");
  process.exit(2);
}

const SIZES = { desktop: { width: 1366, height: 900 }, phone: { width: 375, height: 812 } };
const SCHEMES = ["light", "dark"];

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
  ["cora@contoso.example", conversation()],
  ["paul@northwind.example", [["case-of-paul", openFirst("customer", "")]]],
  ["cole@contoso.example", [["case-of-cole", openFirst("my")]]],
  ["vera@northwind.example", [["case-of-vera", openFirst("customer")]]],
  ["carl@contoso.example", [["case-of-partner", openFirst("partner")], ["case-of-colleague", openFirst("organization")]]],
  ["cora@contoso.example", caseActions()],
  ["cora@contoso.example", caseFiles()],
  ["sara@northwind.example", ORGANIZATION],
  [
    "vera@northwind.example",
    [
      ["organization-denied", goTo("/organization/roles")],
      ["organization-case-access-view", goTo("/organization/case-access")],
      [
        "organization-hidden",
        async (page) => {
          await page.goto("/");
          await page.getByText("What can't I see here?").click();
        },
      ],
    ],
  ],
];

function account(who) {
  return who === "cora" ? "cora@contoso.example" : `${who}@northwind.example`;
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
