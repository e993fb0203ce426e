// The wizard forgives: going back and forth, mistakes, impatience and lost answers.
import { NEW_CASE, numbersOf } from "../lib/api";
import { expect, test } from "../lib/test";
import {
  answer,
  answerChoices,
  choice,
  confirmedNumber,
  description,
  fillIn,
  freshSubject,
  PLAIN,
  question,
  step,
  subject,
  submit,
  write,
} from "../lib/wizard";

const CORA = "cora@contoso.example";

test("the browser's Back and Forward move through the questions and lose nothing", async ({ as }) => {
  const page = await as(CORA);
  await page.goto("/");
  await page.getByRole("link", { name: "Submit Case" }).first().click();
  await answerChoices(page, PLAIN);
  await write(page, PLAIN);
  for (const heading of ["License & version", "Severity", "Issue type", "Platform", "Product"]) {
    await page.goBack();
    await expect(question(page, heading)).toBeVisible();
  }
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
  for (const heading of ["Product", "Platform", "Issue type", "Severity", "License & version", "Subject & description"]) {
    await page.goForward();
    await expect(question(page, heading)).toBeVisible();
  }
  await expect(subject(page)).toHaveValue(PLAIN.subject);
  await expect(description(page)).toHaveValue(PLAIN.description);
});

test("every earlier answer stays in view and can be changed without losing the others", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, PLAIN);
  const shown: [string, string][] = [
    ["Product", PLAIN.product],
    ["Platform", "Linux"],
    ["Issue type", PLAIN.issueType],
    ["Severity", PLAIN.severity],
    ["License & version", `${PLAIN.license} · ${PLAIN.version}`],
  ];
  for (const [name, text] of shown) await expect(step(page, name)).toContainText(text);

  await step(page, "Severity").getByRole("link").click();
  await expect(choice(page, "S2 High")).toHaveAttribute("aria-pressed", "true");
  await choice(page, "S4 Low").click();
  await expect(question(page, "License & version")).toBeVisible();
  await expect(step(page, "Severity")).toContainText("S4 Low");
  await expect(page.getByLabel("Version", { exact: true })).toHaveValue("5.16.0");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue(PLAIN.subject);
  await expect(description(page)).toHaveValue(PLAIN.description);
});

test("another product forgets the platform, the license and the version, and asks for them again", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, PLAIN);
  await step(page, "Product").getByRole("link").click();
  await choice(page, "MetaDefender Kiosk").click();
  await expect(question(page, "Platform")).toBeVisible();
  await expect(step(page, "License & version")).not.toContainText("5.16.0");
});

test("the focus goes to the next question, though its choices are still to come", async ({ as }) => {
  const page = await as("sara@northwind.example");
  await page.goto("/submit");
  await page.route("**/organizations/northwind/catalog*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await answer(page, "Choose organization", "Contoso Energy");
  await expect(question(page, "Product")).toBeFocused();
  await answer(page, "Product", PLAIN.product);
  await expect(question(page, "Platform")).toBeFocused();
  await page.getByRole("button", { name: "Start a new case" }).click();
  await expect(question(page, "Choose organization")).toBeFocused();
});

test("Enter goes on", async ({ as }) => {
  const page = await as(CORA);
  await page.goto("/submit");
  await choice(page, "MetaDefender Core").press("Enter");
  await choice(page, "Windows").press("Enter");
  await choice(page, "Question").press("Enter");
  await choice(page, "S4 Low").press("Enter");
  await expect(question(page, "License & version")).toBeVisible();
  await page.getByLabel("Version", { exact: true }).selectOption({ label: "Type it by hand" });
  await page.getByLabel("Version number").fill("5.17.0-beta");
  await page.getByLabel("Version number").press("Enter");
  await expect(question(page, "Subject & description")).toBeVisible();
  await expect(step(page, "License & version")).toContainText("5.17.0-beta");
  await description(page).fill(PLAIN.description);
  await subject(page).fill(freshSubject("Enter submits"));
  await subject(page).press("Enter");
  await confirmedNumber(page);
});

test("mistakes are told at their fields, all at once, and nothing typed is lost", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: "Hm", description: "Too short" });
  await page.getByLabel("CC's (optional)").fill("it@contoso.example, nobody");
  await submit(page).click();
  await expect(subject(page)).toHaveAccessibleDescription(/Write at least 5 characters; there are 2\./);
  await expect(description(page)).toHaveAccessibleDescription(/Write at least 20 characters; there are 9\./);
  await expect(page.getByLabel("CC's (optional)")).toHaveAccessibleDescription(/"nobody" is not an e-mail address/);
  for (const field of [subject(page), description(page)]) await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(subject(page)).toBeFocused();
  await expect(subject(page)).toHaveValue("Hm");
  await expect(description(page)).toHaveValue("Too short");
  await expect(page.getByLabel("CC's (optional)")).toHaveValue("it@contoso.example, nobody");

  await write(page, { ...PLAIN, subject: freshSubject("Corrected") });
  await page.getByLabel("CC's (optional)").fill("it@contoso.example");
  await submit(page).click();
  await confirmedNumber(page);
});

test("a mistake is told at its field alone", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: "" });
  await submit(page).click();
  await expect(subject(page)).toHaveAccessibleDescription(/Enter a subject\./);
  await expect(page.getByText("Enter a subject.")).toHaveCount(1);
});

test("ten presses of \"Submit case\" make one case", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("Ten presses") };
  await fillIn(page, answers);
  await submit(page).evaluate((button: HTMLButtonElement) => {
    for (let press = 0; press < 10; press += 1) {
      button.click();
      button.form?.requestSubmit();
    }
  });
  const number = await confirmedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
});

test("a double click on \"Submit case\" makes one case", async ({ as }) => {
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("Double click") };
  await fillIn(page, answers);
  await submit(page).dblclick();
  const number = await confirmedNumber(page);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([number]);
});

test("a lost answer and pressing again make one case", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED @ .*\/organizations\/contoso\/cases$/);
  expectConsole(/net::ERR_FAILED @ POST /);
  const page = await as(CORA);
  const answers = { ...PLAIN, subject: freshSubject("Lost answer") };
  await fillIn(page, answers);
  await page.route(NEW_CASE, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await submit(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The case was not sent." })).toContainText(
    "The server cannot be reached. Check your connection and try again.",
  );
  await expect(subject(page)).toHaveValue(answers.subject);
  const [made, ...others] = await numbersOf(page, "contoso", answers.subject);
  expect(made).toMatch(/^\d{8}$/);
  expect(others).toEqual([]);
  await page.unroute(NEW_CASE);
  await submit(page).click();
  expect(await confirmedNumber(page)).toBe(made);
  expect(await numbersOf(page, "contoso", answers.subject)).toEqual([made]);
});

test("\"Submit another\" begins with nothing, and \"Discard draft\" throws the answers away", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: freshSubject("First of two") });
  await submit(page).click();
  await confirmedNumber(page);
  await page.getByRole("link", { name: "Submit another" }).click();
  await expect(question(page, "Product")).toBeVisible();
  await expect(step(page, "Product")).toHaveText("Product");
  await answer(page, "Product", "MetaDefender Cloud");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(question(page, "Product")).toBeVisible();
  await expect(step(page, "Product")).toHaveText("Product");
});
