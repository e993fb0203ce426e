// Articles that may solve a case before it is submitted, and never keep anybody from submitting it.
import type { Locator, Page } from "@playwright/test";

import { NEW_CASE, numbersOf, read } from "../lib/api";
import { expect, test } from "../lib/test";
import {
  type Answers,
  arrivedNumber,
  description,
  fillIn,
  freshSubject,
  goOn,
  leave,
  PLAIN,
  question,
  step,
  subject,
  submit,
  write,
} from "../lib/wizard";

const CORA = "cora@contoso.example";
const SUGGESTIONS = "**/organizations/*/suggestions";

/** What the article about archive limits is for. */
const KNOWN: Answers = {
  ...PLAIN,
  subject: "Nested archives are blocked",
  description: "Since the upgrade nested ZIP archives are blocked with 'Archive depth limit exceeded'. What can we do?",
};
const FITS = "Limits for file size, archive depth and number of files";

const card = (page: Page, title: string): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: title }) });
const pane = (page: Page): Locator => page.getByRole("complementary", { name: "Article" });

async function toArticles(page: Page, answers: Answers): Promise<void> {
  await fillIn(page, answers);
  await leave(page).click();
  await expect(question(page, "Suggested articles")).toBeVisible();
}

test("an article that fits is shown with its passage, read beside the form, and passed by", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...KNOWN, subject: freshSubject(KNOWN.subject) };
  await toArticles(page, answers);
  await expect(page).toHaveURL("/submit/articles");
  await expect(question(page, "Suggested articles")).toBeFocused();
  await expect(card(page, FITS).locator("mark").first()).toBeVisible();
  expect(await numbersOf(page, "contoso", answers.subject), "nothing is sent yet").toEqual([]);

  await card(page, FITS).getByRole("button", { name: `Read ${FITS}` }).click();
  await expect(pane(page).getByRole("heading", { name: FITS })).toBeVisible();
  await expect(pane(page)).toContainText("Maximum file size, per rule");
  await expect(goOn(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);

  await goOn(page).click();
  const number = await arrivedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
});

test("the button says \"Continue\" once an article is known, and \"Submit case\" where there is none", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, PLAIN);
  await expect(submit(page)).toBeVisible();
  await write(page, KNOWN);
  await expect(page.getByRole("main").getByRole("button", { name: "Continue", exact: true })).toBeVisible();
  await expect(step(page, "Suggested articles")).toBeVisible();
  await write(page, PLAIN);
  await expect(submit(page)).toBeVisible();
  await expect(step(page, "Suggested articles")).toHaveCount(0);
});

test("words that no article knows are submitted without the step", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: freshSubject("No article") });
  await submit(page).click();
  await arrivedNumber(page);
});

