// Bad lines and bad days of the server: what can go on by itself does, what cannot says why and keeps what has arrived.
import { randomUUID } from "node:crypto";

import {
  addressOf,
  choose,
  CORA,
  expect,
  expectArrived,
  expectFiles,
  expectSent,
  filesOf,
  freshFiles,
  given,
  GONE,
  keptUploads,
  MiB,
  PIECE,
  press,
  randomFile,
  row,
  slowDown,
  standOf,
  test,
} from "../lib/uploads";
import { dialog } from "../lib/case";

const INTERRUPTED = "The connection was lost. It goes on by itself.";

test.beforeEach(() => test.slow());
test.afterEach(async ({ server }) => {
  if (!server.isRunning) await server.start();
});

test("the server is killed and started again: everything goes on by itself", async ({ as, server, line, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const files = [randomFile("one.bin", 20 * MiB), randomFile("two.bin", 12 * MiB)];
  const faster = await slowDown(page, 6 * MiB);
  await choose(page, files);
  await expectSent(page, "one.bin", PIECE + 1);
  await server.kill();
  for (const { name } of files) await expect(row(page, name)).toContainText(INTERRUPTED);
  await server.start();
  await faster();
  await expectArrived(page, "one.bin", "two.bin");
  await expectFiles(page, number, files);
  // Each file loses a piece at most.
  expect(line.sentUp).toBeLessThan(32 * MiB + 2 * PIECE + MiB);
});

test("the line is cut, stays cut and comes back: it goes on by itself, or at once where asked to", async ({ as, line, expectConsole }) => {
  expectConsole(GONE);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 20 * MiB);
  const faster = await slowDown(page, 6 * MiB);
  await choose(page, file);
  await expectSent(page, "one.bin", PIECE + 1);
  line.cut();
  await expect(row(page, "one.bin")).toContainText(INTERRUPTED);
  await press(page, "Retry", "one.bin");
  await expect(row(page, "one.bin")).toContainText(INTERRUPTED);
  await press(page, "Pause", "one.bin");
  await expect(row(page, "one.bin")).toContainText("Paused");
  await press(page, "Resume", "one.bin");
  await expect(row(page, "one.bin")).toContainText(INTERRUPTED);
  line.mend();
  await faster();
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
});

test("a device that was offline goes on as soon as it is online", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_INTERNET_DISCONNECTED/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 12 * MiB);
  const faster = await slowDown(page, 4 * MiB);
  await choose(page, file);
  await expectSent(page, "one.bin", MiB);
  await faster();
  await page.context().setOffline(true);
  await expect(row(page, "one.bin")).toContainText(INTERRUPTED);
  // Until pauses between attempts are long.
  await page.waitForTimeout(8_000);
  await page.context().setOffline(false);
  await expect(row(page, "one.bin")).toContainText("Arrived", { timeout: 5_000 });
  await expectFiles(page, number, [file]);
});

test("a line that falls silent is given up after a while, and it goes on once there is another", async ({ as, line }) => {
  const page = await as(CORA, { baseURL: line.url });
  // Two minutes of the app's patience are three seconds here.
  await page.addInitScript(() => {
    const { get, set } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "timeout")!;
    Object.defineProperty(XMLHttpRequest.prototype, "timeout", {
      get,
      set(milliseconds: number) {
        set!.call(this, milliseconds / 40);
      },
    });
  });
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 40 * MiB);
  const faster = await slowDown(page, 12 * MiB);
  await choose(page, file);
  await expectSent(page, "one.bin", PIECE + 1);
  line.fallSilent();
  await faster();
  await expect(row(page, "one.bin")).toContainText(INTERRUPTED);
  line.mend();
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
});

test("a piece that was damaged on its way is sent again, and nothing else is", async ({ as, line, expectConsole }) => {
  expectConsole(/status of 460/);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 20 * MiB);
  const faster = await slowDown(page, 8 * MiB);
  await choose(page, file);
  await expectSent(page, "one.bin", PIECE + MiB);
  line.damage(1);
  await expect(row(page, "one.bin")).toContainText("A piece was damaged on its way. It is sent again.");
  expect(line.damages).toBe(0);
  await faster();
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
  expect(line.sentUp).toBeLessThan(20 * MiB + PIECE + MiB);
});

test("a line that damages every piece ends in words, and Retry goes on once it is good", async ({ as, line, expectConsole }) => {
  expectConsole(/status of 460/);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 2 * MiB);
  line.damage(1_000);
  await choose(page, file);
  await expect(row(page, "one.bin")).toContainText("Retry", { timeout: 30_000 });
  await expect(row(page, "one.bin")).not.toContainText("It is sent again", { timeout: 60_000 });
  await expect(row(page, "one.bin").getByRole("button", { name: "Pause" })).toHaveCount(0);
  line.damage(0);
  await press(page, "Retry", "one.bin");
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
});

