// The API as the signed-in person of a page sees it, beside the app.
import { randomUUID } from "node:crypto";

import { expect, type Page } from "@playwright/test";

/** The address that a case of Contoso's is sent to. */
export const NEW_CASE = "**/organizations/contoso/cases";

export interface CaseSummary {
  number: number | string;
  subject: string;
  status: string;
}

export interface NewCase {
  customer?: string;
  subject: string;
  description?: string;
  ccs?: string[];
}

/** What the API answers to a question. */
export async function ask(page: Page, path: string) {
  const answer = await page.request.get(`/api/v1${path}`);
  return { status: answer.status(), body: await answer.json() };
}

/** What the API answers to a question that must be answered. */
export async function read(page: Page, path: string) {
  const { status, body } = await ask(page, path);
  expect(status, path).toBe(200);
  return body;
}

/** The cases of a tab, newest first. */
export async function casesOf(page: Page, place: string, tab: string): Promise<CaseSummary[]> {
  return (await read(page, `/organizations/${place}/cases?tab=${tab}&limit=200`)).items;
}

/** The numbers of the person's own cases with a subject. */
export async function numbersOf(page: Page, place: string, subject: string): Promise<string[]> {
  const cases = await casesOf(page, place, "my");
  return cases.filter((it) => it.subject === subject).map((it) => String(it.number));
}

/** A fresh case of the person's, as if submitted just now. */
export async function newCase(page: Page, place: string, about: NewCase): Promise<string> {
  const answer = await page.request.post(`/api/v1/organizations/${place}/cases`, {
    headers: { "idempotency-key": randomUUID() },
    data: {
      product: "metadefender-cloud",
      issue_type: "question",
      severity: "s3",
      description: "Made by a journey so that it has a case of its own.",
      ...about,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return String((await answer.json()).number);
}

/** The texts of a case's comments, oldest first. */
export async function commentsOf(page: Page, number: string): Promise<string[]> {
  const { items } = await read(page, `/cases/${number}/history?limit=200`);
  return items.filter((it: { kind: string }) => it.kind === "comment").map((it: { text: string }) => it.text);
}

/** The first own case that fits. */
export async function findCase(page: Page, place: string, fits: (detail: any) => boolean): Promise<string> {
  for (const { number } of await casesOf(page, place, "my")) {
    if (fits(await read(page, `/cases/${number}`))) return String(number);
  }
  throw new Error("no case of theirs fits");
}

/** Whether the vendor is to look at it, or does already. */
export const isEscalated = (detail: any): boolean =>
  ["requested", "acknowledged"].includes(detail.escalation?.state) && detail.status !== "closed";
