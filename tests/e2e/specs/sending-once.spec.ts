// What is sent arrives once and whole, whatever happens between the button and the answer; and what is typed meanwhile
// stays.
import type { Page } from "@playwright/test";

import { commentsOf, NEW_CASE, newCase, numbersOf } from "../lib/api";
import { addComment, commentBox, comments, onTheirWay, openCase } from "../lib/case";
import { anotherTab, draft, drafts, saved, type } from "../lib/drafts";
import { PASSWORD } from "../lib/env.mjs";
import { expect, test } from "../lib/test";
import {
  arrivedNumber,
  confirmedNumber,
  description,
  fillIn,
  freshSubject,
  leave,
  PLAIN,
  question,
  step,
  subject,
  submit,
} from "../lib/wizard";

const CORA = "cora@contoso.example";

test("the session ends while a case is written: signing in again in place sends it", async ({ as, expectConsole }) => {
  expectConsole(/401 \(Unauthorized\)/);
  const page = await as(CORA);
  const title = freshSubject("Session over");
  await type(page, title);
  await page.context().clearCookies();
  await submit(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  const number = await confirmedNumber(page);
  expect(await numbersOf(page, "contoso", title)).toEqual([number]);
});

test("a draft goes with the server's yes, and not before", async ({ as, expectConsole }) => {
  expectConsole(/503 \(Service Unavailable\)/);
  const page = await as(CORA);
  const title = freshSubject("Refused first");
  await type(page, title);
  await page.route(NEW_CASE, (route) => route.fulfill({ status: 503, body: "" }));
  await submit(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The case was not sent." })).toBeVisible();
  const other = await anotherTab(page);
  await other.goto("/");
  await expect(draft(other, title)).toBeVisible();
  await page.unroute(NEW_CASE);
  await submit(page).click();
  await confirmedNumber(page);
  await other.reload();
  await expect(other.getByRole("table")).toBeVisible();
  await expect(draft(other, title)).toHaveCount(0);
});

test("the answer is lost, the words are changed, the page is reloaded: one case, and the changes wait as a comment", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED/);
  expectConsole(/422 \(Unprocessable/);
  const page = await as(CORA);
  const title = freshSubject("Changed after a lost answer");
  await type(page, title);
  await page.route(NEW_CASE, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await submit(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The case was not sent." })).toBeVisible();
  await page.unroute(NEW_CASE);
  const [made] = await numbersOf(page, "contoso", title);
  await description(page).fill(`${PLAIN.description} And one thing more.`);
  await page.waitForTimeout(1_000);
  await page.reload();
  await submit(page).click();
  expect(await confirmedNumber(page)).toBe(made);
  expect(await numbersOf(page, "contoso", title)).toEqual([made]);
  await openCase(page, made!);
  await expect(commentBox(page)).toHaveValue(`${PLAIN.description} And one thing more.`);
});

test("the server dies between request and answer: one case", async ({ as, server, expectConsole }) => {
  expectConsole(/net::ERR_/);
  const page = await as(CORA);
  const title = freshSubject("Server died");
  await type(page, title);
  await page.route(NEW_CASE, async (route) => {
    await route.fetch();
    await server.kill();
    await route.abort();
  });
  await submit(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The case was not sent." })).toBeVisible();
  await page.unroute(NEW_CASE);
  await server.start();
  await submit(page).click();
  const number = await confirmedNumber(page);
  expect(await numbersOf(page, "contoso", title)).toEqual([number]);
});

test("a comment survives a reload, is listed, and is a draft no more when it is sent", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Comments") });
  await openCase(page, number);
  const box = commentBox(page);
  await box.fill("Half a thought");
  await expect(saved(page)).toBeVisible();
  await page.reload();
  await expect(box).toHaveValue("Half a thought");
  await page.goto("/");
  await draft(page, `Comment on case ${number}`).getByRole("button", { name: "Continue" }).click();
  await expect(box).toHaveValue("Half a thought");
  await addComment(page).click();
  await expect(comments(page)).toHaveCount(1);
  await expect(onTheirWay(page)).toBeHidden();
  expect(await commentsOf(page, number)).toEqual(["Half a thought"]);
  await page.goto("/");
  await expect(page.getByRole("table")).toBeVisible();
  await expect(drafts(page)).toHaveCount(0);
});

/** Holds what is answered to requests to an address; returns what lets the answers go. */
async function hold(page: Page, address: string): Promise<{ arrived: Promise<void>; release: () => Promise<void> }> {
  let release = () => {};
  let arrive = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(address, async (route) => {
    const response = await route.fetch();
    arrive();
    await released;
    await route.fulfill({ response });
  });
  return {
    arrived,
    release: async () => {
      const answered = page.waitForResponse(address);
      release();
      await answered;
      await page.unroute(address);
    },
  };
}

const newCaseButton = (page: Page) => page.getByRole("button", { name: "Start a new case" });

test("a case that is put aside while articles are looked for stays whole, and is not sent", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Put aside meanwhile");
  await fillIn(page, { ...PLAIN, subject: title });
  const looking = await hold(page, "**/suggestions");
  await description(page).fill(`${PLAIN.description} Really.`);
  await submit(page).click();
  await looking.arrived;
  await newCaseButton(page).click();
  await expect(question(page, "Product")).toBeVisible();
  await looking.release();
  await page.waitForTimeout(1_000);
  await expect(question(page, "Product")).toBeVisible();
  await page.goto("/");
  await draft(page, title).getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue(title);
  await expect(description(page)).toHaveValue(`${PLAIN.description} Really.`);
  expect(await numbersOf(page, "contoso", title)).toEqual([]);
});

test("a new case is begun while the former is on its way: that one arrives, this one stays", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("On its way");
  await type(page, title);
  const sending = await hold(page, NEW_CASE);
  await submit(page).click();
  await sending.arrived;
  await newCaseButton(page).click();
  await page.getByRole("button", { name: /^MetaDefender Core/ }).click();
  await expect(question(page, "Platform")).toBeVisible();
  await sending.release();
  const [number] = await numbersOf(page, "contoso", title);
  await expect(page.getByRole("status").filter({ hasText: `Case ${number} was submitted.` })).toBeVisible();
  await expect(question(page, "Platform")).toBeVisible();
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(step(page, "Product")).toContainText("MetaDefender Core");
  await page.goto("/");
  await expect(drafts(page).getByRole("listitem")).toHaveCount(1);
  await expect(draft(page, title)).toHaveCount(0);
});

test("words that are typed while the case is on its way wait in its comment box", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Typed meanwhile");
  await type(page, title);
  const sending = await hold(page, NEW_CASE);
  await submit(page).click();
  await sending.arrived;
  await description(page).fill(`${PLAIN.description} And one thing more.`);
  await sending.release();
  const number = await arrivedNumber(page);
  await expect(page.getByText("What you changed since is waiting in the comment box of the case.")).toBeVisible();
  await openCase(page, number);
  await expect(commentBox(page)).toHaveValue(`${PLAIN.description} And one thing more.`);
  await expect(page.getByRole("main")).not.toContainText("And one thing more.");
});

