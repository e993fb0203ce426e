// A page that is closed or reloaded in the middle of an upload: it goes on where it was, by itself where the browser can
// still read the file, and otherwise as soon as the person gives the same file again. And two tabs never send one file.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { settled } from "../lib/settled.mjs";
import {
  addressOf,
  choose,
  chooseAgain,
  CORA,
  drop,
  expect,
  expectArrived,
  expectFiles,
  expectSent,
  filesOf,
  freshFiles,
  given,
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

const ASKS = "Choose this file again; the upload goes on where it stopped.";

test.beforeEach(() => test.slow());

/** Uploads a file of 40 MiB by half and leaves the page; returns the upload's address, and its file's path and hash. */
async function half(page: Page, folder: string, give: (path: string) => Promise<void>) {
  const path = join(folder, "large.bin");
  const hash = await writeRandom(path, 40 * MiB);
  const faster = await slowDown(page, 16 * MiB);
  await give(path);
  await expectSent(page, "large.bin", 18 * MiB);
  const address = await addressOf(page, "large.bin");
  await page.goto("about:blank");
  await faster();
  return { path, hash, address };
}

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
    await expect(row(page, "large.bin")).toContainText(`${ASKS} ${Math.floor((offset * 100) / (40 * MiB))}%`);
    const before = line.sentUp;
    await chooser(page).setInputFiles(path);
    await expectArrived(page, "large.bin");
    expect(await filesOf(page, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
    expect(line.sentUp - before).toBeLessThan(40 * MiB - offset + 100_000);
    await expect(row(page, "large.bin")).toHaveCount(1);
  });
}

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

test("a large file that was dropped waits for the browser's leave, and may be chosen again instead", async ({ as, folder, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const { path, hash, address } = await half(page, folder, (path) => drop(page, [path]));
  const { offset } = await standOf(page, address);
  await openFiles(page, number);
  const before = line.sentUp;
  await expect(row(page, "large.bin")).toContainText("Resume, and let the browser read the file again");
  // A browser without a window cannot ask, and gives no leave.
  await press(page, "Resume", "large.bin");
  await expect(row(page, "large.bin")).toContainText("Resume, and let the browser read the file again");
  await chooseAgain(page, "large.bin").setInputFiles(path);
  await expectArrived(page, "large.bin");
  expect(await filesOf(page, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
  expect(line.sentUp - before).toBeLessThan(40 * MiB - offset + 100_000);
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

test("in two tabs a file is sent from one; the other says so, shows the end, and lets a cancelled one go", async ({ as }) => {
  const first = await as(CORA);
  const number = await freshFiles(first);
  const files = [randomFile("sent.bin", 8 * MiB), randomFile("cancelled.bin", 8 * MiB)];
  const faster = await slowDown(first, 2 * MiB);
  await choose(first, files);
  await expectSent(first, "sent.bin", 1);
  const second = await first.context().newPage();
  const methods = new Set<string>();
  second.on("request", (request) => request.url().includes("/uploads") && methods.add(request.method()));
  await openFiles(second, number);
  for (const { name } of files) {
    await expect(row(second, name)).toContainText("Uploading in another tab");
    await expect(row(second, name).getByRole("button")).toHaveCount(0);
  }
  await press(first, "Cancel", "cancelled.bin");
  await expect(row(second, "cancelled.bin")).toHaveCount(0);
  await faster();
  await expectArrived(first, "sent.bin");
  await expectArrived(second, "sent.bin");
  await expect(row(second, "sent.bin")).toHaveCount(1);
  await expectFiles(first, number, [files[0]]);
  expect([...methods]).toEqual([]);
});

test("a large file that another tab sends is not asked for", async ({ as, folder }) => {
  const first = await as(CORA);
  const number = await freshFiles(first);
  const path = join(folder, "large.bin");
  await writeRandom(path, 24 * MiB);
  const faster = await slowDown(first, 8 * MiB);
  await choose(first, path);
  await expectSent(first, "large.bin", 1);
  const second = await first.context().newPage();
  await openFiles(second, number);
  await expect(row(second, "large.bin")).toContainText("Uploading in another tab");
  await expectSent(first, "large.bin", 9 * MiB);
  await first.close();
  // As many pieces as had arrived when the tab was closed.
  await expect(row(second, "large.bin")).toContainText(new RegExp(`${ASKS} (33|66)%`));
  await chooseAgain(second, "large.bin").setInputFiles(path);
  await expectArrived(second, "large.bin");
  expect(await filesOf(second, number)).toMatchObject([{ name: "large.bin", size: 24 * MiB }]);
  await faster().catch(() => undefined);
});

test("the other tab takes over when the first is closed", async ({ as }) => {
  const first = await as(CORA);
  const number = await freshFiles(first);
  const file = randomFile("inherited.bin", 12 * MiB);
  await slowDown(first, 2 * MiB);
  await choose(first, file);
  await expectSent(first, "inherited.bin", MiB);
  const second = await first.context().newPage();
  await openFiles(second, number);
  await expect(row(second, "inherited.bin")).toContainText("Uploading in another tab");
  await first.close();
  await expectArrived(second, "inherited.bin");
  await expectFiles(second, number, [file]);
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
  await page.goto("/");
  await expect(page.getByText("Account of Cole")).toBeAttached();
  await settled(page);
  await expect(page.locator(".tray")).toHaveCount(0);
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
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle("own.bin")).getFile();
    const transfer = new DataTransfer();
    transfer.items.add(file);
    const input = document.querySelector<HTMLInputElement>("#files")!;
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
  });
  await expectSent(page, "own.bin", 18 * MiB);
  expect((await keptUploads(page))[0]).toMatchObject({ modified });
  // Away from the app, at the same origin.
  await page.goto("/api/v1/config");
  await page.evaluate(async () => {
    const done = (request: IDBRequest) =>
      new Promise<any>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const source = await (await navigator.storage.getDirectory()).getFileHandle("own.bin");
    const database = await done(indexedDB.open("caseport-uploads"));
    const store = database.transaction("uploads", "readwrite").objectStore("uploads");
    const [key] = await done(store.getAllKeys());
    await done(store.put({ ...(await done(store.get(key))), source }, key));
    database.close();
  });
  await faster();
  const before = line.sentUp;
  await openFiles(page, number);
  await expectArrived(page, "own.bin");
  expect(line.sentUp - before).toBeLessThan(size - 2 * PIECE + 200_000);
  const content = Buffer.concat(Array.from({ length: 40 }, (_, at) => Buffer.alloc(MiB, at)));
  await expectFiles(page, number, [given("own.bin", content)]);
});
