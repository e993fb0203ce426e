// From the first question to a closed case, as a customer's user.
import { numbersOf, read } from "../lib/api";
import { addComment, closeCase, commentBox, comments, dialog, giveStars } from "../lib/case";
import { openSupport, rows, submitCase } from "../lib/support";
import { expect, test } from "../lib/test";
import { answerChoices, confirmedNumber, fillIn, freshSubject, PLAIN, step, steps, submit, write } from "../lib/wizard";

const CORA = "cora@contoso.example";

test("cora submits a case, follows it, comments, closes it and rates it", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("The lamp blinks") };

  await openSupport(page);
  await submitCase(page).click();
  await answerChoices(page, answers);
  await expect(page.getByText("This case is for Contoso Energy.")).toBeVisible();
  await write(page, answers);
  await submit(page).click();

  const number = await confirmedNumber(page);
  await expect(page.locator(".confirmation-facts").getByText(answers.subject)).toBeVisible();
  await expect(page.getByText(/First response by .+ \(1 hour\)\./)).toBeVisible();
  await page.getByRole("link", { name: "Go to Support" }).click();

  await expect(rows(page).first()).toContainText(answers.subject);
  await expect(rows(page).first().getByRole("cell").nth(4)).toHaveText("Open");
  await rows(page).first().getByRole("link", { name: number }).click();

  await expect(page).toHaveURL(`/cases/${number}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${number} ${answers.subject}`);
  const facts = page.getByRole("complementary", { name: "Case information" });
  for (const fact of [answers.product, "Linux", "Unexpected behavior", "5.16.0", "Cora Lindqvist", "Contoso Energy"]) {
    await expect(facts).toContainText(fact);
  }

  await commentBox(page).fill("It happens with **7z** files, too.");
  await addComment(page).click();
  await expect(comments(page).last()).toContainText("It happens with 7z files, too.");
  await expect(comments(page).last().locator("strong").last()).toHaveText("7z");
  await expect(commentBox(page)).toHaveValue("");
  await expect(page.getByRole("main")).toContainText("Waiting on OPSWAT");

  await closeCase(page).click();
  const closing = dialog(page, "Close Case");
  await giveStars(closing, "How satisfied are you overall?", "4 stars");
  await closing.getByLabel("Comment (optional)").fill("Quick and friendly.");
  await closing.getByRole("button", { name: "Close Case" }).click();
  await expect(closing).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: `Case ${number} is closed.` })).toBeVisible();
  await expect(facts).toContainText("Rating");
  await expect(facts.getByRole("img", { name: "4 stars" })).toBeVisible();
  await expect(closeCase(page)).toHaveCount(0);
  await expect(commentBox(page)).toHaveCount(0);
  expect(await read(page, `/cases/${number}`)).toMatchObject({
    status: "closed",
    rating: { overall: 4, comment: "Quick and friendly." },
  });
});

test("cora closes a case without rating it", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: freshSubject("Solved meanwhile") });
  await submit(page).click();
  const number = await confirmedNumber(page);
  await page.getByRole("link", { name: "Open the case" }).click();
  await closeCase(page).click();
  await dialog(page, "Close Case").getByRole("button", { name: "Close Case" }).click();
  await expect(page.getByRole("status").filter({ hasText: `Case ${number} is closed.` })).toBeVisible();
  expect(await read(page, `/cases/${number}`)).toMatchObject({ status: "closed", rating: null });
});

test("a rating of nothing but the speed is refused in the dialog, and nothing is closed", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: freshSubject("Half a rating") });
  await submit(page).click();
  const number = await confirmedNumber(page);
  await page.getByRole("link", { name: "Open the case" }).click();
  await closeCase(page).click();
  const closing = dialog(page, "Close Case");
  await giveStars(closing, "With the speed?", "5 stars");
  await closing.getByRole("button", { name: "Close Case" }).click();
  await expect(closing.getByRole("alert").filter({ hasText: "Choose 1 to 5 stars." })).toBeVisible();
  await closing.getByRole("button", { name: "Cancel" }).click();
  await expect(closing).toBeHidden();
  expect(await read(page, `/cases/${number}`)).toMatchObject({ status: "open" });
});

test("carl sees cora's case in Organization Cases and not in My Cases", async ({ as }) => {
  const cora = await as(CORA);
  const subject = freshSubject("For carl's eyes");
  await fillIn(cora, { ...PLAIN, subject });
  await submit(cora).click();
  const number = await confirmedNumber(cora);

  const carl = await as("carl@contoso.example");
  await openSupport(carl);
  await expect(rows(carl).first()).toBeVisible();
  await expect(rows(carl).filter({ hasText: number })).toHaveCount(0);
  expect(await numbersOf(carl, "contoso", subject)).toEqual([]);
  await carl.getByRole("tab", { name: "Organization Cases" }).click();
  await expect(rows(carl).first()).toContainText(number);
  await expect(rows(carl).first()).toContainText("Cora Lindqvist");
});

test("steps that do not apply are not there", async ({ as }) => {
  const page = await as(CORA);
  await page.goto("/submit");
  await expect(steps(page)).toHaveText([
    "Product",
    "Issue type",
    "Severity",
    "License & version",
    "Subject & description",
    "Upload files",
    "Confirmation",
  ]);
  const hosted = { product: "MetaDefender Cloud", platform: undefined, license: undefined, version: undefined };
  await answerChoices(page, { ...PLAIN, ...hosted });
  await expect(step(page, "Platform")).toHaveCount(0);
  await expect(step(page, "License & version")).toContainText("I don't know");
  await step(page, "Product").getByRole("link").click();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByLabel("Search products").fill("endpoint");
  await page.getByRole("button", { name: "MetaDefender Endpoint" }).click();
  await expect(steps(page).nth(1)).toHaveText("Platform");
  await expect(page.getByRole("main").getByRole("button", { name: "macOS" })).toBeVisible();
});
