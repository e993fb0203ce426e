// Everything without a mouse.
import type { Locator, Page } from "@playwright/test";

import { findCase, read } from "../lib/api";
import { addComment, closeCase, commentBox, comments, dialog, openCase } from "../lib/case";
import { tabTo } from "../lib/keyboard";
import { openSupport, rows, submitCase } from "../lib/support";
import { expect, test } from "../lib/test";
import { choice, description, freshSubject, PLAIN, question, step, subject, submit } from "../lib/wizard";

const CORA = "cora@contoso.example";

async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await expect(target).toBeVisible();
  await tabTo(page, target);
  await page.keyboard.press(key);
}

test("a case from the first key to its closing, by keyboard alone", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("By keyboard");
  await openSupport(page);
  await press(page, submitCase(page));

  for (const [heading, name, key] of [
    ["Product", "MetaDefender Core", "Enter"],
    ["Platform", "Linux", "Space"],
    ["Issue type", "Performance", "Enter"],
    ["Severity", "S3 Medium", "Space"],
  ]) {
    await expect(question(page, heading)).toBeVisible();
    if (heading !== "Product") await expect(question(page, heading)).toBeFocused();
    await press(page, choice(page, name), key);
  }
  await expect(question(page, "License & version")).toBeFocused();
  await tabTo(page, page.getByLabel("Version", { exact: true }));
  await page.keyboard.press("ArrowDown");
  await press(page, page.getByRole("button", { name: "Continue" }));
  await expect(step(page, "License & version")).toContainText("5.16.1");

  await expect(question(page, "Subject & description")).toBeFocused();
  await tabTo(page, subject(page));
  await page.keyboard.type(title);
  await tabTo(page, description(page));
  await page.keyboard.type(PLAIN.description);
  await press(page, submit(page));

  await expect(question(page, "Upload files")).toBeFocused();
  await press(page, page.getByRole("link", { name: "Skip", exact: true }));
  await expect(question(page, "Confirmation")).toBeFocused();
  await press(page, page.getByRole("link", { name: "Open the case" }));
  const heading = page.getByRole("heading", { level: 1, name: title });
  await expect(heading).toBeFocused();
  const number = /\d{8}/.exec(page.url())?.[0] ?? "";

  await expect(commentBox(page)).toBeVisible();
  await tabTo(page, commentBox(page));
  await page.keyboard.type("One more thing");
  await page.keyboard.press("Control+Enter");
  await expect(comments(page)).toHaveCount(1);
  await expect(commentBox(page)).toBeFocused();
  await page.keyboard.type("And another");
  await press(page, addComment(page));
  await expect(comments(page)).toHaveCount(2);

  await tabTo(page, closeCase(page), "Shift+Tab");
  await page.keyboard.press("Enter");
  const closing = dialog(page, "Close Case");
  await expect(closing).toBeVisible();
  const stars = closing.getByRole("group", { name: "How satisfied" });
  await tabTo(page, stars.getByRole("radio").first());
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(stars.getByRole("radio", { name: "3 stars" })).toBeChecked();
  await press(page, closing.getByRole("button", { name: "Close Case" }));
  await expect(closing).toBeHidden();
  await expect(heading).toBeFocused();
  expect(await read(page, `/cases/${number}`)).toMatchObject({ status: "closed", rating: { overall: 3 } });
});

test("signing in by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(CORA);
  await page.keyboard.press("Tab");
  await page.keyboard.type("caseport-demo");
  await page.keyboard.press("Enter");
  await expect(rows(page).first()).toBeVisible();
});

test("arrows, Home and End move between the tabs, and only one of them is in the Tab order", async ({ as }) => {
  const page = await as("sara@northwind.example");
  await openSupport(page);
  const tab = (name: string) => page.getByRole("tab", { name });
  await tabTo(page, tab("My Cases"));
  for (const [key, name, address] of [
    ["ArrowRight", "Organization Cases", "/?tab=organization"],
    ["ArrowRight", "Customer Cases", "/?tab=customer"],
    ["End", "False Detection Submissions", "/?tab=false_detection"],
    ["ArrowRight", "My Cases", "/"],
    ["ArrowLeft", "False Detection Submissions", "/?tab=false_detection"],
    ["Home", "My Cases", "/"],
  ]) {
    await page.keyboard.press(key);
    await expect(tab(name)).toBeFocused();
    await expect(tab(name)).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("tabpanel")).toHaveAccessibleName(new RegExp(name));
    await expect(page).toHaveURL(address);
  }
  await page.keyboard.press("Tab");
  await expect(page.getByRole("tab").and(page.locator(":focus"))).toHaveCount(0);
});

test("? opens the help, Esc closes it and gives the focus back", async ({ as }) => {
  const page = await as(CORA);
  await openSupport(page);
  await tabTo(page, submitCase(page));
  await page.keyboard.press("?");
  const help = dialog(page, "Keyboard shortcuts");
  await expect(help).toBeVisible();
  await expect(help.locator(":focus")).toHaveCount(1);
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("Tab");
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(0);
  await page.keyboard.press("c");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(submitCase(page)).toBeFocused();
});

test("Esc closes the closing dialog and gives the focus back", async ({ as }) => {
  const page = await as(CORA);
  await openCase(page, await findCase(page, "contoso", (it) => it.actions.close.allowed));
  await expect(closeCase(page)).toBeVisible();
  await press(page, closeCase(page));
  await expect(dialog(page, "Close Case")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page, "Close Case")).toBeHidden();
  await expect(closeCase(page)).toBeFocused();
});

test("c begins a case, except for whoever is typing and whoever may not", async ({ as }) => {
  const page = await as(CORA);
  await openCase(page, await findCase(page, "contoso", (it) => it.actions.comment.allowed));
  await commentBox(page).press("c");
  await commentBox(page).press("?");
  await expect(commentBox(page)).toHaveValue("c?");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("c");
  await expect(question(page, "Product")).toBeVisible();

  const nils = await as("nils@northwind.example");
  await openSupport(nils);
  await expect(submitCase(nils, "button")).toBeDisabled();
  await nils.keyboard.press("c");
  await expect(nils).toHaveURL("/");
});

test("the skip link is first and leads past the header", async ({ as }) => {
  const page = await as(CORA);
  await openSupport(page);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
});

test("the focus goes to the new page's heading, by links and by Back", async ({ as }) => {
  const page = await as(CORA);
  const heading = page.getByRole("heading", { level: 1 });
  await openSupport(page);
  const link = rows(page).first().getByRole("link");
  const number = (await link.textContent()) ?? "";
  await press(page, link);
  await expect(heading).toContainText(number);
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle(`Case ${number} · OPSWAT`);
  await page.goBack();
  await expect(heading).toHaveText("Support");
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle("Support · OPSWAT");
});
