// Views of a list: whose they are, what a person keeps, and that nothing typed or focused is lost while they change.
import { readFile } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import { casesOf, newCase } from "../lib/api";
import { dialog, giveStars } from "../lib/case";
import { PASSWORD } from "../lib/env.mjs";
import { Server } from "../lib/server.mjs";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const SARA = "sara@northwind.example";
const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";

const search = (page: Page): Locator => page.getByRole("searchbox", { name: "Search cases" });
const filter = (page: Page, name: string): Locator =>
  page.getByRole("search").locator("details").filter({ has: page.locator("summary", { hasText: name }) });
const chip = (page: Page, name: string): Locator => page.getByRole("button", { name: `Remove filter: ${name}` });
const whole = (page: Page): Locator => page.locator("tbody tr[data-index]");
const note = (page: Page): Locator => page.getByText("This view may come from somebody else.");

test("an address of somebody else's shows one's own subset, and says so until it is one's own", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  await openSupport(cora);
  await cora.getByRole("search").getByRole("combobox").selectOption("Closed");
  await cora.getByRole("link", { name: "View All" }).click();
  await expect(whole(cora).first()).toBeVisible();
  await expect(note(cora)).toHaveCount(0);
  await cora.reload();
  await expect(whole(cora).first()).toBeVisible();
  await expect(note(cora)).toHaveCount(0);
  await carl.goto(cora.url());
  await expect(note(carl)).toBeVisible();
  const numbersOf = async (page: Page) => (await whole(page).getByRole("link").allInnerTexts()).sort();
  expect(await numbersOf(carl)).not.toEqual(await numbersOf(cora));
  await carl.getByRole("columnheader", { name: "Subject" }).getByRole("button").click();
  await expect(note(carl)).toHaveCount(0);
  await carl.reload();
  await expect(whole(carl).first()).toBeVisible();
  await expect(note(carl)).toHaveCount(0);
});

