// Three servers over PostgreSQL and S3, behind nginx: what people do goes on whichever of them answers, and when one dies.
// All other journeys run over such a cluster, too, in `cargo xtask test cluster`.
import { join } from "node:path";

import { commentsOf, newCase } from "../lib/api";
import { commentBox, addComment, comments, onTheirWay, openCase } from "../lib/case";
import { Cluster } from "../lib/cluster";
import { PASSWORD } from "../lib/env.mjs";
import { Load } from "../lib/load";
import type { Program } from "../lib/program.mjs";
import { signIn } from "../lib/test";
import { CORA, choose, expect, filesOf, freshFiles, GONE, MiB, row, sent, slowDown, test as uploads, writeRandom } from "../lib/uploads";
import { freshSubject } from "../lib/wizard";

const CARL = "carl@contoso.example";
/** What the browser says of a server that died with a request, and of nginx that has not noticed yet. */
const DYING = new RegExp(`${GONE.source}|status of (409|423|502|504)`);

const test = uploads.extend<object, { server: Cluster }>({
  server: [
    async ({}, use) => {
      const cluster = await Cluster.start();
      await use(cluster);
      await cluster.end();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** Bytes of files that have arrived at a server. */
async function received(server: Program): Promise<number> {
  const figures = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^caseport_upload_received_bytes_total (\d+)/m.exec(figures)?.[1] ?? 0);
}

/** Browsers that follow what happens, by server. */
function readers(cluster: Cluster): Promise<number[]> {
  return Promise.all(
    cluster.servers.map(async (it) => {
      if (!it.isRunning) return 0;
      const figures = await (await fetch(`${it.url}/metrics`)).text();
      return Number(/^caseport_stream_readers (\d+)/m.exec(figures)?.[1] ?? 0);
    }),
  );
}

test.afterEach(async ({ server }) => server.start());

test("nginx asks them in turn, and who signed in at one is known at all, until they sign out", async ({ as, server }) => {
  const page = await as(CORA);
  await page.goto("/");
  await expect(page.getByRole("tab", { name: "My Cases" })).toBeVisible();
  const asked = async (it: Program) => {
    const figures = await (await fetch(`${it.url}/metrics`)).text();
    return [...figures.matchAll(/^caseport_http_requests_total\{.*route="\/api\/v1.*\} (\d+)/gm)].length;
  };
  for (const it of server.servers) expect(await asked(it)).toBeGreaterThan(0);
  const state = await page.context().cookies();
  const cookie = state.map(({ name, value }) => `${name}=${value}`).join("; ");
  const session = (it: Program) => fetch(`${it.url}/api/v1/session`, { headers: { cookie } });
  for (const it of server.servers) expect((await session(it)).status).toBe(200);
  await page.locator("summary", { hasText: "Account of" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
  for (const it of server.servers) expect((await session(it)).status).toBe(401);
});

test("too many wrong passwords are too many, whichever server they went to", async ({ page, expectConsole }) => {
  expectConsole(/status of (401|429)/);
  await page.goto("/");
  let tries = 0;
  for (; tries < 30; tries += 1) {
    await signIn(page, "uma@northwind.example", `${PASSWORD}?`);
    const said = page.getByRole("alert").filter({ hasText: /./ });
    await expect(said).toBeVisible();
    if (/many/i.test(await said.innerText())) break;
  }
  // By the account ten; three servers that count for themselves would take thirty.
  expect(tries).toBeLessThanOrEqual(12);
});

test("what one server is told reaches who reads at another, and a reader of a dead one has missed nothing", async ({ as, server, watch }) => {
  watch.allow(DYING);
  const [cora, carl] = [await as(CORA), await as(CARL)];
  const number = await newCase(cora, "contoso", { subject: freshSubject("Read elsewhere") });
  const before = await readers(server);
  const following = carl.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await openCase(carl, number);
  await following;
  await expect.poll(async () => (await readers(server)).some((it, n) => it > before[n]!)).toBe(true);
  const at = (await readers(server)).findIndex((it, n) => it > before[n]!);
  // Told to each server, his own among them.
  for (const [n, it] of server.servers.entries()) {
    const cookies = (await cora.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${it.url}/api/v1/cases/${number}/comments`, {
      method: "POST",
      headers: { cookie: cookies, "content-type": "application/json", "idempotency-key": `told-${number}-${n}`, origin: it.url },
      body: JSON.stringify({ text: `Told to server ${n}` }),
    });
    expect(answer.status, await answer.text()).toBe(201);
    await expect(comments(carl).filter({ hasText: `Told to server ${n}` })).toBeVisible({ timeout: 2_000 });
  }
  await server.servers[at]!.kill();
  await openCase(cora, number);
  await commentBox(cora).fill("Said while a server was dead");
  await addComment(cora).click();
  await expect(onTheirWay(cora)).toBeHidden();
  await expect(comments(carl).filter({ hasText: "Said while a server was dead" })).toBeVisible();
  expect((await commentsOf(cora, number)).filter((it) => it === "Said while a server was dead")).toHaveLength(1);
});

test("an upload whose pieces go to three servers, two of which are killed on the way, arrives whole", async ({ as, server, folder, watch }) => {
  test.setTimeout(180_000);
  watch.allow(DYING);
  const size = 240 * MiB;
  const path = join(folder, "disk image.vmdk");
  const hash = await writeRandom(path, size);
  const page = await as(CORA);
  const number = await freshFiles(page);
  const faster = await slowDown(page, 8 * MiB);
  await choose(page, path);
  const come = (bytes: number) =>
    expect.poll(() => sent(page, "disk image.vmdk"), { timeout: 60_000, intervals: [20] }).toBeGreaterThan(bytes);
  // nginx does not ask a server for ten seconds that was dead a moment ago.
  const shares = async () => Math.min(...(await Promise.all(server.servers.map(received))));
  await expect.poll(shares, { timeout: 30_000 }).toBeGreaterThan(0);
  const reached = await sent(page, "disk image.vmdk");
  expect(reached).toBeLessThan(size - 64 * MiB);
  await server.servers[0]!.kill();
  await come(reached + 24 * MiB);
  await server.servers[1]!.kill();
  await faster();
  await expect(row(page, "disk image.vmdk")).toContainText("Arrived", { timeout: 120_000 });
  expect(await filesOf(page, number)).toMatchObject([{ name: "disk image.vmdk", size, sha256: hash }]);
});

test("a server is killed every few seconds under load: nothing acknowledged is lost or doubled", async ({ as, server, watch }) => {
  test.setTimeout(240_000);
  watch.allow(DYING);
  // Somebody works meanwhile, and notices nothing.
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Under load") });
  const load = await Load.begin(server, page);
  const written: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const victim = server.servers[turn]!;
    await victim.kill();
    await openCase(page, number);
    const words = `Comment ${turn} under load`;
    await commentBox(page).fill(words);
    await addComment(page).click();
    await expect(onTheirWay(page)).toBeHidden({ timeout: 30_000 });
    written.push(words);
    await load.pause(5_000);
    await victim.start();
    await load.pause(5_000);
  }
  const { keys, acknowledged, refused, reads } = await load.end();
  expect(await commentsOf(page, number)).toEqual(written);
  // Whatever was tried was tried until it was acknowledged, and each is there once, with the number that was told.
  expect(acknowledged.size).toBe(keys);
  expect(keys).toBeGreaterThan(10);
  const found = await server.database.ask(`SELECT subject, number FROM cases WHERE subject LIKE '${load.prefix}%'`);
  expect(new Map(found.map((line) => line.split("|") as [string, string]))).toEqual(acknowledged);
  expect(found).toHaveLength(keys);
  expect(refused.filter((status) => ![502, 504].includes(status))).toEqual([]);
  expect(reads.answered).toBeGreaterThan(100);
  expect(reads.statuses.filter((status) => ![502, 504].includes(status))).toEqual([]);
});
