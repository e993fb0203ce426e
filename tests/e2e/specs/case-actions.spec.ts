// Closing, rating, reopening, withdrawing an escalation, and the case that follows.
import type { Locator, Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { findCase, newCase, read } from "../lib/api";
import { action, closeBeside, deafen, dialog, giveStars, kindsOf, openCase } from "../lib/case";
import { tabTo } from "../lib/keyboard";
import { expect, test } from "../lib/test";
import { description, freshSubject, question, step, subject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";
const COLE = "cole@contoso.example";
const SARA = "sara@northwind.example";
const REASON = "It came back this morning.";
const WHY = "Production stands still since this morning.";

const DAY = 24 * 60 * 60 * 1_000;
const main = (page: Page): Locator => page.getByRole("main");
const reason = (page: Page): Locator => dialog(page, "Reopen").getByLabel("Reason");
const reopen = (page: Page): Locator => dialog(page, "Reopen").getByRole("button", { name: "Reopen" });
const followUp = (page: Page): Locator => page.locator(".page-actions").getByRole("link", { name: "Submit a follow-up case" });
const banner = (page: Page): Locator => page.getByRole("region", { name: "Escalation" });

async function closed(page: Page, place = "contoso", customer?: string): Promise<string> {
  const number = await newCase(page, place, { customer, subject: freshSubject("Over") });
  await closeBeside(page, number);
  return number;
}

async function escalated(page: Page): Promise<string> {
  const number = await newCase(page, "contoso", { subject: freshSubject("Urgent") });
  const answer = await page.request.post(`/api/v1/cases/${number}/escalation`, { data: { reason: WHY } });
  expect(answer.status(), await answer.text()).toBe(201);
  return number;
}

/** Until when the case's rating can be changed, as the person reads a day. */
async function ratingDeadline(page: Page, number: string): Promise<string> {
  const [{ rating_deadline }, { user }] = [await read(page, `/cases/${number}`), await read(page, "/session")];
  return new Date(rating_deadline).toLocaleString(user.locale, { dateStyle: "medium", timeZone: user.time_zone });
}

/** A case of the person's that was closed so long ago that it cannot be reopened. */
const longClosed = (page: Page, place: string): Promise<string> =>
  findCase(page, place, (it) => it.status === "closed" && it.actions.reopen.reason?.code === "reopen_window_over");

test("closing with a rating in the same dialog; stars are taken back; then the rating is updated", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("To close") });
  await openCase(page, number);
  await action(page, "Close Case").click();
  const closing = dialog(page, "Close Case");
  await giveStars(closing, "With the speed?", "3 stars");
  await closing.getByRole("button", { name: "Close Case" }).click();
  await expect(closing).toContainText("Choose 1 to 5 stars.");
  await closing.getByRole("button", { name: "Clear the stars of: With the speed?" }).click();
  await expect(closing.getByRole("group", { name: "With the speed?" }).getByRole("radio", { checked: true })).toHaveCount(0);
  await giveStars(closing, "How satisfied are you overall?", "4 stars");
  await closing.getByRole("button", { name: "Close Case" }).click();
  await expect(closing).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await kindsOf(page, number)).toEqual(["created", "closed", "rated"]);

  await action(page, "Update rating").click();
  const rating = dialog(page, "Rate");
  await expect(rating.getByRole("group", { name: "overall" }).getByRole("radio", { name: "4 stars" })).toBeChecked();
  const until = await ratingDeadline(page, number);
  await expect(rating).toContainText(`You can change your rating until ${until}`);
  await rating.getByLabel("Comment (optional)").fill("Quick and friendly.");
  // What was begun is still there.
  await page.keyboard.press("Escape");
  await action(page, "Update rating").click();
  await expect(rating.getByLabel("Comment (optional)")).toHaveValue("Quick and friendly.");
  await giveStars(rating, "overall", "5 stars");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await expect(rating).toBeHidden();
  expect((await read(page, `/cases/${number}`)).rating).toMatchObject({ overall: 5, comment: "Quick and friendly." });
});

test("closing without a rating, which is then the one thing that is asked", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Without stars") });
  await openCase(page, number);
  await action(page, "Close Case").click();
  await dialog(page, "Close Case").getByRole("button", { name: "Close Case" }).click();
  await expect(action(page, "Rate")).toBeVisible();
  expect(await kindsOf(page, number)).toEqual(["created", "closed"]);
  await expect(page.locator("main .button-primary:visible")).toHaveText(["Rate"]);
  await action(page, "Rate").click();
  const rating = dialog(page, "Rate");
  await rating.getByRole("button", { name: "Send rating" }).click();
  await expect(rating).toContainText("Choose 1 to 5 stars.");
  await expect(rating.getByRole("group", { name: "overall" }).getByRole("radio")).toHaveCount(5);
  for (const overall of [0, 6]) {
    const answer = await page.request.put(`/api/v1/cases/${number}/rating`, { data: { overall } });
    expect(answer.status()).toBe(422);
  }
  expect((await read(page, `/cases/${number}`)).rating).toBeNull();
});

