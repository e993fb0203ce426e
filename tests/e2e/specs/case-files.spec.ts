// The files of a case, in its tab.
import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";

import { Audit } from "../lib/a11y";
import { newCase, read } from "../lib/api";
import { action, closeBeside, dialog, openCaseFiles } from "../lib/case";
import { PASSWORD } from "../lib/env.mjs";
import { budget, choose, expect, expectFiles, given, MiB, picker, press, refusals, row, sha256, slowDown, test } from "../lib/uploads";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const COLE = "cole@contoso.example";
const SOON = { timeout: 2_000 };

const files = (page: Page): Locator => page.locator(".case-files").getByRole("listitem");
const file = (page: Page, name: string): Locator => files(page).filter({ has: page.getByText(name, { exact: true }) });

async function fresh(page: Page, place = "contoso"): Promise<string> {
  const number = await newCase(page, place, { subject: freshSubject("With files") });
  await openCaseFiles(page, number);
  return number;
}

test("a file is added, listed with its facts, and comes back whole", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page);
  await expect(page.getByRole("main")).toContainText("This case has no files yet.");
  await expect(page.getByRole("main")).toContainText("Do not upload infected files");
  const log = given("Prüfprotokoll für 東京.log", "one line\n".repeat(2_000));
  await choose(page, log);
  await expect(file(page, log.name)).toContainText("17.5 KiB · Cora Lindqvist · just now");
  await expect(file(page, log.name)).toContainText(`SHA-256 ${sha256(log.buffer).slice(0, 12)}…`);
  await expect(page.getByRole("main")).not.toContainText("This case has no files yet.");
  await expectFiles(page, number, [log]);
  // What has arrived takes nothing of what can be added now.
  await expect(budget(page)).toContainText("0 of 5 files");
  const downloading = page.waitForEvent("download");
  await file(page, log.name).getByRole("link", { name: `Download ${log.name}` }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(log.name);
  expect(sha256(await readFile(await download.path()))).toBe(sha256(log.buffer));
});

test("the whole hash can be copied", async ({ as }) => {
  const page = await as(CORA, { permissions: ["clipboard-read", "clipboard-write"] });
  await fresh(page);
  const log = given("a.log", "a");
  await choose(page, log);
  await file(page, "a.log").getByRole("button", { name: "Copy the SHA-256 of a.log" }).click();
  await expect(page.getByText("The SHA-256 is copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sha256(log.buffer));
});

test("files of one name are told apart", async ({ as }) => {
  const page = await as(CORA);
  await fresh(page);
  await choose(page, given("core.log", "first"));
  await expect(files(page)).toHaveCount(1);
  await choose(page, given("core.log", "the second"));
  await expect(files(page)).toHaveCount(2);
  await expect(files(page).nth(0)).toContainText("1 of 2");
  await expect(files(page).nth(1)).toContainText("2 of 2");
  await expect(files(page).nth(1)).toContainText(sha256(Buffer.from("the second")).slice(0, 12));
  await expect(page.getByRole("link", { name: "Download core.log (2 of 2)" })).toBeVisible();
});

test("five files and 2 GiB each time, paused, resumed and cancelled as in the wizard, over a reload", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page);
  const six = Array.from({ length: 6 }, (_, n) => given(`${n}.log`, `log ${n}`));
  const faster = await slowDown(page, 1_000);
  await choose(page, six);
  await expect(refusals(page)).toHaveText([/5\.log: One upload takes at most 5 files/]);
  await expect(budget(page)).toContainText("5 of 5 files");
  await faster();
  await expect(files(page)).toHaveCount(5);
  // The next time there is room again.
  await choose(page, six[5]);
  await expect(files(page)).toHaveCount(6);
  await expectFiles(page, number, six);
  const batches = (await read(page, `/cases/${number}/files`)).items.map((it: { batch: string }) => it.batch);
  expect(new Set(batches.slice(0, 5)).size).toBe(1);
  expect(new Set(batches).size).toBe(2);

  const large = given("large.log", "x".repeat(12 * MiB));
  const fast = await slowDown(page, MiB);
  await choose(page, large);
  await press(page, "Pause", "large.log");
  await expect(row(page, "large.log")).toContainText("Paused");
  await page.reload();
  await expect(row(page, "large.log")).toContainText("Paused");
  await expect(budget(page)).toContainText("1 of 5 files");
  await choose(page, given("small.log", "small"));
  await expect(budget(page)).toContainText("2 of 5 files");
  await press(page, "Cancel", "large.log");
  await expect(row(page, "large.log")).toHaveCount(0);
  await fast();
  await expect(file(page, "small.log")).toBeVisible();
  await expectFiles(page, number, [...six, given("small.log", "small")]);
});

