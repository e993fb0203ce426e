// The server goes away, or a part of the app does not arrive: the page says what happened, keeps what was typed, and
// works on when it is back. The server is really stopped here, and started again with the same data.
import type { Page } from "@playwright/test";

import { casesOf, commentsOf, newCase, numbersOf } from "../lib/api";
import { addComment, commentBox, comments, failure, onTheirWay, openCase } from "../lib/case";
import { settled } from "../lib/settled.mjs";
import { openSupport, rows, submitCase } from "../lib/support";
import { expect, test } from "../lib/test";
import { GONE } from "../lib/watch";
import { confirmedNumber, fillIn, freshSubject, PLAIN, question, submit, subject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const UNREACHABLE = "The server cannot be reached. Check your connection and try again.";

const retry = (page: Page) => page.getByRole("button", { name: "Retry" });

// A test that fails half-way must not leave the others without a server.
test.afterEach(async ({ server }) => {
  if (!server.isRunning) await server.start();
});

test("a comment survives the server's absence and arrives once, by itself", async ({ as, server, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Server away") });
  await openCase(page, number);
  await commentBox(page).fill("Written without a server.");
  await server.kill();
  await addComment(page).click();
  await expect(onTheirWay(page)).toContainText(`Not sent. ${UNREACHABLE}`);
  await onTheirWay(page).getByRole("button", { name: "Retry" }).click();
  await expect(onTheirWay(page)).toContainText(`Not sent. ${UNREACHABLE}`);
  await server.start();
  await expect(onTheirWay(page)).toBeHidden({ timeout: 40_000 });
  await expect(comments(page)).toHaveCount(1);
  expect(await commentsOf(page, number)).toEqual(["Written without a server."]);
});

test("a case survives the server's absence and is made once", async ({ as, server, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("No server") };
  await fillIn(page, answers);
  await server.kill();
  await submit(page).click();
  const message = page.getByRole("alert").filter({ hasText: "The case was not sent." });
  await expect(message).toContainText(UNREACHABLE);
  await expect(message).toContainText("What you typed is kept");
  await expect(subject(page)).toHaveValue(answers.subject);
  await server.start();
  await submit(page).click();
  const number = await confirmedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
});

test("a list that cannot be loaded says so, and Retry brings it", async ({ as, server, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA);
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  const reports = await casesOf(page, "contoso", "false_detection");
  await settled(page);
  await server.kill();
  await page.getByRole("tab", { name: "False Detection Submissions" }).click();
  await expect(failure(page)).toContainText(UNREACHABLE);
  await retry(page).click();
  await expect(failure(page)).toContainText(UNREACHABLE);
  await server.start();
  await retry(page).click();
  await expect(rows(page)).toHaveCount(Math.min(reports.length, 10));
});

test("a case that cannot be loaded says so, and Retry brings it", async ({ as, server, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA);
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  await settled(page);
  await server.kill();
  await rows(page).first().getByRole("link").click();
  await expect(failure(page)).toContainText(UNREACHABLE);
  await server.start();
  await retry(page).click();
  await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
});

test("the wizard's choices that cannot be loaded say so, and Retry brings them", async ({ as, server, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA);
  await openSupport(page);
  await settled(page);
  await server.kill();
  await submitCase(page).click();
  await expect(failure(page)).toContainText(UNREACHABLE);
  await server.start();
  await retry(page).click();
  await expect(question(page, "Product")).toBeVisible();
});

test("signing in without a server says so, and works once it is back", async ({ page, server, expectConsole }) => {
  expectConsole(GONE);
  await page.goto("/");
  await page.getByLabel("E-mail").fill(CORA);
  await page.getByLabel("Password").fill("caseport-demo");
  await server.kill();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: UNREACHABLE })).toBeVisible();
  await server.start();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(rows(page).first()).toBeVisible();
});

// `boot.js` asks ahead of the app, and first of all who is signed in; without that it asks no further.
for (const [what, asked, count] of [
  ["who is signed in", "**/api/v1/session", 1],
  ["the first lists", /\/api\/v1\/(config|organizations\/(?!.*\/stream$))/, 4],
] as const) {
  test(`when ${what} is asked ahead in vain it is asked again, and the page comes`, async ({ as, expectConsole }) => {
    expectConsole(/net::ERR_FAILED/);
    const page = await as(CORA);
    const failed = new Set<string>();
    await page.route(asked, (route) => {
      const address = route.request().url();
      if (failed.has(address)) return route.continue();
      failed.add(address);
      return route.abort();
    });
    await openSupport(page);
    await expect(rows(page).first()).toBeVisible();
    expect(failed.size).toBe(count);
  });
}

