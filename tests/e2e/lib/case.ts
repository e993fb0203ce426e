// The page of a case.
import { expect, type Locator, type Page } from "@playwright/test";

export async function openCase(page: Page, number: string): Promise<void> {
  await page.goto(`/cases/${number}`);
  await expect(page.getByRole("heading", { level: 1, name: number })).toBeVisible();
}

export const commentBox = (page: Page): Locator => page.getByLabel("Comment", { exact: true });
export const addComment = (page: Page): Locator => page.getByRole("button", { name: "Add comment" });

/** One's own comments that the server does not have yet. */
export const onTheirWay = (page: Page): Locator => page.getByRole("list", { name: "Comments on their way" });

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

/** Opens the tab with the files and the CC's. */
export async function openCaseFiles(page: Page, number: string): Promise<void> {
  await page.goto(`/cases/${number}/files`);
  await expect(page.getByRole("heading", { level: 2, name: "CC's" })).toBeVisible();
}

/** A button at the top of the page. */
export const action = (page: Page, name: string): Locator =>
  page.locator(".page-actions").getByRole("button", { name, exact: true });

/** Closes a case beside the app. */
export async function closeBeside(page: Page, number: string): Promise<void> {
  const answer = await page.request.post(`/api/v1/cases/${number}/close`, { data: {} });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Lets a page hear nothing of what others do. */
export async function deafen(page: Page): Promise<void> {
  await page.route(/\/stream$/, (route) => route.fulfill({ status: 200, contentType: "text/event-stream", body: "" }));
}

/** The kinds of what has happened in a case, oldest first. */
export async function kindsOf(page: Page, number: string): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/cases/${number}/history?limit=200`);
  return (await answer.json()).items.map((it: { kind: string }) => it.kind);
}
