// The page of a case.
import { expect, type Locator, type Page } from "@playwright/test";

export async function openCase(page: Page, number: string): Promise<void> {
  await page.goto(`/cases/${number}`);
  await expect(page.getByRole("heading", { level: 1, name: number })).toBeVisible();
}

export const commentBox = (page: Page): Locator => page.getByLabel("Comment", { exact: true });
export const addComment = (page: Page): Locator => page.getByRole("button", { name: "Add comment" });

/** The comments of the conversation. */
export const comments = (page: Page): Locator => page.getByRole("main").getByRole("article");

export const closeCase = (page: Page): Locator => page.getByRole("main").getByRole("button", { name: "Close Case" });

export const dialog = (page: Page, name: string): Locator => page.getByRole("dialog", { name });

/** Gives stars in a dialog, as a person does: by clicking the star. */
export async function giveStars(closing: Locator, what: string, stars: string): Promise<void> {
  await closing.getByRole("group", { name: what }).locator("label").filter({ hasText: stars }).click();
  await expect(closing.getByRole("group", { name: what }).getByRole("radio", { name: stars })).toBeChecked();
}

/** The message in place of a page or list that could not be shown. */
export const failure = (page: Page): Locator => page.getByRole("main").getByRole("alert").filter({ hasText: /./ });
