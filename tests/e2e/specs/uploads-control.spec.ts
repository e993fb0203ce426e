// What a person does with uploads that are on their way: pause, go on, give up, go elsewhere, close the page.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { openSupport } from "../lib/support";
import {
  addressOf,
  budget,
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
  keptUploads,
  MiB,
  press,
  randomFile,
  refusals,
  row,
  slowDown,
  standOf,
  test,
  writeRandom,
} from "../lib/uploads";
import { question } from "../lib/wizard";

test("an upload is paused and goes on where it was, and the others do not notice", async ({ as, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const [paused, other] = [randomFile("paused.bin", 24 * MiB), randomFile("other.bin", 10 * MiB)];
  const faster = await slowDown(page, 8 * MiB);
  await choose(page, [paused, other]);
  await expectSent(page, "paused.bin", 9 * MiB);
  await press(page, "Pause", "paused.bin");
  await expect(row(page, "paused.bin")).toContainText("Paused");
  await expectArrived(page, "other.bin");
  const address = await addressOf(page, "paused.bin");
  const { offset } = await standOf(page, address);
  expect(offset).toBeGreaterThanOrEqual(8 * MiB);
  await expectFiles(page, number, [other]);
  const before = line.sentUp;
  await faster();
  await press(page, "Resume", "paused.bin");
  await expectArrived(page, "paused.bin");
  expect(line.sentUp - before).toBeLessThan(24 * MiB - offset + 100_000);
  await expectFiles(page, number, [paused, other]);
});

test("pausing and going on in quick succession sends every byte once and in order", async ({ as, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("restless.bin", 30 * MiB);
  const faster = await slowDown(page, 12 * MiB);
  await choose(page, file);
  await page.evaluate(async () => {
    const button = () => document.querySelector<HTMLButtonElement>("li.upload .upload-actions button");
    // Some without a pause between them, some after a moment.
    for (let press = 0; press < 40; press += 1) {
      button()?.click();
      if (press % 3 !== 0) await new Promise((resolve) => setTimeout(resolve, (press % 7) * 15));
    }
    // The page says a moment later what was pressed last.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (button()?.textContent?.trim() === "Pause") button()?.click();
  });
  await expect(row(page, "restless.bin")).toContainText("Paused");
  const address = await addressOf(page, "restless.bin");
  // What was on its way is lost; none of it is still to come.
  await page.waitForTimeout(500);
  const [{ offset }, before] = [await standOf(page, address), line.sentUp];
  await press(page, "Resume", "restless.bin");
  await faster();
  await expectArrived(page, "restless.bin");
  await expectFiles(page, number, [file]);
  expect(line.sentUp - before).toBeLessThan(30 * MiB - offset + 100_000);
  await expect.poll(() => keptUploads(page)).toEqual([]);
});

test("one of several is cancelled: it is gone on the server and on the device, the others arrive", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const [wrong, right] = [randomFile("wrong.bin", 16 * MiB), randomFile("right.bin", 12 * MiB)];
  const faster = await slowDown(page, 4 * MiB);
  await choose(page, [wrong, right]);
  await expectSent(page, "wrong.bin", MiB);
  const address = await addressOf(page, "wrong.bin");
  await press(page, "Cancel", "wrong.bin");
  await expect(row(page, "wrong.bin")).toHaveCount(0);
  await expect(budget(page)).toHaveText("1 of 5 files, 12 MiB of 2 GiB");
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
  await faster();
  await expectArrived(page, "right.bin");
  await expectFiles(page, number, [right]);
  await expect.poll(() => keptUploads(page)).toEqual([]);
});

test("a paused upload that is cancelled is gone on the server, too", async ({ as }) => {
  const page = await as(CORA);
  await freshFiles(page);
  await slowDown(page, 2 * MiB);
  await choose(page, randomFile("wrong.bin", 16 * MiB));
  await expectSent(page, "wrong.bin", MiB);
  const address = await addressOf(page, "wrong.bin");
  await press(page, "Pause", "wrong.bin");
  await press(page, "Cancel", "wrong.bin");
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
});

test("the room of a cancelled file can be used at once", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await slowDown(page, 200_000);
  const names = ["1.bin", "2.bin", "3.bin", "4.bin", "5.bin"];
  await choose(page, names.map((name) => randomFile(name, 150_000)));
  await expectSent(page, "3.bin", 1);
  // All five are announced on the server only when each has begun; the last two wait for their turn.
  await press(page, "Pause", "1.bin");
  await press(page, "Pause", "2.bin");
  await press(page, "Pause", "3.bin");
  await expectArrived(page, "4.bin", "5.bin");
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() === "DELETE") await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await press(page, "Cancel", "1.bin");
  await choose(page, given("instead.txt", "instead"));
  await expectArrived(page, "instead.txt");
  await expect(refusals(page)).toHaveCount(0);
  expect((await filesOf(page, number)).map((it) => it.name).sort()).toEqual(["4.bin", "5.bin", "instead.txt"]);
});

