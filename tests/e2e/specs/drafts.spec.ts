// What was typed stays, whatever happens to the page, the browser or the session.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, chromium } from "@playwright/test";

import { anotherTab, draft, drafts, type } from "../lib/drafts";
import { browserArguments, executablePath, PASSWORD } from "../lib/env.mjs";
import { settled } from "../lib/settled.mjs";
import { expect, signIn, test } from "../lib/test";
import {
  answer,
  answerChoices,
  confirmedNumber,
  description,
  fillIn,
  freshSubject,
  PLAIN,
  question,
  step,
  subject,
  submit,
  write,
} from "../lib/wizard";

const CORA = "cora@contoso.example";
const SARA = "sara@northwind.example";

test("at every step a reload leads back to the step with everything answered so far", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/submit");
  const answers: [string, string][] = [
    ["Choose organization", "Contoso Energy"],
    ["Product", PLAIN.product],
    ["Platform", "Linux"],
    ["Issue type", PLAIN.issueType],
    ["Severity", "S2 High"],
  ];
  const given: [string, string][] = [];
  for (const [heading, name] of answers) {
    await expect(question(page, heading)).toBeVisible();
    if (given.length > 0) await page.waitForTimeout(500);
    await page.reload();
    await expect(question(page, heading)).toBeVisible();
    for (const [known, text] of given) await expect(step(page, known)).toContainText(text);
    await answer(page, heading, name);
    given.push([heading, name]);
  }
  await expect(question(page, "License & version")).toBeVisible();
  await page.getByLabel("Version", { exact: true }).selectOption("5.16.0");
  await page.waitForTimeout(500);
  await page.reload();
  await expect(question(page, "License & version")).toBeVisible();
  await expect(page.getByLabel("Version", { exact: true })).toHaveValue("5.16.0");
  await page.getByRole("button", { name: "Continue" }).click();
  await write(page, PLAIN);
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(question(page, "Subject & description")).toBeVisible();
  await expect(subject(page)).toHaveValue(PLAIN.subject);
  await expect(description(page)).toHaveValue(PLAIN.description);
  for (const [known, text] of given) await expect(step(page, known)).toContainText(text);
});

