// The files step for whoever has no mouse, does not see, or holds a phone.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Locator, Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { tabTo } from "../lib/keyboard";
import {
  addressOf,
  choose,
  chooseAgain,
  CORA,
  expect,
  expectArrived,
  expectFiles,
  expectSent,
  filesOf,
  freshFiles,
  given,
  GONE,
  MiB,
  openFiles,
  picker,
  press,
  randomFile,
  row,
  slowDown,
  standOf,
  test,
  writeRandom,
} from "../lib/uploads";
import { question } from "../lib/wizard";

const action = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

test("files are chosen, paused, resumed and cancelled by keyboard alone, and the focus is never lost", async ({ as, folder }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await expect(question(page, "Upload files")).toBeFocused();
  const faster = await slowDown(page, 2 * MiB);
  const paths = ["kept.bin", "wrong.bin"].map((name) => join(folder, name));
  const [hash] = await Promise.all(paths.map((path) => writeRandom(path, 8 * MiB)));

  await tabTo(page, picker(page));
  // What has the focus is the input, which is not to be seen; the place around it shows it.
  expect(await page.locator(".drop-zone").evaluate((it) => getComputedStyle(it).outlineStyle)).not.toBe("none");
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(paths);
  await expectSent(page, "kept.bin", 1);

  await tabTo(page, action(page, "Pause kept.bin"));
  await page.keyboard.press("Enter");
  await expect(row(page, "kept.bin")).toContainText("Paused");
  await expect(action(page, "Resume kept.bin")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(row(page, "kept.bin")).toContainText("Uploading");
  await expect(action(page, "Pause kept.bin")).toBeFocused();

  await tabTo(page, action(page, "Cancel wrong.bin"));
  await page.keyboard.press("Enter");
  await expect(row(page, "wrong.bin")).toHaveCount(0);
  await expect(picker(page)).toBeFocused();

  await faster();
  await expectArrived(page, "kept.bin");
  await tabTo(page, page.getByRole("link", { name: "Continue" }));
  await page.keyboard.press("Enter");
  await expect(question(page, "Confirmation")).toBeFocused();
  await expectArrived(page, "kept.bin");
  await expect(page.getByRole("listitem").filter({ hasText: "kept.bin" })).toHaveCount(1);
  expect(await filesOf(page, number)).toMatchObject([{ name: "kept.bin", sha256: hash }]);
});

/** The name of a file in its row. */
const nameOf = (page: Page, name: string): Locator => row(page, name).locator(".upload-name");

test("the focus stays in the row when the button that has it goes", async ({ as, line, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA, { baseURL: line.url });
  await freshFiles(page);
  const faster = await slowDown(page, 2 * MiB);
  await choose(page, randomFile("kept.bin", 6 * MiB));
  await expectSent(page, "kept.bin", MiB);
  line.cut();
  await expect(row(page, "kept.bin")).toContainText("It goes on by itself.");
  await tabTo(page, action(page, "Pause kept.bin"));
  await page.keyboard.press("Enter");
  await expect(row(page, "kept.bin")).toContainText("Paused");
  await expect(action(page, "Resume kept.bin")).toBeFocused();
  line.mend();
  await page.keyboard.press("Enter");
  await expect(action(page, "Pause kept.bin")).toBeFocused();
  await faster();
  await expectArrived(page, "kept.bin");
  // First in the row that sent it, then in the one that the server's answer makes of it.
  await expect(row(page, "kept.bin")).toContainText("SHA-256");
  await expect(nameOf(page, "kept.bin")).toBeFocused();
  // Whoever has gone elsewhere is not called back.
  await slowDown(page, 2 * MiB);
  await choose(page, randomFile("other.bin", 4 * MiB));
  await expectSent(page, "other.bin", 1);
  await action(page, "Pause other.bin").focus();
  await page.locator("#question-title").click();
  await slowDown(page, 100 * MiB);
  await expect(row(page, "other.bin")).toContainText("SHA-256");
  await page.waitForTimeout(300);
  await expect(nameOf(page, "other.bin")).not.toBeFocused();
});

test("a lost file is chosen again by keyboard, and the focus stays in its row", async ({ as, folder }) => {
  const page = await as(CORA);
  await freshFiles(page);
  const path = join(folder, "large.bin");
  await writeRandom(path, 24 * MiB);
  const faster = await slowDown(page, 8 * MiB);
  await choose(page, path);
  await expectSent(page, "large.bin", 9 * MiB);
  await page.reload();
  await expect(row(page, "large.bin")).toContainText("Choose this file again");
  await tabTo(page, chooseAgain(page, "large.bin"));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Space");
  await (await chooser).setFiles(path);
  await expect(row(page, "large.bin")).toContainText("Uploading");
  await expect(action(page, "Pause large.bin")).toBeFocused();
  await faster();
  await expectArrived(page, "large.bin");
});

test("what happens to an upload is announced, and progress has a name", async ({ as }) => {
  const page = await as(CORA);
  await freshFiles(page);
  await slowDown(page, MiB);
  await choose(page, randomFile("support.zip", 4 * MiB));
  await expectSent(page, "support.zip", 1);
  const status = row(page, "support.zip").getByRole("status");
  await expect(status).toHaveText("support.zip: Uploading");
  await expect(page.getByRole("progressbar", { name: "Progress of support.zip" })).toBeVisible();
  await expect(page.getByRole("meter", { name: "Size of all files" })).toBeVisible();
  await expect(picker(page)).toHaveAccessibleDescription("1 of 5 files, 4 MiB of 2 GiB");
  // Percent and speed change all the time: nobody wants them read out.
  await expect(row(page, "support.zip").getByText(/\d%/)).toBeVisible();
  await expect(status).toHaveText("support.zip: Uploading");
  await press(page, "Pause", "support.zip");
  await expect(status).toHaveText("support.zip: Paused");
  await choose(page, given("empty.txt", ""));
  await expect(page.getByRole("alert").filter({ hasText: "empty.txt: The file is empty" })).toBeVisible();
});

test("the step with files in every state has nothing that axe finds, and fits every screen", async ({ as, folder }) => {
  test.slow();
  const [page, audit] = [await as(CORA), new Audit()];
  const number = await freshFiles(page);
  await audit.look(page, "no files");
  await choose(page, given("arrived.txt", "arrived"));
  await expectArrived(page, "arrived.txt");
  await slowDown(page, 8 * MiB);
  const path = join(folder, `${"a-name-without-any-place-to-break-".repeat(5)}.bin`);
  const name = path.slice(folder.length + 1);
  await writeRandom(path, 24 * MiB);
  await choose(page, path);
  await expectSent(page, name, 9 * MiB);
  await press(page, "Pause", name);
  await writeFile(path, "changed");
  await press(page, "Resume", name);
  await expect(row(page, name)).toContainText("The file was changed or moved on the disk.");
  await chooseAgain(page, name).setInputFiles(path);
  await expect(row(page, name)).toContainText("The file is not the same any more.");
  await slowDown(page, 10_000);
  await choose(page, randomFile("paused.bin", 900_000));
  await expectSent(page, "paused.bin", 1);
  await press(page, "Pause", "paused.bin");
  await choose(page, randomFile("sending.bin", 900_000));
  await expectSent(page, "sending.bin", 1);
  await choose(page, given("empty.txt", ""));
  await audit.look(page, "files in several states");
  await slowDown(page, MiB);
  await page.goto("about:blank");
  await openFiles(page, number);
  await expect(row(page, name)).toContainText("Choose this file again");
  await audit.look(page, "a file that must be chosen again");
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(question(page, "Confirmation")).toBeVisible();
  await audit.look(page, "confirmation with files");
  await page.getByRole("banner").getByRole("link").first().click();
  await expect(page.locator(".tray")).toBeVisible();
  await audit.look(page, "the tray");
  expect(audit.findings).toEqual([]);
});

test("on a phone a file is chosen, paused and cancelled by touch, without scrolling sideways", async ({ as }) => {
  const page = await as(CORA, { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
  const number = await freshFiles(page);
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Choose files").tap();
  const faster = await slowDown(page, 400_000);
  const files = [randomFile("photo-of-the-screen-with-a-long-name.jpg", 900_000), randomFile("wrong.jpg", 900_000)];
  await (await chooser).setFiles(files);
  const [photo, wrong] = files.map(({ name }) => name);
  await expectSent(page, photo, 1);
  for (const name of ["Pause", "Cancel"]) {
    const { height, width } = (await action(page, `${name} ${photo}`).boundingBox())!;
    expect(Math.min(height, width), "large enough for a finger").toBeGreaterThanOrEqual(24);
  }
  await action(page, `Pause ${photo}`).tap();
  await expect(row(page, photo)).toContainText("Paused");
  await action(page, `Cancel ${wrong}`).tap();
  await expect(row(page, wrong)).toHaveCount(0);
  const address = await addressOf(page, photo);
  expect((await standOf(page, address)).status).toBe(200);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await faster();
  await action(page, `Resume ${photo}`).tap();
  await expectArrived(page, photo);
  await expectFiles(page, number, [files[0]]);
});