test("\"This solved it\" ends without a case, counts, and can be undone", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...KNOWN, subject: freshSubject(KNOWN.subject) };
  await toArticles(page, answers);
  await card(page, FITS).getByRole("button", { name: `This solved it: ${FITS}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Solved without a case" })).toBeFocused();
  const line = page.getByText(/This article has solved \d+ cases? so far\./);
  const count = Number(/\d+/.exec(await line.innerText())?.[0]);
  expect(count).toBeGreaterThan(0);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([]);

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(question(page, "Suggested articles")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(subject(page)).toHaveValue(answers.subject);
  await leave(page).click();
  // Another person is another case solved; the same draft is the same one.
  await card(page, FITS).getByRole("button", { name: `This solved it: ${FITS}` }).click();
  await expect(line).toContainText(`solved ${count} `);

  const carl = await as("carl@contoso.example");
  await toArticles(carl, answers);
  await card(carl, FITS).getByRole("button", { name: `This solved it: ${FITS}` }).click();
  await expect(carl.getByText(/This article has solved \d+ cases so far\./)).toContainText(`solved ${count + 1} `);
  await carl.getByRole("link", { name: "Submit another" }).click();
  await expect(question(carl, "Product")).toBeVisible();
});

test("a reload of the step leads back to it, and changed words to other articles", async ({ as }) => {
  const page = await as(CORA);
  await toArticles(page, KNOWN);
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(question(page, "Suggested articles")).toBeVisible();
  await expect(card(page, FITS)).toBeVisible();
  await page.goBack();
  await description(page).fill(PLAIN.description);
  await subject(page).fill(PLAIN.subject);
  await page.waitForTimeout(1_500);
  await page.goto("/submit/articles");
  await expect(question(page, "Subject & description")).toBeVisible();
  await page.getByRole("button", { name: "Discard draft" }).click();
});

test("articles answer for the words that they were found for, and for no others", async ({ as }) => {
  const page = await as(CORA);
  const known = { ...KNOWN, subject: freshSubject(KNOWN.subject) };
  await fillIn(page, PLAIN);
  await page.waitForResponse(SUGGESTIONS);
  // Pressed before the new words were asked about.
  await write(page, known);
  await leave(page).click();
  await expect(card(page, FITS)).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(page.getByRole("main").getByRole("button", { name: "Continue", exact: true })).toBeVisible();
  await write(page, { ...PLAIN, subject: freshSubject("No article") });
  await leave(page).click();
  await arrivedNumber(page);
});

test("typing on while articles are looked for does not keep the case from being sent", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("Typed on") };
  await page.route(SUGGESTIONS, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await fillIn(page, answers);
  await submit(page).click();
  await description(page).pressSequentially(" More.");
  const number = await arrivedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
  expect((await read(page, `/cases/${number}`)).description).toBe(`${answers.description} More.`);
});

test("with AI assistance off, here or in the customer's organization, nothing is asked and no step appears", async ({ as }) => {
  const words = { ...KNOWN, license: undefined, version: undefined };
  const fred = await as("fred@fabrikam.example");
  let asked = 0;
  fred.on("request", (request) => (asked += request.url().endsWith("/suggestions") ? 1 : 0));
  await fillIn(fred, { ...words, subject: freshSubject(KNOWN.subject) });
  await fred.waitForTimeout(1_500);
  await submit(fred).click();
  await arrivedNumber(fred);
  expect(asked).toBe(0);

  const sara = await as("sara@northwind.example");
  sara.on("request", (request) => (asked += request.url().endsWith("/suggestions") ? 1 : 0));
  await fillIn(sara, { ...words, organization: "Fabrikam Health", subject: freshSubject(KNOWN.subject) });
  await submit(sara).click();
  await arrivedNumber(sara);
  expect(asked).toBe(0);
});

test("suggestions that fail or do not come keep nobody from submitting", async ({ as, expectConsole }) => {
  expectConsole(/500 .*suggestions$/);
  const page = await as(CORA);
  await page.route(SUGGESTIONS, (route) => route.fulfill({ status: 500, body: "{}" }));
  await fillIn(page, { ...KNOWN, subject: freshSubject("Failing") });
  await leave(page).click();
  await arrivedNumber(page);

  await page.unroute(SUGGESTIONS);
  await page.route(SUGGESTIONS, () => {});
  await fillIn(page, { ...KNOWN, subject: freshSubject("Never answered") });
  await leave(page).click();
  await arrivedNumber(page);
});

test("ten presses at the end of the articles make one case", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...KNOWN, subject: freshSubject("Ten presses") };
  await toArticles(page, answers);
  await goOn(page).evaluate((button: HTMLButtonElement) => {
    for (let press = 0; press < 10; press += 1) button.click();
  });
  const number = await arrivedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
});

test("a mistake that the server finds leads back to its field", async ({ as, expectConsole }) => {
  expectConsole(/422 .*\/organizations\/contoso\/cases$/);
  const page = await as(CORA);
  await toArticles(page, { ...KNOWN, subject: freshSubject("Refused") });
  await page.route(NEW_CASE, (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "/problems/invalid-fields",
        title: "Some fields are not valid",
        status: 422,
        detail: "Say more.",
        errors: [{ field: "description", code: "too_short", message: "Say more." }],
      }),
    }),
  );
  await goOn(page).click();
  await expect(question(page, "Subject & description")).toBeVisible();
  await expect(description(page)).toHaveAccessibleDescription(/Say more\./);
});

test("an article has an address of its own", async ({ as, expectConsole }) => {
  expectConsole(/404 .*\/articles\/no-such-article$/);
  const page = await as(CORA);
  await toArticles(page, KNOWN);
  await card(page, FITS).getByRole("button", { name: `Read ${FITS}` }).click();
  const opened = page.context().waitForEvent("page");
  await pane(page).getByRole("link", { name: "Open in a new tab" }).click();
  const article = await opened;
  await expect(article.getByRole("heading", { level: 1, name: FITS })).toBeVisible();
  await expect(article.getByRole("main")).toContainText("MetaDefender Core");
  const { body } = await read(page, "/articles/core-file-size-archive-limits");
  expect(body).toContain("## ");
  await article.goto("/articles/no-such-article");
  await expect(article.getByRole("alert")).toContainText("There is nothing here, or you may not see it.");
});

test("by keyboard alone: read, close, solve", async ({ as }) => {
  const page = await as(CORA);
  await toArticles(page, KNOWN);
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press("Tab");
    if (await card(page, FITS).getByRole("button", { name: /^Read/ }).evaluate((it) => it === document.activeElement)) break;
  }
  await page.keyboard.press("Enter");
  await expect(pane(page)).toBeVisible();
  await expect(pane(page).getByText("Article", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);
  await expect(card(page, FITS).getByRole("button", { name: /^Read/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Solved without a case" })).toBeFocused();
});