test("an upload that is cancelled while it begins leaves nothing on the server", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const begun: string[] = [];
  await page.route("**/api/v1/uploads", async (route) => {
    const response = await route.fetch();
    begun.push(response.headers()["location"]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.fulfill({ response });
  });
  await choose(page, given("hasty.txt", "hasty"));
  await expect.poll(() => begun.length).toBeGreaterThan(0);
  await press(page, "Cancel", "hasty.txt");
  await expect(row(page, "hasty.txt")).toHaveCount(0);
  await expect.poll(async () => (await standOf(page, begun[0])).status).toBe(404);
  await expect.poll(() => keptUploads(page)).toEqual([]);
  expect(new Set(begun).size).toBe(1);
  expect(await filesOf(page, number)).toEqual([]);
});

test("what is cancelled without a line is cancelled on the server once the page is opened again", async ({
  as,
  line,
  expectConsole,
}) => {
  expectConsole(/net::ERR_/);
  const page = await as(CORA, { baseURL: line.url });
  await freshFiles(page);
  await slowDown(page, 2 * MiB);
  await choose(page, randomFile("wrong.bin", 16 * MiB));
  await expectSent(page, "wrong.bin", MiB);
  const address = await addressOf(page, "wrong.bin");
  line.cut();
  await press(page, "Cancel", "wrong.bin");
  await expect(row(page, "wrong.bin")).toHaveCount(0);
  await expect.poll(() => keptUploads(page)).toEqual([expect.objectContaining({ given_up: true })]);
  await page.goto("about:blank");
  line.mend();
  expect((await standOf(page, address)).status).toBe(200);
  await openSupport(page);
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
  await expect.poll(() => keptUploads(page)).toEqual([]);
  await expect(page.getByRole("region", { name: "Files" })).toHaveCount(0);
});

test("a file that changes on the disk while it is paused is noticed, and its new version can be sent", async ({ as, folder }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const path = join(folder, "growing.log");
  await writeRandom(path, 24 * MiB);
  await slowDown(page, 8 * MiB);
  await choose(page, path);
  await expectSent(page, "growing.log", 9 * MiB);
  await press(page, "Pause", "growing.log");
  const address = await addressOf(page, "growing.log");
  await writeFile(path, "rotated");
  await press(page, "Resume", "growing.log");
  await expect(row(page, "growing.log")).toContainText("The file was changed or moved on the disk. Choose it again");
  expect((await standOf(page, address)).status).toBe(200);
  await chooseAgain(page, "growing.log").setInputFiles(path);
  await expect(row(page, "growing.log")).toContainText("The file is not the same any more.");
  await press(page, "Upload the new version of", "growing.log");
  await expectArrived(page, "growing.log");
  await expectFiles(page, number, [given("growing.log", "rotated")]);
  await expect.poll(async () => (await standOf(page, address)).status).toBe(404);
});