test("columns are kept for the person, and are in the link for others", async ({ as, server }) => {
  const page = await as(CORA, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto("/cases");
  await filter(page, "Columns").locator("summary").click();
  await filter(page, "Columns").getByRole("checkbox", { name: "Severity" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Severity" })).toHaveCount(0);
  await openSupport(page);
  await page.getByRole("link", { name: "View All" }).click();
  await expect(page).toHaveURL("/cases");
  await expect(page.getByRole("columnheader", { name: "Subject" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Severity" })).toHaveCount(0);
  await page.getByRole("button", { name: "Copy link to this view" }).click();
  await expect(page.getByText("The link to this view is copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${server.url}/cases?columns=number,subject,product,status,organization,created,updated,rating`);
  await filter(page, "Columns").locator("summary").click();
  await filter(page, "Columns").getByRole("checkbox", { name: "Severity" }).check();
  await expect(page.getByRole("columnheader", { name: "Severity" })).toBeVisible();
  await page.goto("/cases");
  await expect(page.getByRole("columnheader", { name: "Severity" })).toBeVisible();
});

test("what is typed is not lost to a filter that is quicker", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page, "customer");
  await search(page).fill("scan");
  await page.getByRole("search").getByRole("combobox").selectOption("Closed");
  await expect(page).toHaveURL("/?tab=customer&q=scan&status=closed");
  await expect(search(page)).toHaveValue("scan");
  await search(page).fill("scan l");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(search(page)).toHaveValue("");
  await page.waitForTimeout(400);
  await expect(page).toHaveURL("/?tab=customer");
});

test("filters keep the focus while they are ticked, and close by Esc and by a click elsewhere", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/cases?tab=customer");
  await filter(page, "Customer").locator("summary").click();
  const box = filter(page, "Customer").getByRole("checkbox").first();
  await box.focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/customer=/);
  await expect(box).toBeFocused();
  await expect(box).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(filter(page, "Customer")).not.toHaveAttribute("open");
  await expect(filter(page, "Customer").locator("summary")).toBeFocused();
  await filter(page, "Severity").locator("summary").click();
  await filter(page, "Product").locator("summary").click();
  await expect(filter(page, "Severity")).not.toHaveAttribute("open");
  await page.getByRole("heading", { level: 1 }).click();
  await expect(filter(page, "Product")).not.toHaveAttribute("open");
});

test("chips that go by the keyboard hand the focus on", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/cases?tab=customer&status=open&severity=s3");
  await chip(page, "Open").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/cases?tab=customer&severity=s3");
  await expect(chip(page, "S3 Medium")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/cases?tab=customer");
  await expect(search(page)).toBeFocused();
});

test("an export after the session has ended asks to sign in, and then brings the file", async ({ as, expectConsole }) => {
  expectConsole(/status of 401 .* @ \S+\/session$/);
  const page = await as(CORA);
  await page.goto("/cases");
  await expect(whole(page).first()).toBeVisible();
  // The page draws what is in view alone.
  const numbers = (await casesOf(page, "contoso", "my")).map((it) => String(it.number));
  await page.context().clearCookies();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export to CSV" }).click();
  const again = dialog(page, "Sign in again");
  await again.getByLabel("Password").fill(PASSWORD);
  await again.getByRole("button", { name: "Sign in" }).click();
  const text = await readFile(await (await downloading).path(), "utf8");
  expect(text.trimEnd().split("\r\n").slice(1).map((line) => line.slice(0, 8))).toEqual(numbers);
});

test("on a phone, filters wait behind their button and fit the screen", async ({ as }) => {
  for (const width of [375, 320]) {
    const page = await as(SARA, { viewport: { width, height: 812 } });
    await page.goto("/cases?tab=customer&severity=s3");
    await expect(whole(page).first()).toBeVisible();
    await expect(filter(page, "Product")).toBeHidden();
    const button = page.getByRole("button", { name: "Filters 1" });
    await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
    for (const name of ["Product", "Severity", "Customer", "Columns"]) {
      await filter(page, name).locator("summary").click();
      const box = await filter(page, name).getByRole("group").boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      await page.keyboard.press("Escape");
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});

test("the row that has the focus stays while one scrolls away, and a new order begins at the top", async ({ browser, watch }) => {
  test.slow();
  const server = await Server.start(1_500);
  const context = await browser.newContext({ baseURL: server.url });
  try {
    await watch.over(context);
    const login = { data: { email: SARA, password: PASSWORD } };
    expect((await context.request.post("/api/v1/auth/login", login)).status()).toBe(204);
    const page = await context.newPage();
    await page.goto("/cases?tab=customer");
    const link = page.locator('[data-index="3"] a');
    await link.focus();
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 4_000);
    await expect(page.locator('[data-index="95"]')).toBeVisible();
    await expect(page.locator('[data-index="20"]')).toHaveCount(0);
    await expect(page.getByRole("table")).toBeFocused();
    await page.mouse.wheel(0, -4_000);
    await expect(link).toBeFocused();
    await page.mouse.wheel(0, 4_000);
    await expect(page.getByRole("table")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(page.locator('[data-index="4"] a')).toBeFocused();
    await page.mouse.wheel(0, 4_000);
    await expect(page.locator('[data-index="95"]')).toBeVisible();
    await page.getByRole("columnheader", { name: "Subject" }).getByRole("button").click();
    await expect(page).toHaveURL(/sort=subject/);
    await expect(page.locator('[data-index="0"]')).toBeInViewport();
  } finally {
    await context.close();
    await server.end();
  }
});

test("a next page that does not come says so above the rows, and Retry brings it", async ({ browser, watch }) => {
  test.slow();
  watch.announce(/failed: net::ERR_FAILED/);
  watch.announce(/error: Failed to load resource: net::ERR_FAILED/);
  const server = await Server.start(1_500);
  const context = await browser.newContext({ baseURL: server.url });
  try {
    await watch.over(context);
    const login = { data: { email: SARA, password: PASSWORD } };
    expect((await context.request.post("/api/v1/auth/login", login)).status()).toBe(204);
    const page = await context.newPage();
    await page.route(/cursor=/, (route) => route.abort());
    await page.goto("/cases?tab=customer");
    await page.locator('[data-index="0"] a').focus();
    await page.keyboard.press("End");
    const trouble = page.getByRole("status").filter({ hasText: "This may be outdated." });
    await expect(trouble).toBeVisible();
    await page.unroute(/cursor=/);
    await trouble.getByRole("button", { name: "Retry" }).click();
    await expect(trouble).toHaveCount(0);
    const last = Number(await page.getByRole("table").getAttribute("aria-rowcount")) - 2;
    await expect(page.locator(`[data-index="${last}"] a`)).toHaveText(/^\d+$/, { timeout: 30_000 });
  } finally {
    await context.close();
    await server.end();
  }
});

test("a rating does not close the dialog that another case has open by then", async ({ as }) => {
  const page = await as(CORA);
  const numbers = [];
  for (const title of ["Rated first", "Rated second"]) {
    const number = await newCase(page, "contoso", { subject: freshSubject(title) });
    await page.request.post(`/api/v1/cases/${number}/close`, { data: {} });
    numbers.push(number);
  }
  await openSupport(page);
  let answer: () => void = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/rating$/, async (route) => {
    await held;
    await route.continue();
  });
  const rate = (number: string) => rows(page).getByRole("button", { name: `Rate case ${number}` });
  const rating = dialog(page, "Rate");
  await rate(numbers[0]).click();
  await giveStars(rating, "How satisfied are you overall?", "3 stars");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await page.keyboard.press("Escape");
  await rate(numbers[1]).click();
  answer();
  await expect(page.getByText(`Thank you for rating case ${numbers[0]}`)).toBeVisible();
  await expect(rating.getByText(numbers[1])).toBeVisible();
});

test("the link of an organization's list opens that organization's, for whoever belongs to it", async ({ as }) => {
  const page = await as("max@multi.example", { permissions: ["clipboard-read", "clipboard-write"] });
  await openSupport(page);
  const organization = page.getByRole("banner").getByRole("combobox");
  await expect(organization.locator("option")).toHaveCount(2);
  const [first, second] = await organization.locator("option").allInnerTexts();
  await organization.selectOption(second);
  await page.getByRole("tab", { name: /^Organization Cases|^Customer Cases/ }).first().click();
  await page.getByRole("link", { name: "View All" }).click();
  await expect(whole(page).first()).toBeVisible();
  const numbers = await whole(page).getByRole("link").allInnerTexts();
  await page.getByRole("button", { name: "Copy link to this view" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain("organization=");
  await organization.selectOption(first);
  await page.goto(link);
  await expect(organization.locator("option:checked")).toHaveText(second);
  await expect.poll(() => whole(page).getByRole("link").allInnerTexts()).toEqual(numbers);
  await expect(page).not.toHaveURL(/organization=/);
  const carl = await as(CARL);
  await carl.goto(link);
  await expect(carl.getByText(/was left out: organization=/)).toBeVisible();
});

test("leaving Support while its toolbar is still on its way breaks nothing", async ({ as }) => {
  const page = await as(CORA);
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(/\/assets\/(split|chunk)_.*\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  await openSupport(page);
  await rows(page).first().getByRole("link").click();
  await expect(rows(page)).toHaveCount(0);
  go();
  await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
  await page.waitForTimeout(500);
});

test("leaving Support while a dialog is still on its way breaks nothing", async ({ as }) => {
  const page = await as(SARA);
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(/\/assets\/split_aside\./, async (route) => {
    await held;
    await route.continue();
  });
  await openSupport(page);
  await page.getByRole("main").getByRole("button", { name: "Extend Case View" }).click();
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
  go();
  await page.locator(".menu > summary").click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
});