test("a case that has arrived with other answers than the present ones says so", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  expectConsole(/422 \(Unprocessable/);
  const page = await as(CORA);
  const title = freshSubject("Other severity");
  await type(page, title);
  await page.route(NEW_CASE, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await submit(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The case was not sent." })).toBeVisible();
  await page.unroute(NEW_CASE);
  await step(page, "Severity").getByRole("link").click();
  await page.getByRole("button", { name: /^S1 Critical/ }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await submit(page).click();
  await arrivedNumber(page);
  await expect(page.getByText("The answers that you changed since are not in it.")).toBeVisible();
});

test("words that are typed while a comment is on its way are the next one, and survive a reload", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Two thoughts") });
  await openCase(page, number);
  const box = commentBox(page);
  await box.fill("Half a thought");
  const sending = await hold(page, `**/cases/${number}/comments`);
  await addComment(page).click();
  await sending.arrived;
  await box.fill("And its end");
  await sending.release();
  await expect(onTheirWay(page)).toBeHidden();
  await expect(comments(page)).toHaveCount(1);
  await expect(box).toHaveValue("And its end");
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(box).toHaveValue("And its end");
  await addComment(page).click();
  await expect(comments(page)).toHaveCount(2);
  await expect(onTheirWay(page)).toBeHidden();
  expect(await commentsOf(page, number)).toEqual(["Half a thought", "And its end"]);
});

test("a comment whose page is left while it is on its way arrives, and what was typed since is a draft", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Left meanwhile") });
  const title = `Comment on case ${number}`;
  for (const [text, since] of [["First.", undefined], ["Second.", "Third."]] as const) {
    await openCase(page, number);
    await commentBox(page).fill(text);
    const sending = await hold(page, `**/cases/${number}/comments`);
    await addComment(page).click();
    await sending.arrived;
    if (since !== undefined) await commentBox(page).fill(since);
    await page.getByRole("main").getByRole("link", { name: "Support" }).click();
    await expect(draft(page, `${title}, not sent yet`)).toBeVisible();
    await sending.release();
    await expect(draft(page, `${title}, not sent yet`)).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole("table")).toBeVisible();
    await expect(draft(page, title)).toHaveCount(since === undefined ? 0 : 1);
  }
  await draft(page, title).getByRole("button", { name: "Continue" }).click();
  await expect(commentBox(page)).toHaveValue("Third.");
  expect(await commentsOf(page, number)).toEqual(["First.", "Second."]);
});

