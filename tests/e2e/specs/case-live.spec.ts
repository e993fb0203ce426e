// What others do to a case appears while somebody reads or writes, and moves neither.
import { randomUUID } from "node:crypto";

import type { Locator, Page } from "@playwright/test";

import { findCase, newCase } from "../lib/api";
import { commentBox, comments, openCase } from "../lib/case";
import { openAndFollow, SOON } from "../lib/follow";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";

const pill = (page: Page): Locator => page.getByRole("button", { name: /^\d+ new$/ });
const facts = (page: Page): Locator => page.getByRole("complementary", { name: "Case information" });
const top = async (element: Locator): Promise<number> => Math.round((await element.boundingBox())?.y ?? Number.NaN);

async function post(page: Page, path: string, data: unknown): Promise<void> {
  const answer = await page.request.post(`/api/v1${path}`, { headers: { "idempotency-key": randomUUID() }, data });
  expect(answer.ok(), await answer.text()).toBe(true);
}

const say = (page: Page, number: string, text: string) => post(page, `/cases/${number}/comments`, { text });

/** A case with more comments than a screen holds. */
async function longCase(page: Page, about: string): Promise<string> {
  const number = await newCase(page, "contoso", { subject: freshSubject(about) });
  for (let n = 1; n <= 14; n += 1) await say(page, number, `Comment ${n}.\n\nWith a second paragraph.`);
  return number;
}

test("a comment, a status and an escalation by somebody else appear within two seconds, marked as new", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Followed") });
  await openAndFollow(cora, () => openCase(cora, number));
  await say(carl, number, "Carl was here.");
  await expect(comments(cora)).toContainText("Carl was here.", SOON);
  await expect(comments(cora)).toContainText("New");
  await expect(cora.getByRole("status").filter({ hasText: "1 new entry in the conversation" })).toHaveCount(1);
  await post(carl, `/cases/${number}/escalation`, { reason: "We cannot wait any longer for this." });
  await expect(cora.getByRole("main")).toContainText("Escalated by Carl Brandt", SOON);
  await post(carl, `/cases/${number}/close`, {});
  await expect(cora.locator(".case-line")).toContainText("Closed", SOON);
  await expect(facts(cora).getByText("Closed", { exact: true })).toBeVisible();
  await expect(cora.getByRole("listitem").filter({ hasText: "Carl Brandt closed the case" })).toBeVisible();
});

test("nothing moves for whoever reads further up; a pill counts what came and leads to it", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await longCase(cora, "Read further up");
  await openAndFollow(cora, () => openCase(cora, number));
  const read = comments(cora).filter({ hasText: "Comment 3." });
  await read.scrollIntoViewIfNeeded();
  const before = await top(read);
  await say(carl, number, "First of two.");
  await expect(pill(cora)).toHaveText("1 new", SOON);
  await say(carl, number, "Second of two.");
  await expect(pill(cora)).toHaveText("2 new", SOON);
  expect(await top(read)).toBe(before);
  await pill(cora).focus();
  await cora.keyboard.press("Enter");
  await expect(comments(cora).filter({ hasText: "First of two." })).toBeInViewport();
  await expect(cora.locator("[data-entry]:focus")).toContainText("First of two.");
  await expect(pill(cora)).toHaveCount(0);
});

test("the box stays under the fingers, with what is typed in it, when comments come above it", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await longCase(cora, "Typed meanwhile");
  await openAndFollow(cora, () => openCase(cora, number));
  await commentBox(cora).click();
  await cora.keyboard.type("Half a thou");
  const before = await top(commentBox(cora));
  await say(carl, number, "A long answer.\n\n".repeat(6));
  await expect(comments(cora).filter({ hasText: "A long answer." })).toHaveCount(1, SOON);
  expect(Math.abs((await top(commentBox(cora))) - before)).toBeLessThanOrEqual(1);
  await cora.keyboard.type("ght");
  await expect(commentBox(cora)).toHaveValue("Half a thought");
  await expect(commentBox(cora)).toBeFocused();
});

