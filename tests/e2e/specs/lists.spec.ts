// The lists: searched, narrowed and ordered, all of it in the address; and whole lists of any length.
import { readFile } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import { casesOf, newCase, read } from "../lib/api";
import { dialog, giveStars } from "../lib/case";
import { PASSWORD } from "../lib/env.mjs";
import { Server } from "../lib/server.mjs";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const SARA = "sara@northwind.example";
const CORA = "cora@contoso.example";

const search = (page: Page): Locator => page.getByRole("searchbox", { name: "Search cases" });
const filter = (page: Page, name: string): Locator =>
  page.getByRole("search").locator("details").filter({ has: page.locator("summary", { hasText: name }) });
const chip = (page: Page, name: string): Locator => page.getByRole("button", { name: `Remove filter: ${name}` });
const whole = (page: Page): Locator => page.locator("tbody tr[data-index]");
const numbers = async (list: Locator): Promise<string[]> => (await list.getByRole("link").allInnerTexts()).map((it) => it.trim());

async function tick(page: Page, name: string, choice: string): Promise<void> {
  if ((await filter(page, name).getAttribute("open")) === null) await filter(page, name).locator("summary").click();
  await filter(page, name).getByRole("checkbox", { name: choice }).check();
  await filter(page, name).locator("summary").click();
}

test("a search follows the typing, marks what it found, and is in the address", async ({ as }) => {
  const page = await as(SARA);
  const subject = freshSubject("Quarantaine übervoll");
  const number = await newCase(page, "northwind", { subject });
  await openSupport(page);
  await page.keyboard.press("/");
  await expect(search(page)).toBeFocused();
  await search(page).pressSequentially("quarantaine", { delay: 20 });
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText(number);
  await expect(rows(page).locator("mark")).toHaveText("Quarantaine");
  await expect(page).toHaveURL("/?q=quarantaine");
  await page.reload();
  await expect(search(page)).toHaveValue("quarantaine");
  await expect(rows(page)).toHaveCount(1);
  await search(page).fill(number.slice(0, 7));
  await expect(page).toHaveURL(`/?q=${number.slice(0, 7)}`);
  await expect(rows(page).filter({ hasText: number })).toHaveCount(1);
  await search(page).fill("no such case anywhere");
  await expect(page.getByText("No case fits. Change the search or clear the filters.")).toBeVisible();
  await chip(page, "Search: no such case anywhere").click();
  await expect(search(page)).toHaveValue("");
  await expect(page).toHaveURL("/");
});

test("older answers never overtake newer ones", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  let held: (() => void) | undefined;
  await page.route(/cases\?tab=my.*q=scan(&|$)/, async (route) => {
    await new Promise<void>((release) => (held = release));
    await route.continue();
  });
  await search(page).fill("scan");
  await expect.poll(() => held !== undefined).toBe(true);
  await search(page).fill("zzz nothing");
  await expect(page.getByText("No case fits.")).toBeVisible();
  held?.();
  await page.waitForTimeout(500);
  await expect(page.getByText("No case fits.")).toBeVisible();
});

test("filters narrow the list, stand as chips, and go one by one or all at once", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page, "customer");
  await tick(page, "Product", "MetaDefender Core");
  await tick(page, "Product", "MetaDefender Kiosk");
  await page.getByRole("search").getByRole("combobox").selectOption("Closed");
  await expect(page).toHaveURL("/?tab=customer&product=metadefender-core&product=metadefender-kiosk&status=closed");
  const expected = (await casesOf(page, "northwind", "customer")).filter(
    (it: any) => it.status === "closed" && ["MetaDefender Core", "MetaDefender Kiosk"].includes(it.product.name),
  );
  await expect(rows(page)).toHaveCount(expected.length);
  expect(await numbers(rows(page))).toEqual(expected.map((it) => it.number));
  await chip(page, "MetaDefender Kiosk").click();
  await expect(page).toHaveURL("/?tab=customer&product=metadefender-core&status=closed");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL("/?tab=customer");
  await expect(rows(page)).toHaveCount(10);
});

