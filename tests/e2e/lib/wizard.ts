// The wizard that submits a case.
import { expect, type Locator, type Page } from "@playwright/test";

/** What a person answers, step by step; a step without an answer here is expected not to be asked. */
export interface Answers {
  organization?: string;
  product: string;
  platform?: string;
  issueType: string;
  severity: string;
  license?: string;
  version?: string;
  subject: string;
  description: string;
}

export const PLAIN: Answers = {
  product: "MetaDefender Core",
  platform: "Linux",
  issueType: "Unexpected behavior",
  severity: "S2 High",
  license: "MetaDefender Core - 16 engines, production",
  version: "5.16.0",
  // No article knows such a thing, so that none is suggested.
  subject: "The purple lamp blinks twice",
  description: "Every Tuesday the purple lamp blinks twice and then sleeps. Ought it to do so?",
};

/** A subject that no other test has. */
export function freshSubject(about: string): string {
  return `${about} (${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)})`;
}

export function question(page: Page, heading: string): Locator {
  return page.getByRole("heading", { level: 2, name: heading, exact: true });
}

/** An answer to choose: the big button whose text begins with the name. */
export function choice(page: Page, name: string): Locator {
  return page.getByRole("main").getByRole("list").getByRole("button", { name: beginsWith(name) });
}

/** Waits for the question and chooses. */
export async function answer(page: Page, heading: string, name: string): Promise<void> {
  await expect(question(page, heading)).toBeVisible();
  await choice(page, name).click();
}

const beginsWith = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

/** The steps at the side, each with its answer. */
export function steps(page: Page): Locator {
  return page.getByRole("navigation", { name: "Steps" }).getByRole("listitem");
}

export const step = (page: Page, name: string): Locator => steps(page).filter({ hasText: beginsWith(name) });

/** From the wizard's first question to the one that asks for subject and description. */
export async function answerChoices(page: Page, answers: Answers): Promise<void> {
  if (answers.organization !== undefined) await answer(page, "Choose organization", answers.organization);
  await answer(page, "Product", answers.product);
  if (answers.platform !== undefined) await answer(page, "Platform", answers.platform);
  await answer(page, "Issue type", answers.issueType);
  await answer(page, "Severity", answers.severity);
  await expect(question(page, "License & version")).toBeVisible();
  if (answers.license !== undefined) await chooseLike(page.getByLabel("License", { exact: true }), answers.license);
  if (answers.version !== undefined) await page.getByLabel("Version", { exact: true }).selectOption(answers.version);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(question(page, "Subject & description")).toBeVisible();
}

async function chooseLike(select: Locator, text: string): Promise<void> {
  const label = await select.getByRole("option").filter({ hasText: text }).textContent();
  await select.selectOption({ label: label ?? text });
}

export const subject = (page: Page): Locator => page.getByLabel("Subject", { exact: true });
export const description = (page: Page): Locator => page.getByLabel("Description", { exact: true });
export const submit = (page: Page): Locator => page.getByRole("button", { name: "Submit case", exact: true });

export async function write(page: Page, answers: Answers): Promise<void> {
  await subject(page).fill(answers.subject);
  await description(page).fill(answers.description);
}

/** Opens the wizard by its address and answers everything up to the button. */
export async function fillIn(page: Page, answers: Answers): Promise<void> {
  await page.goto("/submit");
  await answerChoices(page, answers);
  await write(page, answers);
}

/** What goes on from the suggested articles, where there are any. */
export const goOn = (page: Page): Locator => page.getByRole("button", { name: "Continue and submit case" });

/** What leads from the words to the next step: "Continue" where articles were found. */
export const leave = (page: Page): Locator =>
  page.getByRole("main").getByRole("button", { name: /^(Submit case|Continue)$/ });

/** The number that the step after the case's creation names. */
export async function arrivedNumber(page: Page): Promise<string> {
  await expect(question(page, "Upload files")).toBeVisible();
  return numberIn(page);
}

/** Goes on without files; the number on the confirmation. */
export async function confirmedNumber(page: Page): Promise<string> {
  await expect(question(page, "Upload files")).toBeVisible();
  await page.getByRole("link", { name: "Skip", exact: true }).click();
  await expect(question(page, "Confirmation")).toBeVisible();
  return numberIn(page);
}

async function numberIn(page: Page): Promise<string> {
  const link = page.getByText("Your case was submitted. Its number is").getByRole("link");
  await expect(link).toHaveText(/^\d{8}$/);
  return (await link.textContent()) ?? "";
}