test("newest first, what comes above moves nothing either", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await longCase(cora, "Newest first");
  await openAndFollow(cora, () => openCase(cora, number));
  await cora.getByRole("button", { name: "Show newest first" }).click();
  await expect(comments(cora).first()).toContainText("Comment 14.");
  const read = comments(cora).filter({ hasText: "Comment 6." });
  await read.scrollIntoViewIfNeeded();
  const before = await top(read);
  await say(carl, number, "Above all.");
  await expect(pill(cora)).toHaveText("1 new", SOON);
  expect(Math.abs((await top(read)) - before)).toBeLessThanOrEqual(1);
  await cora.reload();
  await expect(comments(cora).first()).toContainText("Above all.");
});

test("of an old conversation only what is new is read", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await findCase(cora, "contoso", (it) => it.actions.comment.allowed && it.first_response_at !== null);
  await openAndFollow(cora, () => openCase(cora, number));
  await expect(comments(cora).first()).toBeVisible();
  await cora.waitForTimeout(500);
  const read: number[] = [];
  cora.on("response", async (answer) => {
    const { pathname, searchParams } = new URL(answer.url());
    if (!pathname.endsWith(`/cases/${number}/history`)) return;
    expect(searchParams.has("after")).toBe(true);
    read.push((await answer.json()).items.length);
  });
  await say(carl, number, "Only this.");
  await expect(comments(cora).last()).toContainText("Only this.", SOON);
  await expect.poll(() => read.length).toBeGreaterThan(0);
  // The newest one before it might have been edited.
  expect(Math.max(...read)).toBeLessThanOrEqual(2);
});

test("a new entry while another tab of the page is open is counted there, and found", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("On the other tab") });
  await openAndFollow(cora, () => openCase(cora, number));
  await cora.getByRole("tab", { name: "Files & CC's" }).click();
  await expect(cora).toHaveURL(`/cases/${number}/files`);
  await say(carl, number, "Look here.");
  await expect(pill(cora)).toHaveText("1 new", SOON);
  await pill(cora).click();
  await expect(cora).toHaveURL(`/cases/${number}`);
  await expect(comments(cora).filter({ hasText: "Look here." })).toBeInViewport();
  await expect(pill(cora)).toHaveCount(0);
});

test("a case that is taken away while it is open says so, and keeps the words; given back, it is there again", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/status of 404 .*\/api\/v1\/cases\//);
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Taken away") });
  await openAndFollow(carl, () => openCase(carl, number));
  await commentBox(carl).fill("Words that must not be lost.");
  await carl.route(`**/api/v1/cases/${number}`, (route) =>
    route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" }),
  );
  await say(cora, number, "Something happens.");
  await expect(carl.getByText("You can no longer see this case.")).toBeVisible(SOON);
  await expect(carl.getByLabel("What you typed")).toHaveValue("Words that must not be lost.");
  await expect(comments(carl)).toHaveCount(0);
  await expect(carl.getByRole("heading", { level: 1 })).toBeFocused();
  await carl.unroute(`**/api/v1/cases/${number}`);
  await say(cora, number, "And again.");
  await expect(comments(carl)).toHaveCount(2, SOON);
  await expect(commentBox(carl)).toHaveValue("Words that must not be lost.");
});

test("what happens between reading the case and following it is not lost", async ({ as }) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Right in between") });
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await cora.route(/\/stream$/, async (route) => {
    await held;
    await route.continue();
  });
  await openCase(cora, number);
  await expect(commentBox(cora)).toBeVisible();
  await say(carl, number, "Said before anybody listened.");
  await cora.waitForTimeout(500);
  await expect(comments(cora)).toHaveCount(0);
  go();
  await expect(comments(cora)).toContainText("Said before anybody listened.", SOON);
});