test("\"View All\" opens the whole list with the same filters; every order is the server's", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page, "customer");
  await page.getByRole("search").getByRole("combobox").selectOption("Open");
  await expect(page).toHaveURL(/status=open/);
  await page.getByRole("link", { name: "View All" }).click();
  await expect(page).toHaveURL("/cases?tab=customer&status=open");
  await expect(page.getByRole("heading", { level: 1, name: "Customer Cases" })).toBeFocused();
  const orders: [string, string, string][] = [
    ["Subject", "subject", "-subject"],
    ["Product", "product", "-product"],
    ["Severity", "severity", "-severity"],
    ["Status", "status", "-status"],
    ["Organization", "organization", "-organization"],
    ["Submitted by", "submitter", "-submitter"],
    ["Updated", "-updated", "updated"],
    ["Case number", "number", "-number"],
  ];
  for (const [name, first, second] of orders) {
    const heading = page.getByRole("columnheader", { name });
    for (const [sort, direction] of [
      [first, first.startsWith("-") ? "descending" : "ascending"],
      [second, second.startsWith("-") ? "descending" : "ascending"],
    ]) {
      await heading.getByRole("button").click();
      await expect(heading).toHaveAttribute("aria-sort", direction);
      await expect(page).toHaveURL(new RegExp(`sort=${sort}$`));
      const { items } = await read(page, `/organizations/northwind/cases?tab=customer&status=open&sort=${sort}`);
      await expect.poll(() => numbers(whole(page))).toEqual(items.map((it: { number: string }) => it.number));
    }
  }
});