test("a second visit asks for its list before it is told where and whose, and asks once", async ({ as }) => {
  const page = await as(CORA);
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  await settled(page);
  let told = () => {};
  const held = new Promise<void>((resolve) => (told = resolve));
  for (const early of ["**/config.json", "**/api/v1/session"]) {
    await page.route(early, async (route) => {
      await held;
      await route.continue();
    });
  }
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.replace("/api/v1/organizations/contoso/", "")));
  const list = page.waitForRequest(/\/organizations\/contoso\/cases\?tab=my/);
  await page.reload({ waitUntil: "commit" });
  await list;
  told();
  await expect(rows(page).first()).toBeVisible();
  for (const once of ["access", "cases/counts", "cases"]) expect(asked.filter((it) => it === once), once).toHaveLength(1);
});

test("whoever comes after somebody else, or finds the portal moved, is asked for what is theirs", async ({ as, expectConsole }) => {
  const page = await as(CORA);
  await openSupport(page);
  await settled(page);
  const last = () => page.evaluate(() => JSON.parse(localStorage.getItem("caseport.last") ?? "null"));
  expect(await last()).toMatchObject({ api: "/api/v1", base: "", usual: "contoso" });
  // Of another installation, and of an organization that is not hers.
  expectConsole(/404/);
  await page.evaluate((moved) => {
    sessionStorage.clear();
    localStorage.setItem("caseport.last", JSON.stringify(moved));
  }, { ...(await last()), api: "/elsewhere", usual: "northwind" });
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await expect.poll(last).toMatchObject({ api: "/api/v1", usual: "contoso" });
  await page.evaluate(() => localStorage.setItem("caseport.last", "{"));
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await page.locator(".menu > summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Support" })).toBeVisible();
  expect(await last()).toBeNull();
});

/** Keeps the app's wasm back until that is called. */
async function holdWasm(page: Page): Promise<() => void> {
  let come = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route(/\/app\.[0-9a-f]+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  return come;
}

test("whoever is not signed in has signing in fetched beside the wasm, and whoever is does not wait for it", async ({ page, as }) => {
  const come = await holdWasm(page);
  const ahead = page.waitForRequest(/\/split_sign_in\.[0-9a-f]+\.wasm$/);
  await page.goto("/", { waitUntil: "commit" });
  await ahead;
  come();
  await expect(page.getByRole("heading", { name: "Sign in to Support" })).toBeVisible();

  const signedIn = await as(CORA);
  const asked: string[] = [];
  signedIn.on("request", (request) => asked.push(request.url()));
  const arrive = await holdWasm(signedIn);
  const list = signedIn.waitForResponse(/\/cases\?tab=my/);
  await signedIn.goto("/", { waitUntil: "commit" });
  await list;
  expect(asked.filter((url) => url.includes("sign_in"))).toEqual([]);
  arrive();
  await expect(rows(signedIn).first()).toBeVisible();
});

/** Has the page note whatever moves by itself. */
async function notingShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { shifts: seen });
    const note = (list: PerformanceObserverEntryList) =>
      list.getEntries().forEach((shift) => seen.push((shift as PerformanceEntry & { value: number }).value));
    new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
  });
}

const shifts = (page: Page) => page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);

test("nothing moves when the page comes, however long the tabs' numbers are", async ({ as }) => {
  const page = await as(CORA);
  await notingShifts(page);
  await page.route("**/cases/counts", async (route) => {
    const counts = await (await route.fetch()).json();
    for (const tab of Object.values(counts) as { total: number }[]) tab.total = 1_234_567;
    await route.fulfill({ json: counts });
  });
  const come = await holdWasm(page);
  const answers = ["/access", "/cases/counts", "/cases?tab=my"].map((end) => page.waitForResponse((it) => it.url().includes(end)));
  await page.goto("/", { waitUntil: "commit" });
  await Promise.all(answers);
  come();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole("tab").first()).toContainText("1,234,567");
  await settled(page);
  expect(await shifts(page)).toEqual([]);
});

test("an app that starts without a server says so, and Retry brings the page", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  await page.route("**/api/v1/**", (route) => route.abort());
  await page.goto("/");
  await expect(failure(page)).toContainText(UNREACHABLE);
  await page.unroute("**/api/v1/**");
  await retry(page).click();
  await expect(rows(page).first()).toBeVisible();
});