test("a server without room says so, and Retry goes on where it was", async ({ as, line, expectConsole }) => {
  expectConsole(/status of 507/);
  const page = await as(CORA, { baseURL: line.url });
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 12 * MiB);
  let pieces = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "PATCH" || (pieces += 1) !== 2) return route.continue();
    // The server's own answer, from its uploads/problem.rs; its tests fill a disk.
    await route.fulfill({
      status: 507,
      contentType: "application/problem+json",
      headers: { "tus-resumable": "1.0.0" },
      body: JSON.stringify({
        type: "/problems/no-room",
        title: "The server has no room for the file at the moment",
        status: 507,
        detail: "What has arrived is kept. Go on with the upload later.",
        request_id: randomUUID(),
      }),
    });
  });
  await choose(page, file);
  await expect(row(page, "one.bin")).toContainText("The server has no room for it at the moment. What has arrived is kept; retry later. 66%");
  const before = line.sentUp;
  await press(page, "Retry", "one.bin");
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
  expect(line.sentUp - before).toBeLessThan(4 * MiB + 100_000);
});

test("an upload that the server has lost begins anew by itself", async ({ as, expectConsole }) => {
  expectConsole(/status of 404/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const file = randomFile("one.bin", 12 * MiB);
  const faster = await slowDown(page, 2 * MiB);
  await choose(page, file);
  await expectSent(page, "one.bin", PIECE + 1);
  await press(page, "Pause", "one.bin");
  const address = await addressOf(page, "one.bin");
  const removed = await page.request.delete(address, { headers: { "tus-resumable": "1.0.0" } });
  expect(removed.status()).toBe(204);
  await faster();
  await press(page, "Resume", "one.bin");
  await expectArrived(page, "one.bin");
  await expectFiles(page, number, [file]);
});

test("a case that is closed meanwhile is told as the reason, and what has arrived is kept", async ({ as, expectConsole }) => {
  expectConsole(/status of 409/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const faster = await slowDown(page, 6 * MiB);
  await choose(page, randomFile("late.bin", 20 * MiB));
  await expectSent(page, "late.bin", PIECE + 1);
  const address = await addressOf(page, "late.bin");
  expect((await page.request.post(`/api/v1/cases/${number}/close`, { data: {} })).status()).toBe(200);
  await faster();
  await expect(row(page, "late.bin")).toContainText("The case is closed. Reopen it to go on with it.");
  const { status, offset } = await standOf(page, address);
  expect([status, offset >= PIECE]).toEqual([200, true]);
  await press(page, "Retry", "late.bin");
  await expect(row(page, "late.bin")).toContainText("The case is closed. Reopen it to go on with it.");
  expect(await keptUploads(page)).toHaveLength(1);
  expect(await filesOf(page, number)).toEqual([]);
});

test("a session that ends in the middle: sign in again in place, and all of them go on", async ({ as, expectConsole }) => {
  expectConsole(/status of 401/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const files = [randomFile("one.bin", 20 * MiB), randomFile("two.bin", 12 * MiB)];
  const faster = await slowDown(page, 8 * MiB);
  await choose(page, files);
  await expectSent(page, "one.bin", MiB);
  await press(page, "Pause", "two.bin");
  await page.context().clearCookies({ name: "caseport_session" });
  await faster();
  const again = dialog(page, "Sign in again");
  await expect(again).toBeVisible();
  await again.getByLabel("Password").fill("caseport-demo");
  // The other upload finds out only now, and must not take away what is typed.
  const refused: string[] = [];
  page.on("response", (answer) => answer.status() === 401 && refused.push(answer.url()));
  await page.locator('[aria-label="Resume two.bin"]').evaluate((button: HTMLButtonElement) => button.click());
  await expect.poll(() => refused.length).toBe(2);
  await expect(again.getByLabel("Password")).toHaveValue("caseport-demo");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
  await expectArrived(page, "one.bin", "two.bin");
  await expectFiles(page, number, files);
});

test("a beginning whose answer was lost is begun once", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const begun = new Set<string>();
  let asked = 0;
  await page.route("**/api/v1/uploads", async (route) => {
    const response = await route.fetch();
    begun.add(response.headers()["location"]);
    return (asked += 1) === 1 ? route.abort() : route.fulfill({ response });
  });
  await choose(page, given("once.txt", "once"));
  await expectArrived(page, "once.txt");
  expect([asked, begun.size]).toEqual([2, 1]);
  await expectFiles(page, number, [given("once.txt", "once")]);
});

test("a last piece whose answer was lost arrives once", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await freshFiles(page);
  let lost = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await choose(page, given("once.txt", "once"));
  await expectArrived(page, "once.txt");
  expect(lost).toBe(1);
  await expectFiles(page, number, [given("once.txt", "once")]);
});
