// What a browser may read again only with the person's leave: the one without windows gives it without asking.
import { browserArguments, wholeBrowser } from "../lib/env.mjs";
import { chooseAgain, CORA, drop, expect, expectArrived, filesOf, freshFiles, half, MiB, openFiles, press, row, standOf, test } from "../lib/uploads";

test.use({ launchOptions: { executablePath: wholeBrowser, args: browserArguments } });
test.beforeEach(() => test.slow());

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
