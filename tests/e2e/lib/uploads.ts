// The step "Upload files", and what the server has of it.
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, type CDPSession, type JSHandle, type Locator, type Page } from "@playwright/test";

import { newCase, read } from "./api";
import { Line } from "./line.mjs";
import { test as base } from "./test";
import { freshSubject, question } from "./wizard";

export const MiB = 1024 * 1024;
export const PIECE = 8 * MiB;
export const CORA = "cora@contoso.example";

/** A file that Playwright gives to the page from memory. */
export interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function given(name: string, content: Buffer | string, mimeType = "text/plain"): Given {
  return { name, mimeType, buffer: Buffer.from(content) };
}

export const randomFile = (name: string, size: number): Given =>
  given(name, randomBytes(size), "application/octet-stream");

export const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** A file of random bytes on the disk, written block by block; returns its SHA-256. */
export async function writeRandom(path: string, size: number): Promise<string> {
  const [hash, file] = [createHash("sha256"), await open(path, "w")];
  for (let written = 0; written < size; ) {
    const block = randomBytes(Math.min(8 * MiB, size - written));
    hash.update(block);
    await file.write(block);
    written += block.length;
  }
  await file.close();
  return hash.digest("hex");
}

/** A file of any size that takes no room on the disk. */
export async function writeSparse(path: string, size: number): Promise<string> {
  const file = await open(path, "w");
  await file.truncate(size);
  await file.close();
  return path;
}

export const test = base.extend<{ folder: string; line: Line }>({
  /** A folder of the test's own on the disk. */
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "caseport-files-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  /** A line to the server that can be cut. Pages use it with `{ baseURL: line.url }`. */
  line: async ({ browser, server }, use) => {
    const line = await Line.to(Number(new URL(server.url).port));
    await use(line);
    // What they still ask for would be cut off.
    for (const context of browser.contexts()) for (const page of context.pages()) await page.close();
    await line.end();
  },
});

/** Opens the step for a fresh case, and returns the case's number. */
export async function freshFiles(page: Page, place = "contoso"): Promise<string> {
  const number = await newCase(page, place, { subject: freshSubject("With files") });
  await openFiles(page, number);
  return number;
}

export async function openFiles(page: Page, number: string): Promise<void> {
  await page.goto(`/submit/files?case=${number}`);
  await expect(question(page, "Upload files")).toBeVisible();
  await expect(picker(page)).toBeAttached();
}

export const picker = (page: Page): Locator => page.getByLabel("Choose files");

/** Chooses files, by their content or by where they lie on the disk. */
export async function choose(page: Page, files: Given | Given[] | string): Promise<void> {
  const all = await Promise.all([files].flat().map((file) => (typeof file === "string" ? file : light(file))));
  const paths = all.filter((file) => typeof file === "string");
  if (paths.length > 0 && paths.length < all.length) throw new Error("give large and small files one after the other");
  await picker(page).setInputFiles(all as string[]);
}

/** Gives files that a script of the page has made, as if they were chosen: a script can give any name. */
export async function chooseMade(page: Page, make: () => File[] | Promise<File[]>): Promise<void> {
  const files = await page.evaluateHandle(make);
  await files.evaluate((files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    const input = document.querySelector<HTMLInputElement>("#files")!;
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
  });
}

/** Large content goes by way of the disk: through the browser's wire it takes seconds. */
async function light(file: Given): Promise<Given | string> {
  if (file.buffer.length < MiB) return file;
  const path = join(await mkdtemp(join(scratch(), "large-")), file.name);
  await writeFile(path, file.buffer);
  return path;
}

let scratchPath: string | undefined;

/** A folder that goes with the process. */
function scratch(): string {
  if (scratchPath === undefined) {
    const path = mkdtempSync(join(tmpdir(), "caseport-chosen-"));
    process.once("exit", () => rmSync(path, { recursive: true, force: true }));
    scratchPath = path;
  }
  return scratchPath;
}

/** The rows of the list that show a file of this name. */
export function row(page: Page, name: string): Locator {
  return page.locator("li.upload").filter({ has: page.getByText(name, { exact: true }) });
}

export const press = (page: Page, action: string, name: string): Promise<void> =>
  page.getByRole("button", { name: `${action} ${name}`, exact: true }).click();

