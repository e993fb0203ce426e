// The big one: 600 MB over a line that is cut five times to a server that is killed five times. Everything arrives as
// it was, and each interruption costs a piece at most.
import { join } from "node:path";

import {
  CORA,
  choose,
  expect,
  filesOf,
  freshFiles,
  GONE,
  PIECE,
  row,
  sent,
  test,
  writeRandom,
} from "../lib/uploads";

const SIZE = 600_000_000;
const TIMES = 5;
/** What the app sends besides the file: headers of some 100 requests, and the page's own. */
const AROUND = 500_000;

test("600 MB survive five kills of the server and five cuts of the line", async ({ as, server, line, folder, expectConsole }) => {
  test.setTimeout(300_000);
  // What a broken connection has left in the server's ears may still be heard after the app has asked where it stands.
  expectConsole(new RegExp(`${GONE.source}|status of 409`));
  const path = join(folder, "disk image.vmdk");
  const hash = await writeRandom(path, SIZE);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const before = line.sentUp;
  await choose(page, path);
  for (let time = 0; time < 2 * TIMES; time += 1) {
    const target = ((time + 0.5) / (2 * TIMES)) * SIZE;
    await expect.poll(() => sent(page, "disk image.vmdk"), { timeout: 60_000, intervals: [20] }).toBeGreaterThan(target);
    if (time % 2 === 0) {
      await server.kill();
      await server.start();
    } else {
      line.cut();
      await expect(row(page, "disk image.vmdk")).toContainText("The connection was lost. It goes on by itself.");
      line.mend();
    }
  }
  await expect(row(page, "disk image.vmdk")).toContainText("Arrived", { timeout: 120_000 });
  expect(await filesOf(page, number)).toMatchObject([{ name: "disk image.vmdk", size: SIZE, sha256: hash }]);
  expect(line.sentUp - before).toBeGreaterThanOrEqual(SIZE);
  expect(line.sentUp - before).toBeLessThanOrEqual(SIZE + 2 * TIMES * PIECE + AROUND);
});
