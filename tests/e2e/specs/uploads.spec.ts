// Files for a case: chosen, dropped or pasted, as many and as large as allowed, under whatever name; and what the server
// has in the end is what was given, byte for byte.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  budget,
  choose,
  chooseMade,
  CORA,
  drop,
  expect,
  expectArrived,
  expectFiles,
  filesOf,
  freshFiles,
  given,
  MiB,
  openFiles,
  picker,
  press,
  randomFile,
  refusals,
  row,
  sent,
  slowDown,
  test,
  writeSparse,
} from "../lib/uploads";
import { question } from "../lib/wizard";

test("several files arrive as they were, and the confirmation names each with what became of it", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await expect(page.getByText("Do not upload infected files")).toBeVisible();
  await expect(budget(page)).toHaveText("0 of 5 files, 0 bytes of 2 GiB");
  await expect(page.getByRole("link", { name: "Skip", exact: true })).toBeVisible();
  const files = [given("log.txt", "one line\n"), randomFile("dump.bin", 20 * MiB), randomFile("small.zip", 70_000)];
  const faster = await slowDown(page, 4 * MiB);
  await choose(page, [files[0], files[2]]);
  await choose(page, files[1]);
  await expect(budget(page)).toHaveText("3 of 5 files, 20 MiB of 2 GiB");
  await expectArrived(page, "log.txt");
  await expect(row(page, "dump.bin")).toContainText(/Uploading \d+% · [\d.]+ MiB\/s/);
  await expect(row(page, "dump.bin")).toContainText(/seconds? left/);
  await faster();
  await expectArrived(page, "dump.bin", "small.zip");
  await expect(row(page, "dump.bin")).toContainText("SHA-256 ");
  await expectFiles(page, number, files);
  expect((await filesOf(page, number)).map(({ batch }) => batch)).toEqual(Array(3).fill("submission"));

  await page.getByRole("link", { name: "Continue" }).click();
  await expect(question(page, "Confirmation")).toBeVisible();
  await expectArrived(page, "log.txt", "dump.bin", "small.zip");
  await expect(page.locator("li.upload")).toHaveCount(3);
});

test("speed and time left of all files together are told while several are on their way", async ({ as }) => {
  const page = await as(CORA);
  await freshFiles(page);
  await slowDown(page, 4 * MiB);
  await choose(page, [randomFile("one.bin", 16 * MiB), randomFile("two.bin", 16 * MiB)]);
  await expect(page.locator(".uploads-all")).toHaveText(/^All together: \d+% · [\d.]+ MiB\/s · .* left$/);
  await press(page, "Cancel", "one.bin");
  await expect(page.locator(".uploads-all")).toHaveCount(0);
});

const LONG = `${"n".repeat(296)}.log`;
for (const [what, name, stored] of [
  ["with an emoji", "crash 💥 report.txt", "crash 💥 report.txt"],
  ["in Arabic, from right to left", "تقرير الأخطاء.pdf", "تقرير الأخطاء.pdf"],
  ["of 300 characters", LONG, expect.stringMatching(/^n{250}…\.log$/)],
] as const) {
  test(`a file whose name is ${what} keeps it as far as it fits`, async ({ as }) => {
    const page = await as(CORA);
    const number = await freshFiles(page);
    await choose(page, given(name, "content"));
    await expect(page.locator("li.upload")).toContainText("Arrived");
    expect(await filesOf(page, number)).toEqual([expect.objectContaining({ name: stored })]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width, "the page is not wider than the screen").toBeLessThanOrEqual(0);
  });
}

test("a name with path parts, or of a script's characters, is a name and nothing else", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  // A browser cuts paths off what a person chooses; a script can give any name.
  await chooseMade(page, () => {
    const names = ["../../etc/passwd", "..\\..\\boot.ini", "<img src=x onerror=alert(1)>.txt", "a\nb.txt"];
    return names.map((name) => new File([`content of ${name}`], name));
  });
  await expect(page.locator("li.upload").getByText("Arrived")).toHaveCount(4);
  const names = (await filesOf(page, number)).map(({ name }) => name);
  expect(names.sort()).toEqual(["boot.ini", "<img src=x onerror=alert(1)>.txt", "passwd", "ab.txt"].sort());
});