test("a comment that arrives when its page was left and opened again is there once", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Back again") });
  await openCase(page, number);
  await commentBox(page).fill("Once.");
  const sending = await hold(page, `**/cases/${number}/comments`);
  await addComment(page).click();
  await sending.arrived;
  await page.getByRole("main").getByRole("link", { name: "Support" }).click();
  await expect(draft(page, `Comment on case ${number}, not sent yet`)).toBeVisible();
  await page.goBack();
  await expect(onTheirWay(page)).toContainText("Once.");
  await expect(commentBox(page)).toHaveValue("");
  await sending.release();
  await expect(onTheirWay(page)).toBeHidden();
  await expect(comments(page)).toHaveCount(1);
  await commentBox(page).fill("Twice.");
  await addComment(page).click();
  await expect(comments(page)).toHaveCount(2);
  await expect(onTheirWay(page)).toBeHidden();
  expect(await commentsOf(page, number)).toEqual(["Once.", "Twice."]);
});

test("an article is said to have solved one case while another is begun: the other one stays", async ({ as }) => {
  const page = await as(CORA);
  const title = freshSubject("Nested archives are blocked");
  await fillIn(page, {
    ...PLAIN,
    subject: title,
    description: "Since the upgrade nested ZIP archives are blocked with 'Archive depth limit exceeded'. What can we do?",
  });
  await leave(page).click();
  await expect(question(page, "Suggested articles")).toBeVisible();
  const solving = await hold(page, "**/suggestions/*/solved");
  await page.getByRole("button", { name: /^This solved it/ }).first().click();
  await solving.arrived;
  await newCaseButton(page).click();
  await page.getByRole("button", { name: /^MetaDefender Core/ }).click();
  await expect(question(page, "Platform")).toBeVisible();
  await solving.release();
  await expect(page.getByText("Your draft was put away, since the article solved it.")).toBeVisible();
  await page.getByRole("button", { name: /^Linux/ }).click();
  await expect(question(page, "Issue type")).toBeVisible();
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(step(page, "Platform")).toContainText("Linux");
  await page.goto("/");
  await expect(draft(page, title)).toHaveCount(0);
});
