// Lists follow what happens, without moving what somebody reads.
import { randomUUID } from "node:crypto";

import type { Locator, Page } from "@playwright/test";

import { newCase, read } from "../lib/api";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";
/** What another browser must have seen. */
const SOON = { timeout: 2_000 };

const pill = (page: Page): Locator => page.getByRole("button", { name: /^\d+ new$/ });
const whole = (page: Page): Locator => page.locator("tbody tr[data-index]");
const count = async (page: Page, tab: string): Promise<number> =>
  Number((await page.getByRole("tab", { name: tab }).innerText()).replace(/\D/g, ""));

/** What the rows say, but for how long ago things were, which goes on by itself. */
const withoutAges = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((all) =>
    all.map((row) => {
      const copy = row.cloneNode(true) as HTMLElement;
      for (const age of copy.querySelectorAll("time")) age.remove();
      return copy.textContent ?? "";
    }),
  );

/** Until the page follows what happens. */
async function openAndFollow(page: Page, open: () => Promise<unknown>): Promise<void> {
  const following = page.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await open();
  await following;
}

async function close(page: Page, number: string): Promise<void> {
  const answer = await page.request.post(`/api/v1/cases/${number}/close`, {
    headers: { "idempotency-key": randomUUID() },
    data: {},
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("a change by one appears for the other in its row, which flashes; nothing moves", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Followed live") });
  await openAndFollow(carl, () => openSupport(carl, "organization"));
  const row = rows(carl).filter({ hasText: number });
  await expect(row).toContainText("Open");
  const before = await rows(carl).allInnerTexts();
  await row.getByRole("link").focus();
  await close(cora, number);
  await expect(row).toContainText("Closed", SOON);
  await expect(row).toHaveClass(/flash/);
  await expect(row.getByRole("link")).toBeFocused();
  const after = await rows(carl).allInnerTexts();
  expect(after.length).toBe(before.length);
  expect(after.findIndex((it) => it.includes(number))).toBe(before.findIndex((it) => it.includes(number)));
});

test("new cases announce themselves, counts follow, and the pill brings them", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  await openAndFollow(carl, () => openSupport(carl, "organization"));
  await expect(rows(carl).first()).toBeVisible();
  const before = await withoutAges(carl);
  const total = await count(carl, "Organization Cases");
  const place = await rows(carl).first().boundingBox();
  const numbers = [];
  for (const title of ["First of two", "Second of two"]) {
    numbers.push(await newCase(cora, "contoso", { subject: freshSubject(title) }));
  }
  await expect(pill(carl)).toHaveText("2 new", SOON);
  await expect.poll(() => count(carl, "Organization Cases")).toBe(total + 2);
  expect(await withoutAges(carl)).toEqual(before);
  expect(await rows(carl).first().boundingBox()).toEqual(place);
  await pill(carl).focus();
  await carl.keyboard.press("Enter");
  await expect(rows(carl).nth(0)).toContainText(numbers[1]);
  await expect(rows(carl).nth(1)).toContainText(numbers[0]);
  await expect(pill(carl)).toHaveCount(0);
  await expect(rows(carl).first().getByRole("link")).toBeFocused();
});

test("a narrowed list announces only what fits it", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  await openAndFollow(carl, () => carl.goto("/cases?tab=organization&severity=s3&q=needle"));
  await expect(carl.getByText("No case fits.")).toBeVisible();
  await newCase(cora, "contoso", { subject: freshSubject("Only hay") });
  const number = await newCase(cora, "contoso", { subject: freshSubject("A needle in it") });
  await expect(pill(carl)).toHaveText("1 new", SOON);
  await pill(carl).click();
  await expect(whole(carl)).toHaveCount(1);
  await expect(whole(carl).first()).toContainText(number);
});

test("after the server has restarted, what was missed is there, and what follows within two seconds", async ({ as, server }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Before the restart") });
  await openAndFollow(carl, () => carl.goto("/cases?tab=organization"));
  const row = whole(carl).filter({ hasText: number });
  await expect(row).toContainText("Open");
  await server.kill();
  await server.start();
  await close(cora, number);
  const later = await newCase(cora, "contoso", { subject: freshSubject("After the restart") });
  await expect(row).toContainText("Closed", SOON);
  await expect(pill(carl)).toHaveText("1 new", SOON);
  await pill(carl).click();
  await expect(whole(carl).first()).toContainText(later);
});

test("a page that nobody sees follows nothing, and catches up when it is seen", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("In the background") });
  await openAndFollow(carl, () => openSupport(carl, "organization"));
  const row = rows(carl).filter({ hasText: number });
  await expect(row).toContainText("Open");
  const setHidden = (hidden: boolean) =>
    carl.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, hidden);
  const ended = carl.waitForEvent("requestfailed", (request) => request.url().endsWith("/stream"));
  await setHidden(true);
  await ended;
  await close(cora, number);
  await carl.waitForTimeout(1_000);
  await expect(row).toContainText("Open");
  await setHidden(false);
  await expect(row).toContainText("Closed", SOON);
});

test("what happens between reading the rows and following is not lost", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Right in between") });
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await carl.route(/\/stream$/, async (route) => {
    await held;
    await route.continue();
  });
  await openSupport(carl, "organization");
  const row = rows(carl).filter({ hasText: number });
  await expect(row).toContainText("Open");
  await close(cora, number);
  await carl.waitForTimeout(500);
  await expect(row).toContainText("Open");
  go();
  await expect(row).toContainText("Closed", SOON);
});

test("a case of another organization is never told", async ({ as }) => {
  const [cora, ada] = [await as(CORA), await as("ada@adatum.example")];
  await openAndFollow(ada, () => openSupport(ada, "organization"));
  await newCase(cora, "contoso", { subject: freshSubject("None of their business") });
  const own = await newCase(ada, "adatum", { subject: freshSubject("Their own") });
  await expect(pill(ada)).toHaveText("1 new", SOON);
  const { items } = await read(ada, "/organizations/adatum/cases?tab=organization&limit=1");
  expect(String(items[0].number)).toBe(own);
});