test("a file that somebody else adds appears live, marked, and moves nothing", async ({ as }) => {
  const [cora, cole] = [await as(CORA), await as(COLE)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Watched") });
  const following = cora.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await openCaseFiles(cora, number);
  await following;
  await choose(cora, given("own.log", "own"));
  await expect(files(cora)).toHaveCount(1);
  await expect(file(cora, "own.log")).not.toContainText("New");
  await openCaseFiles(cole, number);
  const typing = cora.getByLabel("Add e-mail addresses");
  await typing.fill("half an addr");
  const place = await typing.boundingBox();
  await choose(cole, given("theirs.log", "theirs"));
  await expect(file(cole, "theirs.log")).toBeVisible();
  await expect(file(cora, "theirs.log")).toContainText("New", SOON);
  await expect(files(cora).nth(0)).toContainText("own.log");
  await expect(cora.getByRole("status").filter({ hasText: "added theirs.log" })).toHaveCount(1);
  const moved = (await typing.boundingBox())!.y - place!.y;
  expect(Math.abs(moved)).toBeLessThanOrEqual(1);
  await expect(typing).toBeFocused();
  await expect(file(cole, "theirs.log")).not.toContainText("New");
});

test("a session that ended asks to sign in again, and then downloads", async ({ as, expectConsole }) => {
  expectConsole(/status of 401/);
  const page = await as(CORA);
  await fresh(page);
  await choose(page, given("a.log", "a"));
  await expect(files(page)).toHaveCount(1);
  await page.context().clearCookies();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download a.log" }).click();
  const again = dialog(page, "Sign in again");
  await again.getByLabel("Password").fill(PASSWORD);
  await again.getByRole("button", { name: "Sign in" }).click();
  expect((await downloading).suggestedFilename()).toBe("a.log");
});

test("a file of a false detection is listed, with the reason why nobody gets it", async ({ as }) => {
  const page = await as(CORA);
  const { items } = await read(page, "/organizations/contoso/cases?tab=false_detection&limit=1");
  await openCaseFiles(page, String(items[0].number));
  await expect(files(page)).toHaveCount(1);
  await expect(files(page)).toContainText("may be dangerous and are never handed out");
  await expect(files(page).getByRole("link")).toHaveCount(0);
});

test("who may not add files is told why; in a closed case reopening is offered", async ({ as }) => {
  const sara = await as("sara@northwind.example");
  const number = await newCase(sara, "northwind", { customer: "contoso", subject: freshSubject("Only to read") });
  await openCaseFiles(sara, number);
  await choose(sara, given("a.log", "a"));
  await expect(files(sara)).toHaveCount(1);
  const vera = await as("vera@northwind.example");
  await openCaseFiles(vera, number);
  await expect(vera.getByRole("link", { name: "Download a.log" })).toBeVisible();
  await expect(picker(vera)).toHaveCount(0);
  await expect(vera.getByRole("region", { name: "Files", exact: true })).toContainText(/It can be granted by: .*Sara/);
  await closeBeside(sara, number);
  await openCaseFiles(sara, number);
  await expect(picker(sara)).toHaveCount(0);
  await sara.getByRole("region", { name: "Files", exact: true }).getByRole("button", { name: "Reopen" }).click();
  await expect(dialog(sara, "Reopen")).toBeVisible();
  await sara.keyboard.press("Escape");
  await expect(action(sara, "Reopen")).toBeVisible();
});

test("the tab stands every audit", async ({ as }) => {
  const page = await as(CORA);
  const audit = new Audit();
  await fresh(page);
  await audit.look(page, "empty");
  await choose(page, [given("core.log", "1"), given(`${"a-long-name-".repeat(8)}.zip`, "2")]);
  await expect(files(page)).toHaveCount(2);
  await choose(page, given("core.log", "another"));
  await expect(files(page)).toHaveCount(3);
  await audit.look(page, "with files");
  expect(audit.findings).toEqual([]);
});