test("two different files of one name are two files, the same file twice is said", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await slowDown(page, 100_000);
  const [one, two] = [given("app.log", "a".repeat(50_000)), given("app.log", "b".repeat(60_000))];
  await choose(page, one);
  await choose(page, two);
  await expect(row(page, "app.log")).toHaveCount(2);
  await choose(page, given("other.log", "c".repeat(90_000)));
  const name = "twice.log";
  for (const _ of [1, 2]) {
    await chooseMade(page, () => [new File(["d".repeat(70_000)], "twice.log", { lastModified: 1 })]);
  }
  await expect(refusals(page)).toHaveText([`${name}: This file is in the list already.`]);
  await expect(row(page, name)).toHaveCount(1);
  await expect(page.locator("li.upload").getByText("Arrived")).toHaveCount(4);
  expect((await filesOf(page, number)).map((it) => it.name).sort()).toEqual(["app.log", "app.log", "other.log", name]);
});

test("the sixth file, an empty file and one byte too many are refused with what to do; the others go up", async ({
  as,
  folder,
}) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await choose(page, await writeSparse(join(folder, "huge.img"), 2048 * MiB + 1));
  await expect(refusals(page)).toHaveText(["huge.img: The file is larger than 2 GiB. Compress it, or split it and send the parts one by one."]);
  await choose(page, given("empty.txt", ""));
  await expect(refusals(page)).toHaveText(["empty.txt: The file is empty: there is nothing to upload."]);
  const files = [1, 2, 3, 4, 5, 6].map((it) => given(`${it}.txt`, `file ${it}`));
  await choose(page, files);
  await expect(refusals(page)).toHaveText([/^6\.txt: One upload takes at most 5 files\. Pack several into one/]);
  await expectArrived(page, "1.txt", "2.txt", "3.txt", "4.txt", "5.txt");
  await expect(row(page, "6.txt")).toHaveCount(0);
  await expectFiles(page, number, files.slice(0, 5));
  await openFiles(page, number);
  await expect(budget(page)).toHaveText("5 of 5 files, 30 bytes of 2 GiB");
  await choose(page, given("7.txt", "file 7"));
  await expect(refusals(page)).toHaveText([/^7\.txt: One upload takes at most 5 files/]);
});

test("exactly 2 GiB is taken, and then not one byte more until it is cancelled", async ({ as, folder }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await slowDown(page, MiB);
  await choose(page, await writeSparse(join(folder, "just right.img"), 2048 * MiB));
  await expect(row(page, "just right.img")).toContainText("Uploading");
  await expect.poll(() => sent(page, "just right.img")).toBeGreaterThan(0);
  await expect(budget(page)).toHaveText("1 of 5 files, 2 GiB of 2 GiB");
  await choose(page, given("straw.txt", "!"));
  await expect(refusals(page)).toHaveText([/^straw\.txt: The files of one upload may have 2 GiB together/]);
  await press(page, "Cancel", "just right.img");
  await expect(row(page, "just right.img")).toHaveCount(0);
  await choose(page, given("straw.txt", "!"));
  await expectArrived(page, "straw.txt");
  await expect(refusals(page)).toHaveCount(0);
  await expectFiles(page, number, [given("straw.txt", "!")]);
});

test("files are dropped, a folder is refused with what to do, and a file that misses does not take the page", async ({
  as,
  folder,
}) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  await writeFile(join(folder, "dropped.txt"), "dropped");
  await mkdir(join(folder, "logs"));
  await writeFile(join(folder, "logs", "inside.txt"), "inside");
  await drop(page, [join(folder, "dropped.txt"), join(folder, "logs")]);
  await expectArrived(page, "dropped.txt");
  await expect(refusals(page)).toHaveText(["logs: This is a folder. Pack it into an archive, such as a .zip, and add that."]);
  // Left to itself, a browser opens what is dropped beside the place.
  const prevented = await page.getByRole("banner").evaluate((banner) =>
    ["dragover", "drop"].map((type) => {
      const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
      return !banner.dispatchEvent(event);
    }),
  );
  expect(prevented).toEqual([true, true]);
  await expectFiles(page, number, [given("dropped.txt", "dropped")]);
});

