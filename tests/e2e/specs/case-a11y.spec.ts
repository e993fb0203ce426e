// The case page in its states, for everybody: axe in both themes, and at every width.
import { randomUUID } from "node:crypto";

import type { Page } from "@playwright/test";

import { Audit, SIZES } from "../lib/a11y";
import { newCase } from "../lib/api";
import { commentBox, comments, onTheirWay, openCase } from "../lib/case";
import { tabTo } from "../lib/keyboard";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";

async function say(page: Page, number: string, text: string): Promise<void> {
  const headers = { "idempotency-key": randomUUID() };
  const answer = await page.request.post(`/api/v1/cases/${number}/comments`, { headers, data: { text } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test.beforeEach(() => test.slow());

test("a conversation with long, unsent and previewed comments, and the other tab", async ({ as, expectConsole }) => {
  expectConsole(/503 \(Service Unavailable\)/);
  const page = await as(CORA);
  const audit = new Audit();
  const number = await newCase(page, "contoso", { subject: freshSubject("Looked at") });
  const wide = `| ${"a wide column | ".repeat(20)}\n|${"---|".repeat(20)}\n\n${"word".repeat(200)}\n\n`;
  await say(page, number, wide + "line\n\n".repeat(60));
  await openCase(page, number);
  await expect(comments(page)).toHaveCount(1);
  await audit.look(page, "a long comment");
  await page.route("**/comments", (route) => route.fulfill({ status: 503, body: "" }));
  await commentBox(page).fill("Not sent yet.");
  await commentBox(page).press("Control+Enter");
  await expect(onTheirWay(page)).toContainText("Not sent.");
  await audit.look(page, "a comment that was not sent");
  await commentBox(page).fill("**Previewed** ".repeat(1_300));
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await audit.look(page, "a preview");
  await page.getByRole("tab", { name: "Files & CC's" }).click();
  await audit.look(page, "Files & CC's");
  expect(audit.findings).toEqual([]);
});

test("by keyboard on a phone's screen: reading, folding, writing and sending", async ({ as }) => {
  const page = await as(CORA, { viewport: SIZES.phone });
  const number = await newCase(page, "contoso", { subject: freshSubject("On a phone") });
  await say(page, number, "line\n\n".repeat(60));
  await openCase(page, number);
  const more = page.getByRole("button", { name: "Show more" });
  await tabTo(page, more);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Show less" })).toBeFocused();
  await tabTo(page, commentBox(page));
  await page.keyboard.type("From the train.");
  await page.keyboard.press("Control+Enter");
  await expect(comments(page)).toHaveCount(2);
  await expect(commentBox(page)).toBeFocused();
});
