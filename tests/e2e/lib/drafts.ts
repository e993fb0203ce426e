// What is kept on the device as it is typed.
import { expect, type Locator, type Page } from "@playwright/test";

import { fillIn, PLAIN } from "./wizard";

export const saved = (page: Page): Locator => page.getByText(/^Saved on this device .* ago$/);
export const drafts = (page: Page): Locator => page.getByRole("region", { name: "Drafts" });
export const draft = (page: Page, title: string): Locator => drafts(page).getByRole("listitem").filter({ hasText: title });

/** Another tab of the same browser. */
export const anotherTab = (page: Page): Promise<Page> => page.context().newPage();

/** Writes a case up to the button that sends it, and waits until it is kept. */
export async function type(page: Page, title: string): Promise<void> {
  await fillIn(page, { ...PLAIN, subject: title });
  await expect(saved(page)).toBeVisible();
  // The words are kept a moment after the answers.
  await page.waitForTimeout(1_000);
}