test("a picture of the screen is pasted, and a text is not", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const paste = (name: string | undefined) =>
    page.evaluate((name) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", name ?? "only a text");
      if (name !== undefined) clipboardData.items.add(new File(["picture"], name, { type: "image/png" }));
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, name);
  await paste(undefined);
  await paste("image.png");
  await expectArrived(page, "image.png");
  await expectFiles(page, number, [given("image.png", "picture")]);
});

test("a case of somebody else's is not there", async ({ as, expectConsole }) => {
  expectConsole(/status of 404/);
  const owner = await as(CORA);
  const number = await freshFiles(owner);
  const page = await as("fred@fabrikam.example");
  await page.goto(`/submit/files?case=${number}`);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("There is nothing here, or you may not see it.");
  await expect(picker(page)).toHaveCount(0);
});

test("a file that has arrived is not sent again", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = given("log.txt", "one line\n");
  await choose(page, file);
  await expectArrived(page, "log.txt");
  await expect(row(page, "log.txt")).toContainText("SHA-256");
  await choose(page, file);
  await expect(refusals(page)).toHaveText(["log.txt: A file of this name and size has arrived already. If this is another one, give it another name."]);
  await choose(page, given("log.txt", "another line\n"));
  await expect(budget(page)).toContainText("2 of 5 files");
  await expect.poll(async () => (await filesOf(page, number)).length).toBe(2);
});

test("files that cannot be looked up are not said to be none, and Retry brings them", async ({ as, expectConsole }) => {
  expectConsole(/503 \(Service Unavailable\)/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const none = page.getByText("No files were added.");
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(`**/cases/${number}/files`, async (route) => {
    await answered;
    await route.fulfill({ status: 503, body: "" });
  });
  await page.goto(`/submit/confirmation?case=${number}`);
  await expect(question(page, "Confirmation")).toBeVisible();
  await page.waitForTimeout(500);
  await expect(none).toHaveCount(0);
  answer();
  const retry = page.getByRole("main").getByRole("alert").getByRole("button", { name: "Retry" });
  await expect(retry).toBeVisible();
  await expect(none).toHaveCount(0);
  await openFiles(page, number);
  await expect(retry).toBeVisible();
  await expect(page.getByRole("link", { name: "Skip", exact: true })).toHaveCount(0);
  await page.unroute(`**/cases/${number}/files`);
  await retry.click();
  await expect(page.getByRole("link", { name: "Skip", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Skip", exact: true }).click();
  await expect(none).toBeVisible();
});

test("a page that is left while files are taken takes them all the same", async ({ as }) => {
  const page = await as(CORA);
  const number = await freshFiles(page);
  // The device takes its time to keep a file: somebody else writes there, as soon as there is where to.
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBeGreaterThan(0);
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("caseport-uploads");
      request.onsuccess = () => resolve(request.result);
    });
    const until = performance.now() + 3_000;
    const store = database.transaction("uploads", "readwrite").objectStore("uploads");
    const write = () => {
      if (performance.now() < until) store.get("nothing").onsuccess = write;
    };
    write();
  });
  const files = ["1.txt", "2.txt", "3.txt", "4.txt"].map((name) => given(name, name));
  await choose(page, files);
  await page.getByRole("link", { name: /^(Skip|Continue)$/ }).click();
  await page.getByRole("banner").getByRole("link").first().click();
  await expect.poll(async () => (await filesOf(page, number)).length, { timeout: 20_000 }).toBe(4);
});

test("where the browser refuses its locks, files are sent all the same", async ({ as }) => {
  const page = await as(CORA);
  await page.addInitScript(() => {
    LockManager.prototype.request = () => Promise.reject(new DOMException("denied", "SecurityError"));
    LockManager.prototype.query = () => Promise.reject(new DOMException("denied", "SecurityError"));
  });
  const number = await freshFiles(page);
  await choose(page, given("log.txt", "one line\n"));
  await expectArrived(page, "log.txt");
  await expectFiles(page, number, [given("log.txt", "one line\n")]);
});
