// A page that is closed or reloaded in the middle of an upload: it goes on where it was, by itself where the browser can
// still read the file, and otherwise as soon as the person gives the same file again.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { settled } from "../lib/settled.mjs";
import {
  ASKS,
  choose,
  chooseAgain,
  chooseMade,
  CORA,
  drop,
  expect,
  expectArrived,
  expectFiles,
  expectSent,
  filesOf,
  freshFiles,
  given,
  half,
  keptUploads,
  MiB,
  openFiles,
  picker,
  PIECE,
  press,
  randomFile,
  row,
  sent,
  slowDown,
  standOf,
  test,
  writeRandom,
} from "../lib/uploads";

test.beforeEach(() => test.slow());

test("a small file goes on by itself", async ({ as, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("small.bin", 19 * MiB);
  const faster = await slowDown(page, 4 * MiB);
  await choose(page, file);
  await expectSent(page, "small.bin", 9 * MiB);
  await page.reload();
  await expect(row(page, "small.bin")).toContainText("Uploading");
  await faster();
  await expectArrived(page, "small.bin");
  await expectFiles(page, number, [file]);
  expect(line.sentUp).toBeLessThan(19 * MiB + PIECE + MiB);
  await expect.poll(() => keptUploads(page)).toEqual([]);
});

test("it goes on from any page, without the step being opened", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = given("small.bin", "small ".repeat(100_000));
  const faster = await slowDown(page, 100_000);
  await choose(page, file);
  await expectSent(page, "small.bin", 1);
  await page.goto("/");
  await expect(page.locator(".tray")).toContainText("Uploading 1 file");
  await faster();
  await expect(page.locator(".tray")).toHaveCount(0, { timeout: 30_000 });
  await expectFiles(page, number, [file]);
});

test("what was paused is still paused, and tells how far it is", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = randomFile("paused.bin", 18 * MiB);
  const faster = await slowDown(page, 3 * MiB);
  await choose(page, file);
  await expectSent(page, "paused.bin", 9 * MiB);
  await press(page, "Pause", "paused.bin");
  await expect.poll(async () => (await keptUploads(page))[0]).toMatchObject({ paused: true, received: PIECE });
  await page.reload();
  await expect(row(page, "paused.bin")).toContainText("Paused 44%");
  await faster();
  await press(page, "Resume", "paused.bin");
  await expectArrived(page, "paused.bin");
  await expectFiles(page, number, [file]);
});

