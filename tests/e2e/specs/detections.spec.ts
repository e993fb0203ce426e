// Reporting a false detection: once, whatever happens on the way.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { read } from "../lib/api";
import { commentBox } from "../lib/case";
import {
  description,
  expectDetection,
  fact,
  filePicker,
  fillIn,
  openForm,
  product,
  report,
  reportsOf,
  send,
  type,
  verdict,
  WAITS,
} from "../lib/detections";
import { draft, drafts, saved } from "../lib/drafts";
import { openSupport, rows } from "../lib/support";
import {
  addressOf,
  chooseAgain,
  CORA,
  drop,
  expect,
  expectArrived,
  expectSent,
  given,
  GONE,
  keptUploads,
  MiB,
  press,
  randomFile,
  row,
  slowDown,
  standOf,
  test,
  writeRandom,
  writeSparse,
} from "../lib/uploads";
import { freshSubject } from "../lib/wizard";

const ERROR = ".report-form .field-error";

/** Gives the form its file. */
const choose = (page: Page, file: ReturnType<typeof given> | string) => filePicker(page).setInputFiles(file);

test("a report comes through a cut line and a reload, and is one case that shows it", async ({ as, line, expectConsole, folder }) => {
  expectConsole(GONE);
  const page = await as(CORA, { baseURL: line.url });
  const before = await reportsOf(page, "contoso");
  await openSupport(page, "false_detection");
  await page.getByRole("link", { name: "Report False Detection" }).click();
  await expect(type(page, "False positive")).toBeVisible();
  const words = freshSubject("Our installer, signed");
  await fillIn(page, words);
  const faster = await slowDown(page, 4 * MiB);
  const path = join(folder, "installer.bin");
  const hash = await writeRandom(path, 24 * MiB);
  await choose(page, path);
  await expectSent(page, "installer.bin", 9 * MiB);
  line.cut();
  await expect(row(page, "installer.bin")).toContainText("It goes on by itself.");
  await expect(saved(page)).toBeVisible();
  line.mend();
  await press(page, "Pause", "installer.bin");
  const address = await addressOf(page, "installer.bin");
  const { offset } = await standOf(page, address);
  expect(offset).toBeGreaterThanOrEqual(8 * MiB);

  await page.reload();
  await expect(type(page, "False positive")).toBeChecked();
  await expect(product(page, "MetaDefender Core")).toBeChecked();
  await expect(description(page)).toHaveValue(words);
  // Too large to be kept by the browser itself.
  await chooseAgain(page, "installer.bin").setInputFiles(path);
  await faster();
  await expectArrived(page, "installer.bin");
  expect(await addressOf(page, "installer.bin")).toBe(address);

  // It stays at hand, though nothing is on its way any more.
  await page.reload();
  await expectArrived(page, "installer.bin");
  await send(page).click();
  const number = await expectDetection(page);
  await expect(page.getByText(`Your report was sent. It is case ${number}.`)).toBeVisible();
  await expect(verdict(page)).toContainText("In queue");
  await expect(fact(page, "File name")).toHaveText("installer.bin");
  await expect(fact(page, "Size")).toHaveText("24 MiB (25,165,824 bytes)");
  await expect(fact(page, "SHA-256")).toHaveText(hash);
  await expect(fact(page, "Submission type")).toHaveText("False positive");
  await expect(fact(page, "Products")).toHaveText("MetaDefender Core");
  await expect(fact(page, "Reported by")).toHaveText("Cora Lindqvist (cora@contoso.example)");
  await expect(page.getByRole("region", { name: "Description" })).toContainText(words);
  expect(await reportsOf(page, "contoso")).toEqual([number, ...before]);
  expect(await keptUploads(page)).toEqual([]);

  await page.getByRole("link", { name: "Open the case" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${number} False positive: installer.bin`);
  await page.getByRole("main").getByRole("link", { name: "View Detection" }).click();
  expect(await expectDetection(page)).toBe(number);
  await openSupport(page, "false_detection");
  await expect(drafts(page)).toHaveCount(0);
  const first = rows(page).filter({ hasText: number });
  await first.getByRole("link", { name: `View Detection of case ${number}` }).click();
  expect(await expectDetection(page)).toBe(number);

  await page.goto("/cases?tab=false_detection");
  const view = page.getByRole("link", { name: `View Detection of case ${number}` });
  await expect(view).toBeVisible();
  // It has room beside the number.
  expect(await view.evaluate((link) => link.parentElement!.scrollWidth - link.parentElement!.clientWidth)).toBe(0);
  await view.click();
  expect(await expectDetection(page)).toBe(number);
});

test("sent before its file has arrived, a report goes when it has, and not if one thinks better of it", async ({ as }) => {
  const page = await as(CORA);
  const before = await reportsOf(page, "contoso");
  await openForm(page);
  await fillIn(page, freshSubject("Quick"));
  const faster = await slowDown(page, MiB);
  await choose(page, randomFile("quick.bin", 900_000));
  await send(page).click();
  await expect(page.getByRole("status").filter({ hasText: WAITS })).toBeVisible();
  const dont = page.getByRole("button", { name: "Don't send yet" });
  await expect(dont).toBeFocused();
  await dont.click();
  await expect(send(page)).toBeFocused();
  await faster();
  await expectArrived(page, "quick.bin");
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(/\/false-detections\/new$/);
  expect(await reportsOf(page, "contoso")).toEqual(before);

  await press(page, "Remove", "quick.bin");
  await expect(filePicker(page)).toBeFocused();
  await slowDown(page, MiB);
  await choose(page, randomFile("better.bin", 900_000));
  await send(page).click();
  await expect(page.getByText(WAITS)).toBeVisible();
  await press(page, "Pause", "better.bin");
  await expect(page.locator(ERROR).filter({ hasText: "The file has not arrived" })).toBeVisible();
  await expect(page.getByText(WAITS)).toBeHidden();
  await send(page).click();
  await expect(page.getByRole("button", { name: "Resume better.bin" })).toBeFocused();
  await press(page, "Resume", "better.bin");
  await send(page).click();
  await expect(page.getByText(WAITS)).toBeVisible();
  await slowDown(page, 100 * MiB);
  const number = await expectDetection(page);
  expect(await reportsOf(page, "contoso")).toEqual([number, ...before]);
});

test("what is missing or wrong is said beside its field, and the first of it has the focus", async ({ as, folder }) => {
  const page = await as(CORA);
  await openForm(page);
  await send(page).click();
  await expect(filePicker(page)).toBeFocused();
  await expect(filePicker(page)).toHaveAccessibleDescription(/Choose the file that got the wrong verdict\.$/);
  await expect(type(page, "False positive")).toHaveAccessibleDescription(/Choose a submission type\.$/);
  await expect(product(page, "MetaDefender Core")).toHaveAccessibleDescription(/Choose at least one product\.$/);
  await expect(page.locator(ERROR).filter({ hasText: /./ })).toHaveCount(3);
  await type(page, "False negative").check();
  await expect(page.locator(ERROR).filter({ hasText: /./ })).toHaveCount(2);

  await choose(page, given("empty.txt", ""));
  await expect(page.locator(ERROR).filter({ hasText: "The file is empty" })).toBeVisible();
  await choose(page, await writeSparse(join(folder, "huge.bin"), 2 * 1024 * MiB + 1));
  await expect(page.locator(ERROR).filter({ hasText: "2 GiB" })).toBeVisible();
  const paths = ["a.txt", "b.txt"].map((name) => join(folder, name));
  await Promise.all(paths.map((path) => writeFile(path, "text")));
  await drop(page, paths);
  await expect(page.locator(ERROR).filter({ hasText: "A report takes one file." })).toBeVisible();
  await drop(page, [folder]);
  await expect(page.locator(ERROR).filter({ hasText: "This is a folder." })).toBeVisible();
  await drop(page, [paths[0]]);
  await expectArrived(page, "a.txt");
  await expect(page.locator(ERROR).filter({ hasText: /./ })).toHaveCount(1);

  await expect(product(page, "MetaDefender Vault")).toBeHidden();
  await page.getByRole("button", { name: "More" }).click();
  const search = page.getByLabel("Search products");
  await expect(search).toBeFocused();
  await search.fill("VAULT");
  await product(page, "MetaDefender Vault").check();
  await search.fill("nothing at all");
  await expect(page.getByText("No product fits.")).toBeVisible();
  await expect(product(page, "MetaDefender Vault")).toBeVisible();
  await expect(product(page, "MetaDefender Kiosk")).toBeHidden();
  await description(page).fill("x".repeat(50_001));
  await send(page).click();
  await expect(description(page)).toBeFocused();
  await expect(description(page)).toHaveAccessibleDescription(/50,000/);
  await description(page).fill("");
  await send(page).click();
  await expectDetection(page);
  await expect(page.getByRole("region", { name: "Description" })).toHaveCount(0);
});

test("a lost answer costs nothing: the same report is one case, and words changed since wait as a comment", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/net::ERR_FAILED|422 .*\/false-detections$/);
  const page = await as(CORA);
  const before = await reportsOf(page, "contoso");
  await openForm(page);
  const words = freshSubject("Lost");
  await fillIn(page, words);
  await choose(page, given("lost.txt", words));
  await expectArrived(page, "lost.txt");
  await page.route("**/api/v1/false-detections", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await send(page).click();
  await expect(page.getByRole("alert").filter({ hasText: "The report was not sent." })).toBeVisible();
  await page.unroute("**/api/v1/false-detections");
  await description(page).fill(`${words} And more.`);
  // Words are kept a moment after they are typed.
  await page.waitForTimeout(1_000);
  await page.reload();
  await expectArrived(page, "lost.txt");
  await expect(description(page)).toHaveValue(`${words} And more.`);
  await send(page).click();
  const number = await expectDetection(page);
  expect(await reportsOf(page, "contoso")).toEqual([number, ...before]);
  expect((await read(page, `/cases/${number}/detection`)).description).toBe(words);
  await expect(page.getByText("What you changed since is waiting in the comment box of the case.")).toBeVisible();
  await page.getByRole("link", { name: "Open the case" }).click();
  await expect(commentBox(page)).toHaveValue(`${words} And more.`);
});

test("a file that the server has dropped meanwhile is to be chosen anew", async ({ as, expectConsole }) => {
  // The app gives up what the server does not have.
  expectConsole(/422 .*\/false-detections$|404 .*\/uploads\//);
  const page = await as(CORA);
  await openForm(page);
  await fillIn(page, "Dropped.");
  await choose(page, given("dropped.txt", "dropped"));
  await expectArrived(page, "dropped.txt");
  const headers = { "tus-resumable": "1.0.0" };
  expect((await page.request.delete(await addressOf(page, "dropped.txt"), { headers })).status()).toBe(204);
  await send(page).click();
  await expect(page.locator(ERROR).filter({ hasText: "This file is not here any more." })).toBeVisible();
  await expect(filePicker(page)).toBeFocused();
  await choose(page, given("dropped.txt", "dropped"));
  await expectArrived(page, "dropped.txt");
  await send(page).click();
  await expectDetection(page);
});

test("a report that was begun is among the drafts, with its file; discarded, the server forgets the file", async ({ as }) => {
  const page = await as("uma@northwind.example");
  await openForm(page);
  await slowDown(page, 400_000);
  await choose(page, randomFile("begun.bin", 4 * MiB));
  await expectSent(page, "begun.bin", 1);
  await product(page, "MetaDefender Kiosk").check();
  await expect(saved(page)).toBeVisible();
  await page.getByRole("link", { name: "False Detection Submissions" }).click();
  // On another page it goes on, and is shown.
  await expect(page.locator(".tray")).toContainText("Uploading 1 file");
  await page.locator(".tray").getByRole("link", { name: "Show" }).click();
  await expect(product(page, "MetaDefender Kiosk")).toBeChecked();
  await expectSent(page, "begun.bin", 1);
  const address = await addressOf(page, "begun.bin");
  await slowDown(page, 100 * MiB);
  await expectArrived(page, "begun.bin");
  await openSupport(page);
  await expect(draft(page, "False-detection report")).toContainText("begun.bin");
  await page.getByRole("button", { name: "Continue False-detection report" }).click();
  await expectArrived(page, "begun.bin");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(row(page, "begun.bin")).toHaveCount(0);
  await expect(product(page, "MetaDefender Kiosk")).not.toBeChecked();
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(product(page, "MetaDefender Kiosk")).toBeChecked();
  await expect(filePicker(page)).toBeAttached();

  await choose(page, given("again.txt", "again"));
  await expectArrived(page, "again.txt");
  const again = await addressOf(page, "again.txt");
  await openSupport(page);
  await page.getByRole("button", { name: "Discard False-detection report" }).click();
  await expect(drafts(page)).toHaveCount(0);
  await expect.poll(async () => (await standOf(page, again)).status).toBe(404);
});

test("a file that is taken back is gone from the draft and from the server", async ({ as }) => {
  const page = await as("uma@northwind.example");
  await openForm(page);
  await choose(page, given("wrong.txt", "wrong"));
  await expectArrived(page, "wrong.txt");
  const address = await addressOf(page, "wrong.txt");
  await expect(saved(page)).toBeVisible();
  await press(page, "Remove", "wrong.txt");
  await expect(filePicker(page)).toBeFocused();
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
  await expect.poll(() => keptUploads(page)).toEqual([]);
  // Nothing is left of the draft.
  await expect(page.getByRole("button", { name: "Discard draft" })).toBeHidden();
  await expect(saved(page)).toBeHidden();
  await openSupport(page);
  await expect(drafts(page)).toHaveCount(0);
});
