// One's own comment can be edited and withdrawn for 5 minutes, and nothing that is typed there is lost.
import { randomUUID } from "node:crypto";

import type { Locator, Page } from "@playwright/test";

import { commentsOf, newCase, read } from "../lib/api";
import { commentBox, comments, openCase } from "../lib/case";
import { openAndFollow, SOON } from "../lib/follow";
import { tabTo } from "../lib/keyboard";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";

const edit = (page: Page): Locator => page.getByRole("button", { name: "Edit", exact: true });
const withdraw = (page: Page): Locator => page.getByRole("button", { name: "Withdraw", exact: true });
const editor = (page: Page): Locator => page.getByLabel("Edit comment");

/** A case with a comment of the person's. */
async function commented(page: Page, about: string): Promise<string> {
  const number = await newCase(page, "contoso", { subject: freshSubject(about) });
  const headers = { "idempotency-key": randomUUID() };
  await page.request.post(`/api/v1/cases/${number}/comments`, { headers, data: { text: "With a tpyo." } });
  return number;
}

test("a comment is edited by keyboard; others see the new words, marked, within two seconds", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await commented(cora, "Edited");
  await openAndFollow(carl, () => openCase(carl, number));
  await openCase(cora, number);
  await expect(comments(cora)).toContainText(/[45] minutes left/);
  await tabTo(cora, edit(cora));
  await cora.keyboard.press("Enter");
  await expect(editor(cora)).toBeFocused();
  await expect(editor(cora)).toHaveValue("With a tpyo.");
  await editor(cora).fill("Without a typo.");
  await cora.keyboard.press("Control+Enter");
  await expect(comments(cora)).toContainText("Without a typo.");
  await expect(comments(cora)).toContainText("edited");
  await expect(cora.locator("[data-entry]:focus")).toContainText("Without a typo.");
  await expect(comments(carl)).toContainText("Without a typo.", SOON);
  await expect(comments(carl)).toContainText("edited");
  await expect(edit(carl)).toHaveCount(0);
  expect(await commentsOf(cora, number)).toEqual(["Without a typo."]);
});

test("a comment is withdrawn after a question, and its words are gone for everybody", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await commented(cora, "Withdrawn");
  await openAndFollow(carl, () => openCase(carl, number));
  await openCase(cora, number);
  await withdraw(cora).click();
  await cora.getByRole("button", { name: "Keep it" }).click();
  await expect(comments(cora)).toContainText("With a tpyo.");
  await withdraw(cora).click();
  const really = cora.getByRole("button", { name: "Withdraw comment" });
  await expect(really).toBeFocused();
  await cora.keyboard.press("Enter");
  await expect(comments(cora)).toContainText("This comment was withdrawn.");
  await expect(edit(cora)).toHaveCount(0);
  await expect(comments(carl)).toContainText("This comment was withdrawn.", SOON);
  const { items } = await read(cora, `/cases/${number}/history`);
  expect(JSON.stringify(items)).not.toContain("tpyo");
});

test("the minutes end while a comment is edited: the words stay, and go on as another comment", async ({ as }) => {
  const page = await as(CORA);
  const number = await commented(page, "Too late");
  await page.clock.install();
  await openCase(page, number);
  await edit(page).click();
  await editor(page).fill("What I meant to say.");
  await page.clock.fastForward("06:00");
  await expect(page.getByText("The 5 minutes are over, so the comment stays as it is.")).toBeVisible();
  await expect(editor(page)).toHaveValue("What I meant to say.");
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Add as another comment" }).click();
  await expect(commentBox(page)).toHaveValue("What I meant to say.");
  await expect(comments(page)).toContainText("With a tpyo.");
  expect(await commentsOf(page, number)).toEqual(["With a tpyo."]);
});

test("a change that is refused says why and keeps the words; so does a reload", async ({ as, expectConsole }) => {
  expectConsole(/409 \(Conflict\)/);
  const page = await as(CORA);
  const number = await commented(page, "Refused");
  await openCase(page, number);
  await edit(page).click();
  await editor(page).fill("Other words.");
  await page.route("**/comments/*", (route) =>
    route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "/problems/conflict", title: "Conflict", status: 409, detail: "The case was closed meanwhile." }),
    }),
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(editor(page)).toHaveAccessibleDescription(/The comment was not changed\. The case was closed meanwhile\./);
  await expect(editor(page)).toHaveValue("Other words.");
  await page.unroute("**/comments/*");
  await page.reload();
  await expect(editor(page)).toHaveValue("Other words.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(comments(page)).toContainText("Other words.");
  await page.reload();
  await expect(comments(page)).toContainText("Other words.");
  await expect(editor(page)).toHaveCount(0);
});

test("an old comment, and somebody else's, offers nothing to change", async ({ as }) => {
  const page = await as(CORA);
  const number = await commented(page, "Old");
  await page.clock.install({ time: Date.now() + 6 * 60_000 });
  await openCase(page, number);
  await expect(comments(page)).toHaveCount(1);
  await expect(edit(page)).toHaveCount(0);
  await expect(withdraw(page)).toHaveCount(0);
});
