// The Support page.
import { expect, type Locator, type Page } from "@playwright/test";

/** Opens the Support page, with a tab where one is named by its code. */
export async function openSupport(page: Page, tab?: string): Promise<void> {
  await page.goto(tab === undefined ? "/" : `/?tab=${tab}`);
  await expect(page.getByRole("heading", { name: "Support", level: 1 })).toBeVisible();
}

/** Exactly these tabs, in this order, each with its number of cases. */
export async function expectTabs(page: Page, names: string[]): Promise<void> {
  await expect(page.getByRole("tab")).toHaveText(names.map((name) => new RegExp(`^${name}\\s*[\\d,.]+$`)));
}

/** The rows of the list, the newest case first; the heading's row is not one of them. */
export function rows(page: Page): Locator {
  return page.getByRole("tabpanel").getByRole("row").filter({ has: page.getByRole("cell") });
}

/** The "Submit Case" of the page's head. */
export function submitCase(page: Page, role: "link" | "button" = "link"): Locator {
  return page.getByRole("main").getByRole(role, { name: "Submit Case" }).first();
}
