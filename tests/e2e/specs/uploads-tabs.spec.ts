// Two tabs never send one file, and neither takes it from the other.
import { join } from "node:path";

import {
  ASKS,
  choose,
  chooseAgain,
  CORA,
  expect,
  expectArrived,
  expectFiles,
  expectSent,
  filesOf,
  freshFiles,
  half,
  MiB,
  openFiles,
  press,
  randomFile,
  row,
  slowDown,
  standOf,
  test,
  writeRandom,
} from "../lib/uploads";

test.beforeEach(() => test.slow());

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

test("what one tab gives up while the other sends it goes on there", async ({ as, folder }) => {
  const first = await as(CORA);
  const number = await freshFiles(first);
  const { path, hash, address } = await half(first, folder, (path) => choose(first, path));
  await openFiles(first, number);
  const second = await first.context().newPage();
  await openFiles(second, number);
  for (const page of [first, second]) await expect(row(page, "large.bin")).toContainText(ASKS);
  const faster = await slowDown(first, 4 * MiB);
  await chooseAgain(first, "large.bin").setInputFiles(path);
  await expectSent(first, "large.bin", 20 * MiB);
  await second.getByRole("button", { name: "Cancel large.bin" }).focus();
  await second.keyboard.press("Enter");
  await expect(row(second, "large.bin")).toContainText("Uploading in another tab");
  await expect(row(second, "large.bin").locator(".upload-name")).toBeFocused();
  await faster();
  await expectArrived(first, "large.bin");
  expect(await filesOf(first, number)).toMatchObject([{ name: "large.bin", sha256: hash }]);
  expect((await standOf(first, address)).offset).toBe(40 * MiB);
  await expectArrived(second, "large.bin");
});