/** The file chooser of a row that has lost its file. */
export const chooseAgain = (page: Page, name: string): Locator => page.getByLabel(`Choose the file again ${name}`);

/** The messages about files that were not taken. */
export const refusals = (page: Page): Locator => page.locator(".uploads").getByRole("alert").getByRole("paragraph");

export const budget = (page: Page): Locator => page.locator("#files-budget");

export async function expectArrived(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await expect(row(page, name)).toContainText("Arrived", { timeout: 30_000 });
}

/** How far a file is, in bytes. */
export const sent = (page: Page, name: string): Promise<number> =>
  row(page, name).getByRole("progressbar").evaluate((bar: HTMLProgressElement) => bar.value);

/** Waits until a file has come so far, in bytes. */
export async function expectSent(page: Page, name: string, bytes: number): Promise<void> {
  await expect.poll(() => sent(page, name), { timeout: 30_000 }).toBeGreaterThanOrEqual(bytes);
}

export interface StoredFile {
  name: string;
  size: number;
  sha256: string;
  batch: string;
}

/** The files that the case has on the server. */
export async function filesOf(page: Page, number: string): Promise<StoredFile[]> {
  return (await read(page, `/cases/${number}/files`)).items;
}

/** The case has exactly these files, in any order. */
export async function expectFiles(page: Page, number: string, files: Given[]): Promise<void> {
  const found = (await filesOf(page, number)).map((it) => `${it.name} ${it.size} ${it.sha256}`);
  const wanted = files.map((it) => `${it.name} ${it.buffer.length} ${sha256(it.buffer)}`);
  expect(found.sort()).toEqual(wanted.sort());
}

/** What the device remembers of an upload. */
export interface Kept {
  name: string;
  url: string | null;
  received: number;
}

/** What the device remembers of uploads; a handle that is given becomes the file of the first of them. */
export function keptUploads(page: Page, handle?: JSHandle): Promise<Kept[]> {
  return page.evaluate(async (source) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    if (!(await indexedDB.databases()).some(({ name }) => name === "caseport-uploads")) return [];
    const database = await done(indexedDB.open("caseport-uploads"));
    const store = database.transaction("uploads", source === undefined ? "readonly" : "readwrite").objectStore("uploads");
    if (source !== undefined) {
      const [key] = await done(store.getAllKeys());
      await done(store.put({ ...(await done(store.get(key))), source }, key));
    }
    const entries = await done(store.getAll());
    database.close();
    return entries.map((entry: { record: string }) => JSON.parse(entry.record));
  }, handle);
}

/** The upload's address on the server, once it has one. */
export async function addressOf(page: Page, name: string): Promise<string> {
  const find = async () => (await keptUploads(page)).find((it) => it.name === name)?.url ?? "";
  await expect.poll(find).not.toBe("");
  return find();
}

/** What a row says whose file the browser has forgotten. */
export const ASKS = "Choose this file again; the upload goes on where it stopped.";

/** Uploads a file of 40 MiB by half and leaves the page; returns the upload's address, and its file's path and hash. */
export async function half(page: Page, folder: string, give: (path: string) => Promise<void>) {
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

/** How the server answers the question where an upload stands. */
export async function standOf(page: Page, address: string): Promise<{ status: number; offset: number }> {
  const answer = await page.request.head(address, { headers: { "tus-resumable": "1.0.0" } });
  return { status: answer.status(), offset: Number(answer.headers()["upload-offset"]) };
}

/** Of several sessions of one page, one decides how fast it is: there is one. */
const networks = new WeakMap<Page, CDPSession>();

/** Makes the way up slow, so that there is time for something to happen; returns what makes it fast again. */
export async function slowDown(page: Page, bytesPerSecond: number): Promise<() => Promise<void>> {
  const devtools = networks.get(page) ?? (await page.context().newCDPSession(page));
  networks.set(page, devtools);
  await devtools.send("Network.enable");
  const limit = (uploadThroughput: number) =>
    devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await limit(bytesPerSecond);
  return () => limit(-1).then(() => undefined);
}

/** Drops files or folders of the disk onto the step, as a person does. */
export async function drop(page: Page, paths: string[]): Promise<void> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  const zone = page.locator(".drop-zone");
  await zone.scrollIntoViewIfNeeded();
  const box = (await zone.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
  }
}

export { expect } from "./test";
export { GONE } from "./watch";
