// A comment stands in the conversation at once, and arrives once, whatever happens to the line, the page or the case.
import type { Page } from "@playwright/test";

import { commentsOf, newCase } from "../lib/api";
import { addComment, commentBox, comments, dialog, onTheirWay, openCase } from "../lib/case";
import { draft, drafts } from "../lib/drafts";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";

const toComments = (number: string): string => `**/cases/${number}/comments`;

/** Writes a comment and sends it by the keyboard. */
async function say(page: Page, text: string): Promise<void> {
  await commentBox(page).fill(text);
  await commentBox(page).press("Control+Enter");
  await expect(commentBox(page)).toHaveValue("");
}

test("a comment is shown at once, marked, until the server has it; the box is free for the next", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("At once") });
  await openCase(page, number);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(toComments(number), async (route) => {
    await released;
    await route.continue();
  });
  await say(page, "First, in **bold**.");
  await expect(onTheirWay(page)).toContainText("Sending…");
  await expect(onTheirWay(page).locator("strong", { hasText: "bold" })).toBeVisible();
  await expect(commentBox(page)).toBeFocused();
  await say(page, "Second.");
  await expect(onTheirWay(page).getByRole("listitem")).toHaveCount(2);
  release();
  await expect(onTheirWay(page)).toBeHidden();
  await expect(comments(page)).toHaveCount(2);
  await expect(comments(page).first()).toContainText("First, in bold.");
  expect(await commentsOf(page, number)).toEqual(["First, in **bold**.", "Second."]);
});

test("written offline, several comments wait, survive a reload, and are sent once and in order when the line is back", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_INTERNET_DISCONNECTED/);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Offline") });
  await openCase(page, number);
  await page.context().setOffline(true);
  await say(page, "One.");
  await say(page, "Two.");
  await say(page, "Three.");
  const waiting = onTheirWay(page).getByRole("listitem");
  await expect(waiting).toHaveCount(3);
  await expect(waiting.first()).toContainText("Not sent.");
  await expect(waiting.first()).toContainText("It is sent by itself as soon as the connection is back.");
  // Kept on the device: the page goes, and comes back with a line on which comments still fail.
  await page.waitForTimeout(1_000);
  await page.route(toComments(number), (route) => route.abort("internetdisconnected"));
  await page.context().setOffline(false);
  await page.reload();
  await expect(waiting).toHaveCount(3);
  await expect(waiting.first()).toContainText("Not sent.");
  await page.unroute(toComments(number));
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await expect(onTheirWay(page)).toBeHidden();
  await expect(comments(page)).toHaveCount(3);
  expect(await commentsOf(page, number)).toEqual(["One.", "Two.", "Three."]);
  await page.reload();
  await expect(comments(page)).toHaveCount(3);
  await expect(onTheirWay(page)).toBeHidden();
});

test("an answer that is lost makes no second comment", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Lost answer") });
  await openCase(page, number);
  let answers = 0;
  await page.route(toComments(number), async (route) => {
    const response = await route.fetch();
    answers += 1;
    if (answers === 1) await route.abort();
    else await route.fulfill({ response });
  });
  await say(page, "Heard twice, written once.");
  await expect(comments(page)).toHaveCount(1);
  await expect(onTheirWay(page)).toBeHidden();
  expect(answers).toBeGreaterThan(1);
  expect(await commentsOf(page, number)).toEqual(["Heard twice, written once."]);
});

test("a comment that fails can be tried again or discarded, and brought back", async ({ as, expectConsole }) => {
  expectConsole(/503 \(Service Unavailable\)/);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Failing") });
  await openCase(page, number);
  await page.route(toComments(number), (route) => route.fulfill({ status: 503, body: "" }));
  await say(page, "Kept in spite of all.");
  const failed = onTheirWay(page).getByRole("listitem");
  await expect(failed).toContainText("Not sent.");
  await failed.getByRole("button", { name: "Discard" }).click();
  await expect(onTheirWay(page)).toBeHidden();
  await expect(commentBox(page)).toBeFocused();
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(failed).toContainText("Kept in spite of all.");
  await expect(failed).toContainText("Not sent.");
  await page.unroute(toComments(number));
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(comments(page)).toHaveCount(1);
  await expect(onTheirWay(page)).toBeHidden();
  expect(await commentsOf(page, number)).toEqual(["Kept in spite of all."]);
});

