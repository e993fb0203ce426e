// False detections for whoever has no mouse, does not see, or holds a phone.
import type { Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { failure } from "../lib/case";
import {
  description,
  expectDetection,
  fact,
  filePicker,
  fillIn,
  openForm,
  product,
  report,
  send,
  serviceToken,
  type,
  verdict,
  VERDICTS,
} from "../lib/detections";
import { saved } from "../lib/drafts";
import { tabTo } from "../lib/keyboard";
import { openSupport } from "../lib/support";
import { CORA, expect, expectArrived, expectSent, given, MiB, press, randomFile, row, slowDown, test } from "../lib/uploads";

/** What the heading of the page that has just come says; it has the focus. */
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("a false detection is reported by keyboard alone, and the focus is never lost", async ({ as }) => {
  const page = await as(CORA);
  await openSupport(page, "false_detection");
  await tabTo(page, page.getByRole("link", { name: "Report False Detection" }));
  await page.keyboard.press("Enter");
  await expect(heading(page, "Report False Detection")).toBeFocused();
  await expect(type(page, "False positive")).toBeVisible();

  const faster = await slowDown(page, 50_000);
  await tabTo(page, filePicker(page));
  expect(await page.locator(".drop-zone").evaluate((it) => getComputedStyle(it).outlineStyle)).not.toBe("none");
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(randomFile("tool.exe", 900_000));
  await expectSent(page, "tool.exe", 1);
  await tabTo(page, page.getByRole("button", { name: "Pause tool.exe" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Resume tool.exe" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Pause tool.exe" })).toBeFocused();

  await tabTo(page, type(page, "False positive"));
  await page.keyboard.press("ArrowDown");
  await expect(type(page, "False negative")).toBeChecked();
  await tabTo(page, product(page, "MetaDefender Core"));
  await page.keyboard.press("Space");
  await tabTo(page, description(page));
  await page.keyboard.type("It is not what it seems.");
  await tabTo(page, send(page));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Don't send yet" })).toBeFocused();
  await faster();
  const number = await expectDetection(page);
  await expect(heading(page, `Detection of case ${number}`)).toBeFocused();
  await expect(fact(page, "Submission type")).toHaveText("False negative");
  await tabTo(page, page.getByRole("link", { name: "Open the case" }));
  await page.keyboard.press("Enter");
  await expect(heading(page, number)).toBeFocused();
});

test("the form's groups and states have names that are read out", async ({ as }) => {
  const page = await as(CORA);
  await openForm(page);
  await expect(page.getByRole("region", { name: "File" })).toBeVisible();
  await expect(filePicker(page)).toHaveAccessibleDescription(/^One file of up to 2 GiB\./);
  await expect(type(page, "False positive")).toHaveAccessibleDescription(/called malicious/);
  await expect(product(page, "MetaDefender Core")).toHaveAccessibleDescription(/Choose at least one/);
  await slowDown(page, 400_000);
  await choose(page, "read-out.bin", 900_000);
  await expect(row(page, "read-out.bin").getByRole("status")).toHaveText("read-out.bin: Uploading");
  await press(page, "Cancel", "read-out.bin");
});

const choose = (page: Page, name: string, size: number) => filePicker(page).setInputFiles(randomFile(name, size));

test("the form in every state has nothing that axe finds, and fits every screen", async ({ as }) => {
  test.slow();
  const [page, audit] = [await as("adam@northwind.example"), new Audit()];
  await openForm(page);
  await audit.look(page, "an empty form");
  await send(page).click();
  await audit.look(page, "what is missing");
  await fillIn(page, "A few words.");
  await slowDown(page, 20_000);
  const name = `${"a-name-without-any-place-to-break-".repeat(5)}.bin`;
  await choose(page, name, 900_000);
  await expectSent(page, name, 1);
  await send(page).click();
  await audit.look(page, "waiting for the file");
  await press(page, "Pause", name);
  await audit.look(page, "the file was stopped");
  await slowDown(page, 100 * MiB);
  await press(page, "Resume", name);
  await expectArrived(page, name);
  await expect(saved(page)).toBeVisible();
  await audit.look(page, "the file has arrived");
  await press(page, "Remove", name);
  for (let count = 0; count < 40; count += 1) await report(page, given(`${count}.txt`, `file ${count}`));
  await page.reload();
  await expect(page.getByText(/You have made 40 reports today/)).toBeVisible();
  await audit.look(page, "no report is left");
  await openSupport(page, "false_detection");
  await expect(page.getByRole("button", { name: "Report False Detection" })).toBeDisabled();
  await audit.look(page, "the tab");
  await page.goto("/cases?tab=false_detection");
  await expect(page.getByRole("link", { name: /^View Detection/ }).first()).toBeVisible();
  await audit.look(page, "the whole list");
  expect(audit.findings).toEqual([]);
});

test("a report with each verdict has nothing that axe finds, and fits every screen", async ({ as, server, expectConsole }) => {
  test.slow();
  expectConsole(/404 .*\/detection$/);
  const [page, audit] = [await as(CORA), new Audit()];
  const number = await report(page, given(`${"x".repeat(180)}.exe`, "long"));
  const stream = page.waitForResponse(/\/stream$/);
  await page.goto(`/cases/${number}/detection`);
  await stream;
  const headers = { authorization: `Bearer ${await serviceToken(server, "Looks")}` };
  for (const [code, name] of Object.entries(VERDICTS)) {
    await page.request.put(`/api/v1/vendor/cases/${number}/detection`, { headers, data: { verdict: code } });
    await expect(verdict(page)).toContainText(name);
    await audit.look(page, name);
  }
  await page.goto("/cases/99999999/detection");
  await expect(failure(page)).toBeVisible();
  await audit.look(page, "no such report");
  expect(audit.findings).toEqual([]);
});

test("on a phone a false detection is reported by touch, without scrolling sideways", async ({ as }) => {
  const page = await as(CORA, { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
  await openForm(page);
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Choose a file").tap();
  await (await chooser).setFiles(given("photo-of-the-screen-with-a-long-name.jpg", "photo"));
  await expectArrived(page, "photo-of-the-screen-with-a-long-name.jpg");
  await page.getByText("False negative", { exact: true }).tap();
  await page.getByText("MetaDefender Core", { exact: true }).tap();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await send(page).tap();
  await expectDetection(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