test("a draft is said to be saved, survives leaving and signing out, and is its owner's alone", async ({ as, page }) => {
  const first = await as(CORA);
  const title = freshSubject("Survivor");
  await type(first, title);
  const browser = first.context();
  await first.goto("/");
  await expect(draft(first, title)).toContainText("MetaDefender Core");
  await browser.clearCookies();
  await first.reload();
  await signIn(first, "carl@contoso.example");
  await expect(first.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
  await expect(first.getByRole("table")).toBeVisible();
  await settled(first);
  await expect(drafts(first)).toHaveCount(0);
  await browser.clearCookies();
  await first.reload();
  await signIn(first, CORA);
  await draft(first, title).getByRole("button", { name: "Continue" }).click();
  await expect(subject(first)).toHaveValue(title);
  await expect(description(first)).toHaveValue(PLAIN.description);
  // Somebody else's device knows nothing of it.
  await page.goto("/");
  await signIn(page, CORA);
  await expect(page.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
  await expect(drafts(page)).toHaveCount(0);
});

test("two tabs write a case each, and neither loses a word", async ({ as }) => {
  const one = await as(CORA);
  const [first, second] = [freshSubject("First tab"), freshSubject("Second tab")];
  await type(one, first);
  const two = await anotherTab(one);
  await two.goto("/submit");
  await expect(question(two, "Product")).toBeVisible();
  await expect(step(two, "Product")).toHaveText("Product");
  await type(two, second);
  await one.reload();
  await two.reload();
  await expect(subject(one)).toHaveValue(first);
  await expect(subject(two)).toHaveValue(second);
  await two.goto("/");
  await expect(draft(two, first)).toContainText("open in another tab");
  await expect(draft(two, second)).not.toContainText("open in another tab");
});

test("a draft that is taken over by another tab goes on there, and as a copy where it was", async ({ as }) => {
  const one = await as(CORA);
  const title = freshSubject("Taken over");
  await type(one, title);
  const two = await anotherTab(one);
  await two.goto("/");
  await draft(two, title).getByRole("button", { name: "Continue" }).click();
  await expect(subject(two)).toHaveValue(title);
  await subject(two).fill(`${title} in two`);
  await subject(one).fill(`${title} in one`);
  await two.waitForTimeout(1_000);
  await subject(one).pressSequentially("!");
  await one.waitForTimeout(1_000);
  await two.goto("/");
  await expect(draft(two, `${title} in two`)).toBeVisible();
  await expect(draft(two, `${title} in one!`)).toBeVisible();
});

test("a tab that was closed leaves its draft to the next one", async ({ as }) => {
  const one = await as(CORA);
  const title = freshSubject("Closed");
  await type(one, title);
  const two = await anotherTab(one);
  await one.close();
  await two.goto("/submit");
  await expect(step(two, "Severity")).toContainText("S2 High");
  await step(two, "Subject & description").getByRole("link").click();
  await expect(subject(two)).toHaveValue(title);
});

test("the browser is killed in the middle of typing: all but the last second is there afterwards", async ({ server }) => {
  test.slow();
  const profile = await mkdtemp(join(tmpdir(), "caseport-profile-"));
  const open = async (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, { executablePath, args: browserArguments, baseURL: server.url });
  try {
    const first = await open();
    const answered = await first.request.post("/api/v1/auth/login", { data: { email: CORA, password: PASSWORD } });
    expect(answered.status()).toBe(204);
    // Sessions of a browser end with it; this one is carried over by hand.
    const cookies = await first.cookies();
    const page = await first.newPage();
    await page.goto("/submit");
    await answerChoices(page, PLAIN);
    await subject(page).fill("Killed");
    await description(page).focus();
    // Numbered words, so that what is missing can be told.
    let typed = 0;
    const times: number[] = [];
    const until = Date.now() + 4_000;
    while (Date.now() < until) {
      await page.keyboard.insertText(`${typed} `);
      times.push(Date.now());
      typed += 1;
      await page.waitForTimeout(20);
    }
    const killed = Date.now();
    await killBrowser(profile);
    await first.close().catch(() => undefined);

    const second = await open();
    await second.addCookies(cookies);
    const again = await second.newPage();
    await again.goto("/submit");
    await step(again, "Subject & description").getByRole("link").click();
    await expect(subject(again)).toHaveValue("Killed");
    const words = (await description(again).inputValue()).trim().split(" ");
    expect(words).toEqual(words.map((_, index) => String(index)));
    const due = times.filter((time) => time < killed - 1_000).length;
    expect(words.length).toBeGreaterThanOrEqual(due);
    await second.close();
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** Kills every process of the browser with this profile at once. */
async function killBrowser(profile: string): Promise<void> {
  const killer = spawn("pkill", ["-KILL", "-f", profile]);
  await new Promise((resolve) => killer.once("exit", resolve));
}

test("a discarded draft comes back with Undo, in the wizard and on the list", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Discarded");
  await type(page, title);
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(question(page, "Product")).toBeVisible();
  await expect(step(page, "Product")).toHaveText("Product");
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(step(page, "Severity")).toContainText("S2 High");
  await page.goto("/");
  await draft(page, title).getByRole("button", { name: `Discard ${title}` }).click();
  await expect(drafts(page)).toHaveCount(0);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await draft(page, title).getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue(title);
  await page.goto("/");
  await draft(page, title).getByRole("button", { name: `Discard ${title}` }).click();
  await expect(drafts(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("table")).toBeVisible();
  await expect(drafts(page)).toHaveCount(0);
});

test("\"Start a new case\" leaves the draft among the others", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Put aside");
  await type(page, title);
  await page.getByRole("button", { name: "Start a new case" }).click();
  await expect(question(page, "Product")).toBeVisible();
  await expect(step(page, "Severity")).toHaveText("Severity");
  await page.goto("/");
  await expect(draft(page, title)).toBeVisible();
});

test("where IndexedDB is forbidden drafts are kept all the same; where all is forbidden, that is said", async ({ as }) => {
  const page = await as(CORA);
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  const title = freshSubject("No database");
  await type(page, title);
  await page.reload();
  await expect(subject(page)).toHaveValue(title);
  await page.getByRole("button", { name: "Discard draft" }).click();

  const other = await anotherTab(page);
  await other.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
    Storage.prototype.setItem = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  await fillIn(other, { ...PLAIN, subject: freshSubject("Nothing allowed") });
  await expect(other.getByText("This browser keeps no drafts")).toBeVisible();
  await submit(other).click();
  await confirmedNumber(other);
});

test("a link begins a case with answers, and leaves an earlier draft alone", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Earlier");
  await type(page, title);
  await page.goto("/submit?product=metadefender-core&platform=linux&issue_type=question&severity=s3&subject=From%20a%20link");
  await expect(question(page, "License & version")).toBeVisible();
  await expect(step(page, "Product")).toContainText("MetaDefender Core");
  await expect(step(page, "Severity")).toContainText("S3 Medium");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue("From a link");
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(subject(page)).toHaveValue("From a link");
  await page.goto("/");
  await expect(draft(page, title)).toBeVisible();
  await expect(draft(page, "From a link")).toBeVisible();
  // What the vendor does not have is asked for.
  await page.goto("/submit?product=no-such-product&severity=s9&subject=Nonsense");
  await expect(question(page, "Product")).toBeVisible();
});
