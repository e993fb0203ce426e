// Escalating: once, with a reason that is never lost.
import type { Locator, Page } from "@playwright/test";

import { newCase, read } from "../lib/api";
import { dialog, openCase } from "../lib/case";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const REASON = "Production stands still since this morning; we need a way around it today.";

const escalate = (page: Page): Locator =>
  page.getByRole("main").locator(".page-actions").getByRole("button", { name: "Escalate to Management" });
const asking = (page: Page): Locator => dialog(page, "Escalate to Management");
const reason = (page: Page): Locator => asking(page).getByLabel("Reason");
const send = (page: Page): Locator => asking(page).getByRole("button", { name: "Escalate to Management" });

test("an escalation needs a reason, which survives closing, a reload and a lost answer, and arrives once", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Escalation") });
  await openCase(page, number);
  await escalate(page).click();
  await reason(page).fill("Now!");
  await send(page).click();
  await expect(reason(page)).toHaveAccessibleDescription(/Write at least 10 characters; there are 4\./);
  await reason(page).fill(REASON);
  await expect(asking(page).getByText(/^Saved on this device/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(asking(page)).toBeHidden();
  await page.reload();
  await escalate(page).click();
  await expect(reason(page)).toHaveValue(REASON);

  const address = `**/cases/${number}/escalation`;
  await page.route(address, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await send(page).click();
  await expect(asking(page).getByText("The case was not escalated.")).toBeVisible();
  await expect(reason(page)).toHaveValue(REASON);
  await page.unroute(address);
  await send(page).click();
  await expect(asking(page)).toBeHidden();
  await expect(page.getByText(`Case ${number} is escalated.`)).toBeVisible();
  const { escalation } = await read(page, `/cases/${number}`);
  expect(escalation).toMatchObject({ state: "requested", reason: REASON });
  const { items } = await read(page, `/cases/${number}/history`);
  expect(items.filter((it: { kind: string }) => it.kind === "escalated")).toHaveLength(1);
  await expect(escalate(page)).toBeDisabled();
  await expect(page.getByRole("main")).toContainText("Escalated by Cora Lindqvist");
  await page.goto("/");
  await expect(page.getByRole("table")).toBeVisible();
  await expect(page.getByRole("region", { name: "Drafts" })).toHaveCount(0);
});

test("what is typed on is not called saved before it is", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Typed on") });
  await openCase(page, number);
  await escalate(page).click();
  await reason(page).fill("The first words.");
  const saved = asking(page).locator(".saved");
  await expect(saved).toHaveText(/^Saved on this device/);
  // Looked at before the device can have written anything.
  const says = await reason(page).evaluate(async (field: HTMLTextAreaElement) => {
    field.value += " And more.";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(drawn));
    return document.querySelector("dialog[open] .saved")?.textContent;
  });
  expect(says).toBe("Saving…");
  await expect(saved).toHaveText(/^Saved on this device/);
});

test("a reason that was begun is among the drafts", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Half an escalation") });
  await openCase(page, number);
  await escalate(page).click();
  await reason(page).fill(REASON);
  await expect(asking(page).getByText(/^Saved on this device/)).toBeVisible();
  await page.goto("/");
  const drafts = page.getByRole("region", { name: "Drafts" });
  await drafts.getByRole("button", { name: `Continue Escalation of case ${number}` }).click();
  await escalate(page).click();
  await expect(reason(page)).toHaveValue(REASON);
});

test("two people escalate at once: the second is told, and what they wrote stays", async ({ as, expectConsole }) => {
  expectConsole(/409 .*\/escalation$/);
  const cora = await as(CORA);
  const number = await newCase(cora, "contoso", { subject: freshSubject("Two at once") });
  const carl = await as("carl@contoso.example");
  await openCase(carl, number);
  await escalate(carl).click();
  await reason(carl).fill(REASON);
  await openCase(cora, number);
  await escalate(cora).click();
  await reason(cora).fill("The first of the two reasons.");
  await send(cora).click();
  await expect(asking(cora)).toBeHidden();
  await send(carl).click();
  await expect(asking(carl)).toContainText("The case is escalated already.");
  await expect(reason(carl)).toHaveValue(REASON);
});

test("who may only read is told who can grant it; a closed case is not escalated", async ({ as }) => {
  const sara = await as("sara@northwind.example");
  const number = await newCase(sara, "northwind", { customer: "contoso", subject: freshSubject("Only to read") });
  const vera = await as("vera@northwind.example");
  await openCase(vera, number);
  await expect(escalate(vera)).toBeDisabled();
  await vera.getByRole("main").locator(".page-actions").getByText("Why?").first().click();
  await expect(vera.getByText(/It can be granted by: .*Sara Delacroix/).first()).toBeVisible();
  await sara.request.post(`/api/v1/cases/${number}/close`, { data: {} });
  await openCase(sara, number);
  await expect(escalate(sara)).toHaveCount(0);
});
