// Event History: what was changed, from what to what, found again by filters that are in the address.
import { readFile } from "node:fs/promises";

import { read } from "../lib/api";
import { heading, setToggle } from "../lib/organization";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";
const EVENTS = "/organization/event-history";

test("a switched toggle is there, with whom, by whom, and from what to what", async ({ as }) => {
  const page = await as(SARA);
  await setToggle(page, "northwind", ADAM, false);
  await setToggle(page, "northwind", ADAM, true);
  await page.goto(EVENTS);
  await expect(heading(page, "Event History")).toBeVisible();
  await page.getByRole("combobox", { name: "Event", exact: true }).selectOption("Extend Case View changed");
  await expect(page).toHaveURL(/kind=case_access_changed/);
  const row = page.locator("tbody tr").first();
  await expect(row).toContainText("Extend Case View changed");
  await expect(row).toContainText("Adam");
  await expect(row).toContainText("Sara");
  await expect(row).toContainText(/Off.*On/);
  await setToggle(page, "northwind", ADAM, false);
});

test("filters and search narrow it, and survive a reload; clearing brings everything back", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(EVENTS);
  const { total } = await read(page, "/organizations/northwind/event-history?limit=1");
  await expect(page.getByText(new RegExp(`^${total} events?$`))).toBeVisible();
  await page.getByRole("searchbox", { name: "Search events" }).fill("no such thing at all");
  await expect(page.getByText("No event fits.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No event fits.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const sara = (await read(page, "/session")).user;
  await page.getByRole("combobox", { name: "By", exact: true }).selectOption(sara.id);
  const mine = await read(page, `/organizations/northwind/event-history?actor=${sara.id}&limit=1`);
  await expect(page.getByText(new RegExp(`^${mine.total} events?$`))).toBeVisible();
  await page.getByLabel("From", { exact: true }).fill("2020-01-01");
  await page.getByLabel("to", { exact: true }).fill("2020-01-02");
  await expect(page.getByText("No event fits.")).toBeVisible();
  await expect(page).toHaveURL(/from=2020-01-01&to=2020-01-02/);
});

test("it downloads as a CSV with what is narrowed", async ({ as }) => {
  const page = await as(SARA);
  await setToggle(page, "northwind", ADAM, true);
  await setToggle(page, "northwind", ADAM, false);
  await page.goto(`${EVENTS}?kind=case_access_changed`);
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export to CSV" }).click(),
  ]);
  const text = await readFile((await download.path())!, "utf8");
  const { total } = await read(page, "/organizations/northwind/event-history?kind=case_access_changed&limit=1");
  expect(text.trim().split("\r\n").length).toBe(total + 1);
});

test("a failure leaves a way on", async ({ as, expectConsole }) => {
  expectConsole(/503 \(/);
  const page = await as(SARA);
  await page.route("**/event-history?*", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto(EVENTS);
  await expect(page.getByRole("button", { name: "Retry" })).toBeVisible();
  await page.unroute("**/event-history?*");
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.locator("tbody tr").first()).toBeVisible();
});

test("vera may not, and is told", async ({ as }) => {
  const page = await as("vera@northwind.example");
  await page.goto(EVENTS);
  await expect(page.getByRole("alert").filter({ hasText: "You can't see this." })).toContainText("Event History");
});