test("uploads go on while one looks at other pages, whose tray tells how far and leads back", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = randomFile("support.zip", 20 * MiB);
  const faster = await slowDown(page, 2 * MiB);
  const tray = page.getByRole("region", { name: "Files" });
  await choose(page, file);
  await expectSent(page, "support.zip", 1);
  await expect(page.locator(".tray")).toHaveCount(0);
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(question(page, "Confirmation")).toBeVisible();
  await expect(row(page, "support.zip")).toContainText("Uploading");
  await page.getByRole("link", { name: "Support", exact: true }).first().click();
  await expect(tray).toContainText(/Uploading 1 file · \d+%/);
  await tray.getByRole("link", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`case=${number}`));
  await press(page, "Pause", "support.zip");
  await page.getByRole("banner").getByRole("link").first().click();
  await expect(tray).toContainText("1 upload waits for you");
  await tray.getByRole("link", { name: "Show" }).click();
  await faster();
  await press(page, "Resume", "support.zip");
  await page.getByRole("banner").getByRole("link").first().click();
  await expect(tray).toHaveCount(0, { timeout: 20_000 });
  // Where no row can say it.
  await expect(page.getByRole("status").filter({ hasText: "support.zip has arrived." })).toBeVisible();
  await expectFiles(page, number, [file]);
});

test("the browser asks before it closes a page that uploads, and only then", async ({ as }) => {
  const page = await as(CORA);
  await freshFiles(page);
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  const faster = await slowDown(page, MiB);
  await choose(page, randomFile("support.zip", 8 * MiB));
  await expectSent(page, "support.zip", 1);
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  await press(page, "Pause", "support.zip");
  await press(page, "Resume", "support.zip");
  await faster();
  await expectArrived(page, "support.zip");
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
  expect(asked).toEqual(["beforeunload"]);
});

test("on another page it is said of which file an upload has ended, and why", async ({ as, folder, expectConsole }) => {
  // A file that changes while it is read may end its request, too.
  expectConsole(/status of 409|net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const path = join(folder, "growing.log");
  await writeRandom(path, 24 * MiB);
  const faster = await slowDown(page, 6 * MiB);
  await choose(page, path);
  await choose(page, randomFile("late.bin", 19 * MiB));
  await expectSent(page, "growing.log", 1);
  await expectSent(page, "late.bin", 1);
  await page.getByRole("banner").getByRole("link").first().click();
  await expect(page.locator(".tray")).toContainText("Uploading 2 files");
  await writeFile(path, "rotated");
  expect((await page.request.post(`/api/v1/cases/${number}/close`, { data: {} })).status()).toBe(200);
  await faster();
  const said = (text: string) => page.getByRole("status").filter({ hasText: text });
  await expect(said("growing.log waits: the file must be chosen again.")).toBeVisible({ timeout: 20_000 });
  await expect(said("late.bin was not uploaded: The case is closed.")).toBeVisible({ timeout: 20_000 });
});

test("a server that will not take a file back is asked once", async ({ as, expectConsole }) => {
  expectConsole(/501 \(Not Implemented\)/);
  const page = await as(CORA);
  await freshFiles(page);
  await slowDown(page, 2 * MiB);
  await choose(page, randomFile("wrong.bin", 16 * MiB));
  await expectSent(page, "wrong.bin", MiB);
  let asked = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "DELETE") return route.continue();
    asked += 1;
    await route.fulfill({ status: 501, body: "" });
  });
  await press(page, "Cancel", "wrong.bin");
  await expect.poll(() => keptUploads(page)).toEqual([]);
  expect(asked).toBe(1);
});

test("what is paused while it waits for room that is to be free is not begun", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await slowDown(page, 2 * MiB);
  await choose(page, randomFile("wrong.bin", 16 * MiB));
  await expectSent(page, "wrong.bin", MiB);
  const begun: string[] = [];
  page.on("request", (it) => it.method() === "POST" && it.url().endsWith("/uploads") && begun.push(it.url()));
  let remove = () => {};
  const removed = new Promise<void>((resolve) => (remove = resolve));
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() === "DELETE") await removed;
    await route.continue();
  });
  await press(page, "Cancel", "wrong.bin");
  await choose(page, given("next.txt", "next"));
  await expect(row(page, "next.txt")).toContainText("Uploading");
  await press(page, "Pause", "next.txt");
  remove();
  await page.waitForTimeout(1_000);
  expect(begun).toEqual([]);
  await press(page, "Resume", "next.txt");
  await expectArrived(page, "next.txt");
  await expectFiles(page, number, [given("next.txt", "next")]);
});