test("after 7 days a rating stays, and says until when it could be changed", async ({ as }) => {
  const page = await as(CORA);
  const number = await findCase(
    page,
    "contoso",
    (it) => it.rating !== null && Date.now() - Date.parse(it.closed_at) > 7 * DAY,
  );
  await openCase(page, number);
  const update = action(page, "Update rating");
  await expect(update).toBeDisabled();
  await page.locator(".page-actions").getByText("Why?").first().click();
  const until = await ratingDeadline(page, number);
  await expect(page.locator(".page-actions")).toContainText(`Your rating could be changed until ${until}`);
});

test("reopening takes a reason, which survives Esc, a reload and a lost answer, and arrives once", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await closed(page);
  await openCase(page, number);
  await action(page, "Reopen").click();
  await reopen(page).click();
  await expect(reason(page)).toHaveAccessibleDescription(/Enter|Say|Write/);
  await reason(page).fill(REASON);
  await expect(dialog(page, "Reopen").getByText(/^Saved on this device/)).toBeVisible();
  // What happens to the case meanwhile does not take the button away that the focus goes back to.
  const heard = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${number}`));
  const rated = await page.request.put(`/api/v1/cases/${number}/rating`, { data: { overall: 4 } });
  expect(rated.status(), await rated.text()).toBe(200);
  await (await heard).finished();
  await page.keyboard.press("Escape");
  await expect(action(page, "Reopen")).toBeFocused();
  await page.reload();
  await action(page, "Reopen").click();
  await expect(reason(page)).toHaveValue(REASON);
  const address = `**/cases/${number}/reopen`;
  await page.route(address, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await reopen(page).click();
  await expect(dialog(page, "Reopen")).toContainText("The case was not reopened.");
  await page.unroute(address);
  await reopen(page).click();
  await expect(dialog(page, "Reopen")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(action(page, "Close Case")).toBeVisible();
  await expect(action(page, "Reopen")).toHaveCount(0);
  expect(await kindsOf(page, number)).toEqual(["created", "closed", "rated", "reopened"]);
  expect((await read(page, `/cases/${number}`)).status).toBe("waiting_on_vendor");
  await expect(main(page)).toContainText(REASON);
});

test("a reason for reopening that was begun is among the drafts", async ({ as }) => {
  const page = await as(CORA);
  const number = await closed(page);
  await openCase(page, number);
  await action(page, "Reopen").click();
  await reason(page).fill(REASON);
  await expect(dialog(page, "Reopen").getByText(/^Saved on this device/)).toBeVisible();
  await page.goto("/");
  const drafts = page.getByRole("region", { name: "Drafts" });
  await drafts.getByRole("button", { name: `Continue Reopening of case ${number}` }).click();
  await action(page, "Reopen").click();
  await expect(reason(page)).toHaveValue(REASON);
});

test("two people at once: the second is told who was quicker, and what they wrote stays", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/409 .*\/(close|reopen|escalation)$/);
  const [cora, carl] = [await as(CORA), await as(CARL)];
  await deafen(cora);
  const number = await newCase(cora, "contoso", { subject: freshSubject("Two at once") });
  await openCase(cora, number);
  await action(cora, "Close Case").click();
  const closing = dialog(cora, "Close Case");
  await giveStars(closing, "How satisfied are you overall?", "5 stars");
  await closeBeside(carl, number);
  await closing.getByRole("button", { name: "Close Case" }).click();
  await expect(closing).toContainText("The case is closed already. Carl");
  await expect(closing).toContainText("closed it just now. Your rating is kept");
  await cora.keyboard.press("Escape");
  await action(cora, "Rate").click();
  const rating = dialog(cora, "Rate");
  await expect(rating.getByRole("group", { name: "overall" }).getByRole("radio", { name: "5 stars" })).toBeChecked();
  await cora.keyboard.press("Escape");

  await action(cora, "Reopen").click();
  await reason(cora).fill(REASON);
  const answer = await carl.request.post(`/api/v1/cases/${number}/reopen`, { data: { reason: "I was too quick." } });
  expect(answer.status(), await answer.text()).toBe(200);
  await reopen(cora).click();
  await expect(dialog(cora, "Reopen")).toContainText(/The case is not closed\..* Carl .* reopened it just now\./);
  await expect(reason(cora)).toHaveValue(REASON);
  await cora.keyboard.press("Escape");
  await expect(action(cora, "Close Case")).toBeVisible();
});

test("an escalation is shown with who, when, why and how it stands, and is withdrawn", async ({ as }) => {
  const page = await as(CORA);
  const number = await escalated(page);
  await openCase(page, number);
  await expect(banner(page)).toContainText("Escalated by Cora Lindqvist just now");
  await expect(banner(page)).toContainText(WHY);
  await expect(banner(page)).toContainText("management has not taken it up yet");
  await banner(page).getByRole("button", { name: "Withdraw" }).click();
  const asking = dialog(page, "Withdraw escalation");
  await asking.getByRole("button", { name: "Cancel" }).click();
  await expect(banner(page).getByRole("button", { name: "Withdraw" })).toBeFocused();
  await page.keyboard.press("Enter");
  await asking.getByRole("button", { name: "Withdraw escalation" }).click();
  await expect(asking).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(banner(page)).toContainText("Cora Lindqvist withdrew it just now");
  await expect(banner(page).getByRole("button")).toHaveCount(0);
  await expect(action(page, "Escalate to Management")).toBeEnabled();
  expect(await kindsOf(page, number)).toEqual(["created", "escalated", "escalation_withdrawn"]);
});

test("a withdrawal whose answer was lost is done; who comes second is told who was quicker", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED/);
  expectConsole(/409 .*\/escalation$/);
  const [cora, cole] = [await as(CORA), await as(COLE)];
  await deafen(cora);
  const asking = dialog(cora, "Withdraw escalation");
  const withdraw = asking.getByRole("button", { name: "Withdraw escalation" });
  const number = await escalated(cora);
  await openCase(cora, number);
  await banner(cora).getByRole("button", { name: "Withdraw" }).click();
  const address = `**/cases/${number}/escalation`;
  await cora.route(address, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await withdraw.click();
  await expect(asking).toBeHidden();
  await expect(banner(cora)).toContainText("Cora Lindqvist withdrew it");

  const other = await escalated(cora);
  await openCase(cora, other);
  await banner(cora).getByRole("button", { name: "Withdraw" }).click();
  expect((await cole.request.delete(`/api/v1/cases/${other}/escalation`)).status()).toBe(200);
  await withdraw.click();
  await expect(asking).toContainText(/The escalation was not withdrawn\. Cole .* withdrew it just now\./);
});

test("who may do what: a colleague with Full Access and without, and the customer's member", async ({ as }) => {
  const [cora, carl, cole] = [await as(CORA), await as(CARL), await as(COLE)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Of a colleague") });
  for (const [page, mayClose] of [[carl, true], [cole, false]] as const) {
    await openCase(page, number);
    await expect(action(page, "Escalate to Management")).toBeEnabled();
    await expect(action(page, "Close Case")).toBeEnabled({ enabled: mayClose });
    await expect(action(page, "Reopen")).toHaveCount(0);
  }
  await cole.locator(".page-actions").getByText("Why?").click();
  await expect(cole.locator(".page-actions")).toContainText(/It can be granted by: .*Carl/);
  await closeBeside(cora, number);
  for (const [page, mayReopen] of [[carl, true], [cole, false]] as const) {
    await openCase(page, number);
    await expect(action(page, "Reopen")).toBeEnabled({ enabled: mayReopen });
    for (const name of ["Close Case", "Escalate to Management", "Rate"]) await expect(action(page, name)).toHaveCount(0);
  }

  // Filed by a partner: its colleague with View Only, and the customer's member.
  const sara = await as(SARA);
  const filed = await newCase(sara, "northwind", { customer: "contoso", subject: freshSubject("Filed for them") });
  const vera = await as("vera@northwind.example");
  await openCase(vera, filed);
  for (const name of ["Escalate to Management", "Close Case"]) await expect(action(vera, name)).toBeDisabled();
  await openCase(cole, filed);
  await expect(action(cole, "Escalate to Management")).toBeEnabled();
  await expect(action(cole, "Close Case")).toBeDisabled();
  await cole.locator(".page-actions").getByText("Why?").click();
  await expect(cole.locator(".page-actions")).toContainText("only the partner can close or reopen it");
  await closeBeside(sara, filed);
  await openCase(cole, filed);
  await expect(action(cole, "Reopen")).toBeDisabled();
  await expect(action(cole, "Rate")).toHaveCount(0);
});

test("after 30 days a follow-up case is offered, prefilled from this one", async ({ as }) => {
  const page = await as(CORA);
  const number = await longClosed(page, "contoso");
  const before = await read(page, `/cases/${number}`);
  await openCase(page, number);
  await expect(action(page, "Reopen")).toHaveCount(0);
  await followUp(page).click();
  await expect(question(page, "Subject & description")).toBeVisible();
  await expect(subject(page)).toHaveValue(`Follow-up to ${number}: ${before.subject}`.slice(0, 200));
  await expect(description(page)).toHaveValue(new RegExp(`^This is a follow-up to case ${number}\\.`));
  await expect(step(page, "Product")).toContainText(before.product.name);
  if (before.issue_type) await expect(step(page, "Issue type")).toContainText(before.issue_type.name);
});

test("a follow-up of a customer's case is for that customer; one's own organization is chosen, too", async ({ as }) => {
  const sara = await as(SARA);
  const fits = (own: boolean) => (it: any) =>
    it.actions.reopen.reason?.code === "reopen_window_over" && (it.filed_by === null) === own;
  for (const own of [false, true]) {
    const number = await findCase(sara, "northwind", fits(own)).catch(() => undefined);
    if (number === undefined) continue;
    const { organization } = await read(sara, `/cases/${number}`);
    await openCase(sara, number);
    await followUp(sara).click();
    await expect(step(sara, "Choose organization")).toContainText(organization.name);
  }
});

test("what a link asks for and is not offered is said, and asked again", async ({ as }) => {
  const page = await as(CORA);
  const answers = "product=metadefender-core&platform=amiga&issue_type=question&severity=s9&license=OLD-KEY&version=0.1";
  await page.goto(`/submit?${answers}&subject=A+prefilled+subject`);
  await expect(question(page, "Platform")).toBeVisible();
  const notices = main(page).getByRole("status");
  await expect(notices.filter({ hasText: "Not offered any more; please answer again: Severity (s9), Platform (amiga)." })).toBeVisible();
  await expect(notices.filter({ hasText: "Not in the lists; kept as typed by hand: License (OLD-KEY), Version (0.1)." })).toBeVisible();
  await page.goto("/submit?product=gone&subject=Another+prefilled+subject");
  await expect(question(page, "Product")).toBeVisible();
  await expect(notices.filter({ hasText: "please answer again: Product (gone)." })).toBeVisible();
});

test("closing, rating and reopening go by keyboard alone", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("By keys") });
  await openCase(page, number);
  await tabTo(page, action(page, "Close Case"));
  await page.keyboard.press("Enter");
  const closing = dialog(page, "Close Case");
  await expect(closing).toBeVisible();
  await tabTo(page, closing.getByRole("button", { name: "Close Case" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page, action(page, "Rate"));
  await page.keyboard.press("Enter");
  const rating = dialog(page, "Rate");
  await tabTo(page, rating.getByRole("radio", { name: "1 star" }).first());
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowRight");
  await tabTo(page, rating.getByRole("button", { name: "Send rating" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect((await read(page, `/cases/${number}`)).rating.overall).toBe(3 + 1);
  await expect(action(page, "Update rating")).toBeVisible();
  await expect(action(page, "Rate")).toHaveCount(0);
  await tabTo(page, action(page, "Reopen"));
  await page.keyboard.press("Enter");
  await tabTo(page, reason(page));
  await page.keyboard.type(REASON);
  await tabTo(page, reopen(page));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(action(page, "Close Case")).toBeVisible();
});

test("the dialogs and the banner stand every audit", async ({ as }) => {
  test.slow();
  const page = await as(CORA);
  const audit = new Audit();
  const number = await escalated(page);
  await openCase(page, number);
  await audit.look(page, "escalated");
  await banner(page).getByRole("button", { name: "Withdraw" }).click();
  await audit.look(page, "withdrawing");
  await dialog(page, "Withdraw escalation").getByRole("button", { name: "Withdraw escalation" }).click();
  await expect(banner(page)).toContainText("withdrew it");
  await audit.look(page, "withdrawn");
  await closeBeside(page, number);
  await openCase(page, number);
  await audit.look(page, "closed");
  await action(page, "Reopen").click();
  await audit.look(page, "reopening");
  await page.keyboard.press("Escape");
  await action(page, "Rate").click();
  await giveStars(dialog(page, "Rate"), "With the solution?", "2 stars");
  await audit.look(page, "rating");
  await openCase(page, await longClosed(page, "contoso"));
  await audit.look(page, "long closed");
  expect(audit.findings).toEqual([]);
});