for (const [what, files, open, arrived] of [
  ["case page", "**/assets/*case*", (page: Page) => rows(page).first().getByRole("link").click(), "Conversation"],
  ["wizard", "**/assets/*submit*", (page: Page) => submitCase(page).click(), "Product"],
  ["pages' common part", "**/assets/*{split_,chunk,shared,soon}*", (page: Page) => submitCase(page).click(), "Product"],
  ["pages' texts", "**/assets/more.en.*.json", (page: Page) => submitCase(page).click(), "Product"],
  ["pages' look", "**/assets/rest.*.css", (page: Page) => submitCase(page).click(), "Product"],
] as const) {
  test(`the ${what} that fails to download says so, and Retry downloads it`, async ({ as, expectConsole }) => {
    expectConsole(/net::ERR_FAILED/);
    const page = await as(CORA);
    await page.route(files, (route) => route.abort());
    await openSupport(page);
    await expect(rows(page).first()).toBeVisible();
    await open(page);
    await expect(failure(page)).toContainText(UNREACHABLE);
    await retry(page).click();
    await expect(failure(page)).toContainText(UNREACHABLE);
    await page.unroute(files);
    await retry(page).click();
    await expect(page.getByRole("heading", { level: 2, name: arrived })).toBeVisible();
  });
}

test("signing in that fails to download says so, and Retry downloads it", async ({ page, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  await page.route("**/assets/*sign_in*", (route) => route.abort());
  await page.goto("/");
  await expect(failure(page)).toContainText(UNREACHABLE);
  await page.unroute("**/assets/*sign_in*");
  await retry(page).click();
  await page.getByRole("button", { name: /Cora/ }).click();
  await expect(rows(page).first()).toBeVisible();
});

/** The vendor's name is in it once what is around the page has come. */
const TITLE = /^Support . \w+/;

test("what is around the page and fails to download keeps nobody from the page, and comes by itself", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  await page.route("**/assets/*aside*", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed");
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  await failed;
  await expect(failure(page)).toHaveCount(0);
  // What somebody asks for is told of.
  await page.locator(".menu > summary").click();
  const menu = page.getByRole("banner").getByRole("alert");
  await expect(menu).toContainText(UNREACHABLE);
  await page.unroute("**/assets/*aside*");
  await menu.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expect(page).toHaveTitle(TITLE, { timeout: 15_000 });
});

test("what is around the page comes to a browser that is never idle, too", async ({ as }) => {
  const page = await as(CORA);
  // As on a busy machine: only what has a limit is ever called.
  await page.addInitScript(() => {
    window.requestIdleCallback = (work, { timeout } = {}) =>
      timeout === undefined ? 0 : window.setTimeout(work, timeout, { didTimeout: true, timeRemaining: () => 0 });
  });
  await openSupport(page);
  await expect(page).toHaveTitle(TITLE, { timeout: 15_000 });
});

for (const file of ["app.*.js", "app.*.wasm"]) {
  test(`without ${file} the page says that it cannot start, and works after a reload`, async ({ as, expectConsole }) => {
    expectConsole(/net::ERR_FAILED|^uncaught: |preloaded using link preload but not used/);
    const page = await as(CORA);
    await page.route(`**/assets/${file}`, (route) => route.abort());
    await page.goto("/");
    const stopped = page.getByRole("alert").filter({ hasText: "The portal has stopped" });
    await expect(stopped).toBeVisible();
    await page.unroute(`**/assets/${file}`);
    await stopped.getByRole("link", { name: "Reload" }).click();
    await expect(rows(page).first()).toBeVisible();
    await expect(stopped).toBeHidden();
  });
}

test("a case is asked for, and its page fetched, beside the wasm; nothing moves when it comes", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("From a mail") });
  await notingShifts(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const come = await holdWasm(page);
  const ahead = [`/cases/${number}`, "/history?limit=200", "/access"].map((end) => page.waitForResponse((it) => it.url().endsWith(end)));
  const file = page.waitForRequest(/\/split_case\.[0-9a-f]+\.wasm$/);
  await page.goto(`/cases/${number}`, { waitUntil: "commit" });
  await Promise.all([...ahead, file]);
  // What is asked for once more comes with the stream, which has been away until then.
  const stream = page.waitForRequest(/\/stream$/);
  come();
  await expect(commentBox(page)).toBeVisible();
  await stream;
  const until = asked.findIndex((it) => it.endsWith("/stream"));
  for (const once of [`/cases/${number}`, `/cases/${number}/history`]) {
    expect(asked.slice(0, until).filter((it) => it === `/api/v1${once}`), once).toHaveLength(1);
  }
  expect(asked.filter((it) => it.endsWith("/counts"))).toEqual([]);
});

test("what comes above the comment box does not push it away", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Late history") });
  await notingShifts(page);
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/history\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/cases/${number}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".conversation-part .loading")).toBeVisible();
  await expect(commentBox(page)).toBeHidden();
  answer();
  await expect(commentBox(page)).toBeVisible();
  await settled(page);
  expect(await shifts(page)).toEqual([]);
});