for (const [where, chooser] of [
  ["in its row", (page: Page) => chooseAgain(page, "large.bin")],
  ["as any other file", picker],
] as const) {
  test(`a large file is asked for, and goes on where it was once it is chosen again ${where}`, async ({ as, folder, line }) => {
    const page = await as(CORA, { baseURL: line.url });
    const number = await freshFiles(page);
    const { path, hash, address } = await half(page, folder, (path) => choose(page, path));
    const { offset } = await standOf(page, address);
    expect(offset).toBeGreaterThanOrEqual(2 * PIECE);
    await openFiles(page, number);
    // What was on its way when the page was left may have arrived without the device's knowing.
    const [kept] = await keptUploads(page);
    expect(kept!.received).toBeLessThanOrEqual(offset);
    await expect(row(page, "large.bin")).toContainText(`${ASKS} ${Math.floor((kept!.received * 100) / (40 * MiB))}%`);
    const before = line.sentUp;
    await chooser(page).setInputFiles(path);
    await expectArrived(page, "large.bin");
    expect(await filesOf(page, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
    expect(line.sentUp - before).toBeLessThan(40 * MiB - offset + 100_000);
    await expect(row(page, "large.bin")).toHaveCount(1);
  });
}

test("a file that is chosen again before the device was asked goes on where it was", async ({ as, folder, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const { path, hash, address } = await half(page, folder, (path) => choose(page, path));
  const { offset } = await standOf(page, address);
  // The device is asked when the browser has nothing else to do: long after the file was chosen.
  await page.addInitScript(() => {
    window.requestIdleCallback = (work) => window.setTimeout(work, 4_000);
  });
  await openFiles(page, number);
  const before = line.sentUp;
  await picker(page).setInputFiles(path);
  await expectArrived(page, "large.bin");
  await expect(row(page, "large.bin")).toHaveCount(1);
  expect(await filesOf(page, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
  expect(line.sentUp - before).toBeLessThan(40 * MiB - offset + 100_000);
});

test("another file of the same name is noticed, and the person decides", async ({ as, folder }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const { path, hash, address } = await half(page, folder, (path) => choose(page, path));
  await mkdir(join(folder, "other"));
  const other = join(folder, "other", "large.bin");
  const otherHash = await writeRandom(other, 9 * MiB);
  await openFiles(page, number);
  await chooseAgain(page, "large.bin").setInputFiles(other);
  await expect(row(page, "large.bin")).toContainText("The file is not the same any more. Upload the new version");
  // No: the old one. What was sent of it is still there.
  await chooseAgain(page, "large.bin").setInputFiles(path);
  await expectArrived(page, "large.bin");
  expect(await filesOf(page, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
  expect(otherHash).not.toBe(hash);
  expect((await standOf(page, address)).offset).toBe(40 * MiB);
});

test("a small file that was dropped goes on without a question", async ({ as, folder }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const path = join(folder, "small.bin");
  const hash = await writeRandom(path, 4 * MiB);
  const faster = await slowDown(page, MiB);
  await drop(page, [path]);
  await expectSent(page, "small.bin", 1);
  // A reload in place leaves the browser's leave to read the handle as it is; leaving the site does not.
  await page.goto("about:blank");
  await openFiles(page, number);
  await expect(row(page, "small.bin")).toContainText("Uploading");
  await faster();
  await expectArrived(page, "small.bin");
  expect(await filesOf(page, number)).toMatchObject([{ name: "small.bin", sha256: hash }]);
});

test("what somebody else left on this device is neither shown nor sent", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await slowDown(page, 100_000);
  await choose(page, randomFile("coras.bin", MiB));
  await expectSent(page, "coras.bin", 1);
  await page.goto("about:blank");
  const { request } = page;
  await request.post("/api/v1/auth/login", { data: { email: "cole@contoso.example", password: "caseport-demo" } });
  const asked: string[] = [];
  page.on("request", (it) => it.url().includes("/api/v1/uploads") && asked.push(`${it.method()} ${it.url()}`));
  // The code that takes uploads up comes when the browser has nothing else to do.
  const code = page.waitForResponse(/\/split_uploads\./);
  await page.goto("/");
  await code;
  await expect(page.getByText("Account of Cole")).toBeAttached();
  await settled(page);
  await expect(page.locator(".tray")).toHaveCount(0);
  expect(asked).toEqual([]);
  expect(await keptUploads(page)).toHaveLength(1);
  await request.post("/api/v1/auth/login", { data: { email: CORA, password: "caseport-demo" } });
  await openFiles(page, number);
  await expectArrived(page, "coras.bin");
});

test("a file whose handle the browser may read goes on without a question", async ({ as, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  // The origin's own file system stands in for a disk: its handles are always readable.
  const size = 40 * MiB;
  const write = () =>
    page.evaluate(async (size) => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle("own.bin", { create: true });
      if ((await handle.getFile()).size === 0) {
        const writable = await handle.createWritable();
        for (let at = 0; at < size; at += 1024 * 1024) {
          await writable.write(new Uint8Array(1024 * 1024).fill(at / (1024 * 1024)));
        }
        await writable.close();
      }
      return handle.getFile().then((file) => file.lastModified);
    }, size);
  const modified = await write();
  const faster = await slowDown(page, 16 * MiB);
  await chooseMade(page, async () => {
    const folder = await navigator.storage.getDirectory();
    return [await (await folder.getFileHandle("own.bin")).getFile()];
  });
  await expectSent(page, "own.bin", 18 * MiB);
  expect((await keptUploads(page))[0]).toMatchObject({ modified });
  // Away from the app, at the same origin.
  await page.goto("/api/v1/config");
  const handle = await page.evaluateHandle(async () => {
    return (await navigator.storage.getDirectory()).getFileHandle("own.bin");
  });
  await keptUploads(page, handle);
  await faster();
  const before = line.sentUp;
  await openFiles(page, number);
  await expectArrived(page, "own.bin");
  expect(line.sentUp - before).toBeLessThan(size - 2 * PIECE + 200_000);
  const content = Buffer.concat(Array.from({ length: 40 }, (_, at) => Buffer.alloc(MiB, at)));
  await expectFiles(page, number, [given("own.bin", content)]);
});
