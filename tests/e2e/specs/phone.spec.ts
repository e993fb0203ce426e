// On a phone: what one is looking at is on the screen, without searching for it.
import { CUSTOMER, FALSE_DETECTION } from "../lib/accounts";
import { openCase } from "../lib/case";
import { findCase } from "../lib/api";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import { answer, question, step } from "../lib/wizard";

const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };
const SARA = "sara@northwind.example";

test("the tab that one is looking at is in view, by its address and after choosing it", async ({ as }) => {
  const page = await as(SARA, PHONE);
  const tab = (name: string) => page.getByRole("tab", { name });
  await openSupport(page, "false_detection");
  await expect(tab(FALSE_DETECTION)).toBeInViewport({ ratio: 0.9 });
  await openSupport(page);
  await tab(CUSTOMER).tap();
  await expect(tab(CUSTOMER)).toHaveAttribute("aria-selected", "true");
  await expect(tab(CUSTOMER)).toBeInViewport({ ratio: 0.9 });
});

test("the step that one is answering is in view among the steps", async ({ as }) => {
  const page = await as("cora@contoso.example", PHONE);
  await page.goto("/submit");
  const given = [["Product", "MetaDefender Core"], ["Platform", "Linux"], ["Issue type", "Question"], ["Severity", "S4"]];
  for (const [heading, name] of given) {
    await answer(page, heading, name);
    await expect(step(page, heading)).toContainText(name.slice(0, 2));
  }
  await expect(question(page, "License & version")).toBeInViewport();
  await expect(step(page, "License & version")).toBeInViewport({ ratio: 0.9 });
});

test("a tap on a case's card opens it, and Back returns to the same place in the list", async ({ as }) => {
  const page = await as(SARA, PHONE);
  await openSupport(page, "organization");
  const card = rows(page).nth(7);
  await card.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await card.getByRole("cell").nth(1).tap();
  await expect(page.getByRole("heading", { name: "Conversation" })).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(rows(page)).toHaveCount(10);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
});

test("long words, logs and tables of a case stay on the screen", async ({ as }) => {
  const page = await as("cora@contoso.example", PHONE);
  await openCase(page, await findCase(page, "contoso", (it) => it.description.includes("```")));
  await expect(page.getByRole("main").locator("pre").first()).toBeVisible();
  const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(width).toBeLessThanOrEqual(screen);
});
