// Reporting false detections, and what comes of it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, type Locator, type Page } from "@playwright/test";

import { casesOf, read } from "./api";
import { serverBin } from "./env.mjs";
import type { Server } from "./server.mjs";
import { type Given, picker } from "./uploads";

export const FORM = "/false-detections/new";

/** Every verdict as the API and as the page names it. */
export const VERDICTS: Record<string, string> = {
  in_queue: "In queue",
  in_progress: "In progress",
  inconclusive: "Inconclusive",
  confirmed_benign: "Confirmed benign",
  confirmed_malicious: "Confirmed malicious",
  rejected: "Rejected",
};

export async function openForm(page: Page): Promise<void> {
  await page.goto(FORM);
  await expect(page.getByRole("heading", { level: 1, name: "Report False Detection" })).toBeVisible();
  await expect(type(page, "False positive")).toBeVisible();
}

export const filePicker = (page: Page): Locator => page.getByLabel("Choose a file");
export const type = (page: Page, name: string): Locator =>
  page.getByRole("group", { name: "Submission type" }).getByRole("radio", { name });
export const product = (page: Page, name: string): Locator =>
  page.getByRole("group", { name: "Products" }).getByRole("checkbox", { name, exact: true });
export const description = (page: Page): Locator => page.getByLabel("Description (optional)");
export const send = (page: Page): Locator => page.getByRole("button", { name: "Send report" });
export const WAITS = "The report will be sent when the file has arrived.";

/** Answers everything but the file. */
export async function fillIn(page: Page, words: string): Promise<void> {
  await type(page, "False positive").check();
  await product(page, "MetaDefender Core").check();
  await description(page).fill(words);
}

/** Until the page of a report is there; returns its case's number. */
export async function expectDetection(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/cases\/\d{8}\/detection$/, { timeout: 30_000 });
  const number = page.url().match(/\d{8}/)![0];
  await expect(page.getByRole("heading", { level: 1, name: `Detection of case ${number}` })).toBeVisible();
  return number;
}

/** What a page says of a fact. */
export const fact = (page: Page, name: string): Locator =>
  page.locator(".facts > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd");

export const verdict = (page: Page): Locator => page.getByRole("region", { name: "Verdict" });

/** The numbers of the person's reports, newest first. */
export async function reportsOf(page: Page, place: string): Promise<string[]> {
  return (await casesOf(page, place, "false_detection")).map(({ number }) => String(number));
}

/** The first report of the person's with a verdict. */
export async function reportWith(page: Page, place: string, wanted: string): Promise<string | undefined> {
  for (const number of await reportsOf(page, place)) {
    if ((await read(page, `/cases/${number}/detection`)).verdict === wanted) return number;
  }
  return undefined;
}

/** Reports a small file without the app. */
export async function report(page: Page, file: Given): Promise<string> {
  const answer = await page.request.post("/api/v1/false-detections", {
    multipart: { file, submission_type: "false_negative", products: "metadefender-kiosk" },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return String((await answer.json()).number);
}

/** A token for one of the vendor's systems, as its operator makes it. */
export async function serviceToken(server: Server, name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(serverBin, ["token", "create", "--name", name, ...server.place]);
  return stdout.match(/caseport_service_\S+/)![0];
}

export { picker };
