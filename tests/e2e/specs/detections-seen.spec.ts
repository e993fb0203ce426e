// What is seen of reported false detections, by whom, and how many more one may report.
import type { Page } from "@playwright/test";

import { read } from "../lib/api";
import { failure } from "../lib/case";
import {
  description,
  expectDetection,
  fact,
  filePicker,
  fillIn,
  openForm,
  report,
  reportsOf,
  reportWith,
  send,
  serviceToken,
  type,
  verdict,
  VERDICTS,
} from "../lib/detections";
import { openSupport } from "../lib/support";
import { CORA, expect, expectArrived, given, press, row, sha256, test } from "../lib/uploads";

/** Gives the form its file. */
const choose = (page: Page, file: ReturnType<typeof given> | string) => filePicker(page).setInputFiles(file);

test("whose report it is sees it, and for everybody else there is nothing there", async ({ as, expectConsole }) => {
  expectConsole(/404 .*\/detection$/);
  const cora = await as(CORA);
  const number = await report(cora, given("theirs.txt", "theirs"));
  await cora.goto(`/cases/${number}/detection`);
  await expectDetection(cora);
  await expect(fact(cora, "Submission type")).toHaveText("False negative");
  for (const email of ["carl@contoso.example", "sara@northwind.example", "pia@personal.example"]) {
    const page = await as(email);
    await page.goto(`/cases/${number}/detection`);
    await expect(failure(page)).toContainText("There is nothing here");
    await expect(page.getByText("theirs.txt")).toHaveCount(0);
  }
  // A case that was made otherwise has no report.
  const [other] = (await read(cora, "/organizations/contoso/cases?tab=my&limit=1")).items;
  await cora.goto(`/cases/${other.number}/detection`);
  await expect(failure(cora)).toContainText("There is nothing here");
});

test("everybody who can sign in can report, in their organization or without one", async ({ as }) => {
  for (const [email, place] of [
    ["nils@northwind.example", "northwind"],
    ["pia@personal.example", "personal"],
  ]) {
    const page = await as(email);
    await openForm(page);
    await expect(page.getByText("This report is for Northwind Partners.")).toHaveCount(place === "personal" ? 0 : 1);
    await fillIn(page, "Harmless.");
    await choose(page, given("mine.txt", email));
    await send(page).click();
    const number = await expectDetection(page);
    await expect(fact(page, "SHA-256")).toHaveText(sha256(Buffer.from(email)));
    expect((await reportsOf(page, place))[0]).toBe(number);
    const { organization } = await read(page, `/cases/${number}`);
    expect(organization?.id ?? "personal").toBe(place);
  }
});

test("verdicts that the vendor's systems give are seen at once, and are in the case's history", async ({ as, server }) => {
  const page = await as(CORA);
  const number = await report(page, given("judged.txt", "judged"));
  const stream = page.waitForResponse(/\/stream$/);
  await page.goto(`/cases/${number}/detection`);
  await expect(verdict(page)).toContainText("In queue");
  await stream;
  const authorization = `Bearer ${await serviceToken(server, "Sandbox")}`;
  const put = (data: object) =>
    page.request.put(`/api/v1/vendor/cases/${number}/detection`, { headers: { authorization }, data });
  for (const [code, name] of Object.entries(VERDICTS).reverse()) {
    expect((await put({ verdict: code, by: "Nadia Berg", note: `Now ${name}.` })).status()).toBe(200);
    await expect(verdict(page)).toContainText(name);
  }
  await page.getByRole("link", { name: "Open the case" }).click();
  const conversation = page.locator(".conversation:not(.outgoing)");
  await expect(conversation).toContainText("Nadia Berg set the verdict to Confirmed malicious");
  await expect(conversation).toContainText("Now Confirmed malicious.");
});

test("few reports are left: that is said; none is left: when the next one is possible", async ({ as, expectConsole }) => {
  test.slow();
  expectConsole(/429 .*\/(false-detections|uploads)$/);
  const page = await as("lone@lonely.example");
  for (let count = 0; count < 38; count += 1) await report(page, given(`${count}.txt`, `file ${count}`));
  await openForm(page);
  await expect(page.getByText("You can report 2 more files today.")).toBeVisible();
  await fillIn(page, "The last one.");
  await choose(page, given("last.txt", "last"));
  await expectArrived(page, "last.txt");
  // Others are quicker, in another tab.
  for (const name of ["39.txt", "40.txt"]) await report(page, given(name, name));
  await send(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "You have made 40 reports today" })).toBeVisible();
  await expect(send(page)).toBeDisabled();
  await expect(send(page)).toHaveAccessibleDescription(/You can make the next one from .* on/);
  await page.reload();
  await expectArrived(page, "last.txt");
  await expect(description(page)).toHaveValue("The last one.");
  await expect(send(page)).toBeDisabled();
  // Another file is not taken today, and says so instead of trying again and again.
  await press(page, "Remove", "last.txt");
  await choose(page, given("another.txt", "another"));
  await expect(row(page, "another.txt")).toContainText("You have made 40 reports today");
  await openSupport(page, "false_detection");
  await expect(page.getByRole("button", { name: "Report False Detection" })).toBeDisabled();
  const locked = page.locator(".report-button");
  await locked.getByText("Why?").click();
  await expect(locked.getByText(/You have made 40 reports today/)).toBeVisible();
});

test("when the day ends that has no more reports, they are possible again without a reload", async ({ as }) => {
  const page = await as(CORA);
  const allowance = "**/api/v1/false-detections/allowance";
  const reason = { code: "daily_limit", message: "No more.", granted_by: [] };
  await page.route(allowance, (route) =>
    route.fulfill({
      json: {
        report: { allowed: false, reason },
        limit: 40,
        remaining: 0,
        resets_at: new Date(Date.now() + 2_000).toISOString(),
      },
    }),
  );
  await openForm(page);
  await expect(send(page)).toBeDisabled();
  await page.unroute(allowance);
  await expect(send(page)).toBeEnabled();
  await expect(page.getByText(/You have made 40 reports today/)).toBeHidden();
});

test("a page that cannot be read says so, and can be tried again", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED|503/);
  const page = await as(CORA);
  const number = (await reportWith(page, "contoso", "confirmed_benign")) ?? (await reportsOf(page, "contoso"))[0];
  for (const [address, there] of [
    [`/cases/${number}/detection`, verdict(page)],
    ["/false-detections/new", send(page)],
  ] as const) {
    const api = /\/api\/v1\/(cases\/\d+\/detection|organizations\/contoso\/catalog)$/;
    await page.route(api, (route) => route.abort());
    await page.goto(address);
    await expect(failure(page)).toContainText("The server cannot be reached.");
    await page.unroute(api);
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(there).toBeVisible();
  }
});