test("what is not sent yet is listed on the Support page, and sent from there when the line is back", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/503 \(Service Unavailable\)/);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Left behind") });
  await openCase(page, number);
  await page.route(toComments(number), (route) => route.fulfill({ status: 503, body: "" }));
  await say(page, "Sent from another page.");
  await expect(onTheirWay(page)).toContainText("Not sent.");
  await page.getByRole("main").getByRole("link", { name: "Support" }).click();
  const title = `Comment on case ${number}, not sent yet`;
  await expect(draft(page, title)).toBeVisible();
  await page.unroute(toComments(number));
  await expect.poll(() => commentsOf(page, number), { timeout: 20_000 }).toEqual(["Sent from another page."]);
  await expect(drafts(page)).toHaveCount(0);
});

test("a comment on a case that was closed meanwhile stays, with the reason; reopened, it is sent", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/409 .*\/comments$/);
  const [page, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(page, "contoso", { subject: freshSubject("Closed meanwhile") });
  await openCase(page, number);
  // Before the page hears of it.
  await page.route("**/stream", (route) => route.abort());
  await page.reload();
  await expect(commentBox(page)).toBeVisible();
  expect((await carl.request.post(`/api/v1/cases/${number}/close`, { data: {} })).ok()).toBe(true);
  await commentBox(page).fill("One thing is still open.");
  await addComment(page).click();
  await expect(onTheirWay(page)).toContainText("The case is closed. Reopen it to go on with it.");
  await expect(onTheirWay(page)).toContainText("One thing is still open.");
  await expect(page.locator(".case-line")).toContainText("Closed");
  expect(await commentsOf(page, number)).toEqual([]);
  await page.locator(".comment-denied").getByRole("button", { name: "Reopen" }).click();
  const reopening = dialog(page, "Reopen");
  await reopening.getByLabel("Reason").fill("One thing is still open.");
  await reopening.getByRole("button", { name: "Reopen" }).click();
  await expect(reopening).toBeHidden();
  await onTheirWay(page).getByRole("button", { name: "Retry" }).click();
  await expect(onTheirWay(page)).toBeHidden();
  expect(await commentsOf(page, number)).toEqual(["One thing is still open."]);
});

test("a comment that is being typed when the case is closed stays in the box", async ({ as }) => {
  const [page, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(page, "contoso", { subject: freshSubject("Closed under the fingers") });
  const following = page.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await openCase(page, number);
  await following;
  await commentBox(page).fill("Half a sen");
  expect((await carl.request.post(`/api/v1/cases/${number}/close`, { data: {} })).ok()).toBe(true);
  await expect(page.getByText("The case is closed. Reopen it to go on with it.")).toBeVisible();
  await expect(commentBox(page)).toHaveValue("Half a sen");
  await expect(commentBox(page)).toBeFocused();
  await expect(addComment(page)).toBeDisabled();
});

test("an empty comment and one that is too long are refused at the box; near the limit the count is said", async ({
  as,
}) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Limits") });
  await openCase(page, number);
  await commentBox(page).press("Control+Enter");
  await expect(commentBox(page)).toHaveAccessibleDescription(/Enter a comment\./);
  await commentBox(page).fill("x".repeat(17_999));
  await expect(page.getByText("of 20,000 characters")).toHaveCount(0);
  await commentBox(page).fill("x".repeat(18_500));
  await expect(page.getByText("18,500 of 20,000 characters")).toBeVisible();
  await commentBox(page).fill("x".repeat(20_001));
  await commentBox(page).press("Control+Enter");
  await expect(commentBox(page)).toHaveAccessibleDescription(/Shorten it to at most 20000 characters/);
  expect(await commentsOf(page, number)).toEqual([]);
});

test("the preview shows what the comment will look like, and nothing of it runs", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Preview") });
  await openCase(page, number);
  await commentBox(page).fill("**Bold**\n\n- one\n- two\n\n<script>window.ran=1</script> [x](javascript:window.ran=1)");
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.locator("strong")).toHaveText("Bold");
  await expect(preview.getByRole("listitem")).toHaveText(["one", "two"]);
  await expect(preview).toContainText("<script>window.ran=1</script>");
  await expect(preview.getByRole("link")).toHaveCount(0);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  await page.getByRole("button", { name: "Write" }).click();
  await expect(commentBox(page)).toBeVisible();
});
