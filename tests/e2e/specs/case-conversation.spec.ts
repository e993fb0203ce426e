// The conversation of a case: whose words, in which order, on which day; long ones folded; the facts beside it.
import { randomUUID } from "node:crypto";

import type { Locator, Page } from "@playwright/test";

import { casesOf, newCase, read } from "../lib/api";
import { commentBox, comments, openCase } from "../lib/case";
import { tabTo } from "../lib/keyboard";
import { expect, signIn, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const CARL = "carl@contoso.example";

const lines = (page: Page): Locator => page.locator("[data-entry]");
const facts = (page: Page): Locator => page.getByRole("complementary", { name: "Case information" });

async function say(page: Page, number: string, text: string): Promise<void> {
  const headers = { "idempotency-key": randomUUID() };
  const answer = await page.request.post(`/api/v1/cases/${number}/comments`, { headers, data: { text } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("the description comes first, then what happened, under Today; one's own and others' words are told apart", async ({
  as,
}) => {
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Who said what") });
  await say(carl, number, "A colleague's words.");
  await say(cora, number, "My own words.");
  await openCase(cora, number);
  await expect(comments(cora)).toHaveCount(2);
  await expect(lines(cora).first()).toContainText("Case Description");
  await expect(lines(cora).nth(1)).toContainText("A colleague's words.");
  await expect(lines(cora).nth(1)).not.toContainText("You");
  await expect(lines(cora).nth(2)).toContainText("You");
  await expect(cora.getByRole("heading", { level: 3, name: "Today" })).toHaveCount(1);
});

test("every kind of entry of the demo's cases has its line, in order, by day", async ({ as }) => {
  const page = await as(CORA);
  const seen = new Set<string>();
  const { time_zone: timeZone } = (await read(page, "/session")).user;
  // The oldest: other journeys on this server make cases of their own.
  for (const { number } of (await casesOf(page, "contoso", "my")).slice(-12)) {
    const { items } = await read(page, `/cases/${number}/history?limit=200`);
    await openCase(page, String(number));
    const shown = items.filter((it: { kind: string }) => it.kind !== "created");
    await expect(lines(page)).toHaveCount(shown.length + 1);
    const ids = await lines(page).evaluateAll((all) => all.map((it) => it.getAttribute("data-entry")));
    expect(ids).toEqual(["description", ...shown.map((it: { id: string }) => it.id)]);
    const days = new Set(items.map((it: { at: string }) => new Date(it.at).toLocaleDateString("en-US", { timeZone })));
    await expect(page.locator(".day")).toHaveCount(days.size);
    for (const { kind, by } of shown) {
      seen.add(kind);
      await expect(page.locator(".conversation:not(.outgoing)")).toContainText(by.name);
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining(["comment", "closed", "escalated"]));
});

test("the vendor's people are marked with the vendor's name", async ({ as }) => {
  const page = await as(CORA);
  for (const { number } of await casesOf(page, "contoso", "my")) {
    const { items } = await read(page, `/cases/${number}/history?limit=200`);
    const answer = items.find((it: any) => it.kind === "comment" && it.by.side === "vendor");
    if (answer === undefined) continue;
    await openCase(page, String(number));
    const line = page.locator(`[data-entry="${answer.id}"]`);
    await expect(line.getByText("OPSWAT", { exact: true })).toBeVisible();
    await expect(line).toContainText(answer.by.name);
    return;
  }
  throw new Error("no case with an answer");
});

test("a long text is folded, by keyboard too, and a search in the page unfolds it", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Long") });
  const long = `${Array.from({ length: 60 }, (_, n) => `Line ${n + 1} of the log.`).join("\n\n")}\n\nThe very end.`;
  await say(page, number, long);
  await say(page, number, "Short.");
  await openCase(page, number);
  const more = comments(page).first().getByRole("button", { name: "Show more" });
  await expect(more).toHaveAttribute("aria-expanded", "false");
  await expect(comments(page).nth(1).getByRole("button", { name: "Show more" })).toHaveCount(0);
  const height = async () => (await comments(page).first().boundingBox())?.height ?? 0;
  const folded = await height();
  expect(folded).toBeLessThan(600);
  await more.focus();
  await page.keyboard.press("Enter");
  const less = comments(page).first().getByRole("button", { name: "Show less" });
  await expect(less).toBeFocused();
  expect(await height()).toBeGreaterThan(folded * 2);
  await page.keyboard.press("Enter");
  await expect(more).toBeInViewport();
  // The browser's own search cannot be driven; this is what it does with what it finds. (`find()` selects and scrolls nothing.)
  await page.getByText("The very end.").evaluate((found) => found.scrollIntoView({ block: "center" }));
  await expect(less).toBeVisible();
});

test("newest first or last is the person's choice, and kept", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Order") });
  for (const text of ["One.", "Two.", "Three."]) await say(page, number, text);
  await openCase(page, number);
  await expect(comments(page)).toContainText(["One.", "Two.", "Three."]);
  await page.getByRole("button", { name: "Show newest first" }).click();
  await expect(comments(page)).toContainText(["Three.", "Two.", "One."]);
  await expect(page.getByRole("button", { name: "Show newest last" })).toBeFocused();
  const box = await commentBox(page).boundingBox();
  const first = await comments(page).first().boundingBox();
  expect(box!.y).toBeLessThan(first!.y);
  await page.reload();
  await expect(comments(page)).toContainText(["Three.", "Two.", "One."]);
  await page.getByRole("button", { name: "Show newest last" }).click();
  await page.reload();
  await expect(comments(page)).toContainText(["One.", "Two.", "Three."]);
});

test("the facts say for whom, by whom and by which partner; times are exact on hover; the number can be copied", async ({
  as,
}) => {
  const sara = await as("sara@northwind.example");
  const number = await newCase(sara, "northwind", { customer: "contoso", subject: freshSubject("Facts") });
  const carl = await as(CARL, { permissions: ["clipboard-read", "clipboard-write"] });
  await openCase(carl, number);
  for (const fact of ["Contoso Energy", "Northwind Partners", "Sara Delacroix", "MetaDefender Cloud", "Question"]) {
    await expect(facts(carl)).toContainText(fact);
  }
  await expect(facts(carl).getByTitle(/\d{4} at \d+:\d\d:\d\d/).first()).toHaveText("just now");
  await expect(carl.locator(".case-line")).toContainText(/First response due in .* \(target: 4 business hours\)/);
  await expect(carl.locator(".case-line")).toContainText("S3 Medium");
  await carl.getByRole("button", { name: "Copy number" }).click();
  await expect(carl.getByText(`${number} is copied.`)).toBeVisible();
  expect(await carl.evaluate(() => navigator.clipboard.readText())).toBe(number);
});

test("the time left to the first response goes on by itself, and past the target it says so", async ({ as }) => {
  const page = await as(CORA);
  await page.clock.install();
  const number = await newCase(page, "contoso", { subject: freshSubject("Ticking") });
  await openCase(page, number);
  const line = page.locator(".response");
  await expect(line).toContainText(/First response due in/);
  await page.clock.fastForward(200 * 3_600_000);
  await expect(line).toContainText(/First response was due/);
  await expect(line).toHaveClass(/response-missed/);
});

test("a link to a case of another organization opens it there, says so, and leads back", async ({ as }) => {
  const page = await as("max@multi.example");
  const { organizations, default_organization: here } = await read(page, "/session");
  const other = organizations.find((it: { id: string }) => it.id !== here);
  const home = organizations.find((it: { id: string }) => it.id === here);
  const number = await newCase(page, other.id, { subject: freshSubject("Elsewhere") });
  await openCase(page, number);
  const note = page.getByRole("status").filter({ hasText: `This page has switched to ${other.name}` });
  await expect(note).toBeVisible();
  await expect(page.getByRole("banner").locator("select")).toHaveValue(other.id);
  await page.getByRole("button", { name: `Back to ${home.name}` }).click();
  await expect(page.getByRole("banner").locator("select")).toHaveValue(here);
  await expect(note).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
});

test("a link to a case of another organization does so for whoever must sign in first, too", async ({ as, page }) => {
  const before = await as("max@multi.example");
  const { organizations, default_organization: here } = await read(before, "/session");
  const other = organizations.find((it: { id: string }) => it.id !== here);
  const number = await newCase(before, other.id, { subject: freshSubject("Signed in first") });
  await page.goto(`/cases/${number}`);
  await signIn(page, "max@multi.example");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
  await expect(page.getByText(`This page has switched to ${other.name}`)).toBeVisible();
});

test("the tabs have addresses, arrows move between them, and Back returns", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Tabs") });
  await openCase(page, number);
  const [conversation, files] = [page.getByRole("tab", { name: "Conversation" }), page.getByRole("tab", { name: "Files & CC's" })];
  await commentBox(page).fill("Not lost by looking elsewhere");
  await tabTo(page, conversation, "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await expect(files).toBeFocused();
  await expect(files).toHaveAttribute("aria-selected", "true");
  await expect(page).toHaveURL(`/cases/${number}/files`);
  await expect(commentBox(page)).toBeHidden();
  await page.reload();
  await expect(files).toHaveAttribute("aria-selected", "true");
  await conversation.click();
  await expect(commentBox(page)).toHaveValue("Not lost by looking elsewhere");
  await page.goBack();
  await expect(files).toHaveAttribute("aria-selected", "true");
});