test("severity, customer and dates narrow the whole list; columns are chosen; Back and reload keep it", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/cases?tab=customer");
  await tick(page, "Severity", "S2 High");
  await tick(page, "Severity", "S3 Medium");
  await tick(page, "Customer", "Adatum Bank");
  await page.getByLabel("Created from").fill("2020-01-31");
  await expect(page).toHaveURL("/cases?tab=customer&severity=s2&severity=s3&customer=adatum&created_from=2020-01-31");
  await tick(page, "Columns", "Rating");
  await filter(page, "Columns").locator("summary").click();
  await filter(page, "Columns").getByRole("checkbox", { name: "Submitted by" }).uncheck();
  await filter(page, "Columns").locator("summary").click();
  await expect(page.getByRole("columnheader", { name: "Submitted by" })).toHaveCount(0);
  await expect(page.getByRole("columnheader", { name: "Rating" })).toBeVisible();
  const shown = await numbers(whole(page));
  expect(shown.length).toBeGreaterThan(0);
  for (const row of await whole(page).all()) await expect(row).toContainText("Adatum Bank");
  await page.reload();
  await expect.poll(() => numbers(whole(page))).toEqual(shown);
  await whole(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
  await page.goBack();
  await expect.poll(() => numbers(whole(page))).toEqual(shown);
  await expect(chip(page, "Adatum Bank")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Rating" })).toBeVisible();
});

test("a broken address shows the nearest view and says what was dropped", async ({ as }) => {
  const page = await as(CORA);
  await page.goto("/cases?tab=my&sort=-nothing&severity=s9&severity=s3&created_from=yesterday");
  await expect(page.getByText(/was left out: sort=-nothing, severity=s9, created_from=yesterday/)).toBeVisible();
  await expect(chip(page, "S3 Medium")).toBeVisible();
  await expect(whole(page).first()).toBeVisible();
});

test("a list that one may not see says why, by its address", async ({ as }) => {
  const page = await as("uma@northwind.example");
  await page.goto("/cases?tab=customer");
  await expect(page.getByRole("alert")).toContainText("It can be granted by");
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("the same address shows another person what that person may see", async ({ as }) => {
  const address = "/cases?tab=my&status=closed&sort=subject";
  const [cora, carl] = [await as(CORA), await as("carl@contoso.example")];
  for (const page of [cora, carl]) {
    await page.goto(address);
    const { items } = await read(page, "/organizations/contoso/cases?tab=my&status=closed&sort=subject");
    expect(items.length).toBeGreaterThan(0);
    await expect.poll(() => numbers(whole(page))).toEqual(items.map((it: { number: string }) => it.number));
  }
});

test("arrows, Home, End and Page keys move between the rows, Enter opens", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/cases?tab=customer");
  const link = (index: number) => page.locator(`[data-index="${index}"] a`);
  await link(0).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(link(2)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(link(1)).toBeFocused();
  const last = Number(await page.getByRole("table").getAttribute("aria-rowcount")) - 2;
  await page.keyboard.press("End");
  await expect(link(last)).toBeFocused();
  await expect(link(last)).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(link(0)).toBeFocused();
  await page.keyboard.press("PageDown");
  await expect(link(0)).not.toBeFocused();
  const number = await page.locator(":focus").innerText();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/cases/${number}`);
});

test("a closed case is rated from its row, and the rating changed", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("To be rated") });
  await openSupport(page);
  const row = rows(page).filter({ hasText: number });
  await expect(row.getByRole("cell").last()).toHaveText("--");
  await page.request.post(`/api/v1/cases/${number}/close`, { data: {} });
  await page.reload();
  await row.getByRole("button", { name: `Rate case ${number}` }).click();
  const rating = dialog(page, "Rate");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await expect(rating.getByRole("alert").filter({ hasText: "Choose 1 to 5 stars." })).toBeVisible();
  await giveStars(rating, "How satisfied are you overall?", "4 stars");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await expect(rating).toBeHidden();
  await row.getByRole("button", { name: `Change the rating of case ${number}: 4 stars` }).click();
  await expect(rating.getByText(/You can change your rating until .+\d{4}/)).toBeVisible();
  await giveStars(rating, "How satisfied are you overall?", "2 stars");
  await rating.getByLabel("Comment (optional)").fill("It came back.");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await expect(row.getByRole("button", { name: /: 2 stars$/ })).toBeVisible();
  expect((await read(page, `/cases/${number}`)).rating).toMatchObject({ overall: 2, comment: "It came back." });
});

test("\"Export to CSV\" brings the rows of the view, in its order and with its columns", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/cases?tab=customer&status=open&sort=subject&columns=number,subject,status");
  await expect(whole(page).first()).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export to CSV" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^customer-cases-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text.startsWith("\ufeff")).toBe(true);
  const lines = text.slice(1).trimEnd().split("\r\n");
  expect(lines[0].split(",")).toHaveLength(3);
  expect(lines.slice(1).map((line) => line.slice(0, 8))).toEqual(await numbers(whole(page)));
});

test("thousands of cases: the page holds a handful of rows, and every one can be reached", async ({ browser, watch }) => {
  test.slow();
  const server = await Server.start(6_000);
  const context = await browser.newContext({ baseURL: server.url });
  try {
    await watch.over(context);
    const login = { data: { email: SARA, password: PASSWORD } };
    expect((await context.request.post("/api/v1/auth/login", login)).status()).toBe(204);
    const page = await context.newPage();
    await page.goto("/cases?tab=customer");
    await expect(whole(page).first()).toBeVisible();
    const total = Number(await page.getByRole("table").getAttribute("aria-rowcount")) - 1;
    expect(total).toBeGreaterThan(500);
    await page.locator('[data-index="0"] a').focus();
    const nodes = () => page.locator("*").count();
    const before = await nodes();
    await page.keyboard.press("End");
    await expect(page.locator(`[data-index="${total - 1}"] a`)).toBeFocused({ timeout: 30_000 });
    expect(await nodes()).toBeLessThan(Math.max(before * 1.5, 1_500));
    expect(await whole(page).count()).toBeLessThan(80);
    const oldest = await page.locator(":focus").innerText();
    const { items } = await (await context.request.get("/api/v1/organizations/northwind/cases?tab=customer&sort=created&limit=1")).json();
    expect(oldest).toBe(items[0].number);
    // Back from a case: the same place.
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
    await page.goBack();
    await expect(page.locator(`[data-index="${total - 1}"] a`)).toBeInViewport({ timeout: 30_000 });
    // While one scrolls, nothing is left blank for long.
    await page.mouse.move(600, 500);
    for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, -3_000);
    await expect(page.locator("tbody .skeleton")).toHaveCount(0);
    await expect(whole(page).first()).toBeVisible();
  } finally {
    await context.close();
    await server.end();
  }
});

test("the link to a view is copied", async ({ as }) => {
  const page = await as(CORA, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto("/cases?status=closed");
  await page.getByRole("button", { name: "Copy link to this view" }).click();
  await expect(page.getByText("The link to this view is copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test("arrows move between the rows of the Support page, too", async ({ as }) => {
  const page = await as(CORA);
  await openSupport(page);
  const link = (index: number) => rows(page).nth(index).locator("a").first();
  await link(0).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(link(2)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(link(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/cases\/\d+$/);
});

test("on a phone a whole list is sorted by its headings, which are buttons above the cards", async ({ as }) => {
  const page = await as(CORA, { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
  await page.goto("/cases");
  await expect(whole(page).first()).toBeVisible();
  const by = page.getByRole("button", { name: "Subject" });
  await by.tap();
  await expect(page).toHaveURL(/sort=subject/);
  await expect(by).toBeInViewport();
  const { items } = await read(page, "/organizations/contoso/cases?tab=my&sort=subject");
  await expect.poll(async () => (await numbers(whole(page))).slice(0, 3)).toEqual(
    items.slice(0, 3).map((it: { number: string }) => it.number),
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
});

test("a whole list without cases says what would be there", async ({ as }) => {
  const page = await as("vera@northwind.example");
  await page.goto("/cases");
  await expect(page.getByText("Cases that you submit appear here.")).toBeVisible();
});
