// Any tus client with our server, and our app with any tus server: the protocol is spoken, not something like it.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, request as forward, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { FileStore } from "@tus/file-store";
import { Server as TusServer } from "@tus/server";
import type { Page } from "@playwright/test";
import { Upload, type UploadOptions } from "tus-js-client";

import { newCase } from "../lib/api";
import { Line } from "../lib/line.mjs";
import {
  addressOf,
  choose,
  CORA,
  expect,
  expectArrived,
  expectSent,
  filesOf,
  freshFiles,
  GONE,
  MiB,
  PIECE,
  press,
  randomFile,
  row,
  sha256,
  slowDown,
  standOf,
  test,
  writeRandom,
} from "../lib/uploads";
import { freshSubject } from "../lib/wizard";

/** What every upload of tus-js-client to a case of the page's person needs. */
async function toCase(page: Page, origin: string, name: string): Promise<{ number: string; options: UploadOptions }> {
  const number = await newCase(page, "contoso", { subject: freshSubject("From another client") });
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const options = {
    endpoint: `${origin}/api/v1/uploads`,
    metadata: { case: number, filename: name, filetype: "application/zip", batch: "another client" },
    headers: { cookie, origin },
    retryDelays: [0, 100, 300, 1_000, 3_000],
  };
  return { number, options };
}

/** Uploads to the end, or until `stop` says so; returns the upload. */
function run(content: Buffer, options: UploadOptions, stop?: (sent: number) => boolean): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(content, {
      ...options,
      onSuccess: () => resolve(upload),
      onError: reject,
      onProgress: (sent) => {
        if (stop?.(sent)) upload.abort().then(() => resolve(upload), reject);
      },
    });
    upload.start();
  });
}

for (const [how, options] of [
  ["in one piece", {}],
  ["in pieces of 5 MiB", { chunkSize: 5 * MiB }],
  ["with the first piece in the beginning", { chunkSize: 5 * MiB, uploadDataDuringCreation: true }],
  ["with POST in the place of other methods", { chunkSize: 5 * MiB, overridePatchMethod: true }],
] as const) {
  test(`tus-js-client uploads ${how}`, async ({ as, server }) => {
    const page = await as(CORA);
    const { number, options: common } = await toCase(page, server.url, "журнал.zip");
    const content = randomBytes(17 * MiB);
    await run(content, { ...common, ...options });
    expect(await filesOf(page, number)).toMatchObject([
      { name: "журнал.zip", size: content.length, sha256: sha256(content), batch: "another client" },
    ]);
  });
}

test("tus-js-client goes on where it stopped, also after a cut of the line", async ({ as, line }) => {
  const page = await as(CORA);
  const { number, options } = await toCase(page, line.url, "resumed.zip");
  const content = randomBytes(40 * MiB);
  const before = line.sentUp;
  const stopped = await run(content, { ...options, chunkSize: 8 * MiB }, (sent) => sent > 17 * MiB);
  const { offset } = await standOf(page, stopped.url!);
  expect(offset).toBeGreaterThanOrEqual(16 * MiB);
  let cuts = 0;
  const resumed = await run(content, { ...options, chunkSize: 8 * MiB, uploadUrl: stopped.url }, (sent) => {
    if (sent > 26 * MiB && cuts === 0) {
      cuts += 1;
      line.break();
    }
    return false;
  });
  expect([resumed.url, cuts]).toEqual([stopped.url, 1]);
  expect(await filesOf(page, number)).toMatchObject([{ name: "resumed.zip", sha256: sha256(content) }]);
  expect(line.sentUp - before).toBeLessThan(content.length + 2 * PIECE + MiB);
});

test("several uploads of tus-js-client at once do not disturb each other", async ({ as, server }) => {
  const page = await as(CORA);
  const { number, options } = await toCase(page, server.url, "one of five.zip");
  const contents = Array.from({ length: 5 }, () => randomBytes(6 * MiB));
  await Promise.all(contents.map((content) => run(content, { ...options, chunkSize: MiB })));
  const hashes = (await filesOf(page, number)).map((file) => file.sha256);
  expect(hashes.sort()).toEqual(contents.map(sha256).sort());
});

test("tus-js-client's parts to be joined later, which we do not offer, are refused and never become files", async ({ as, server }) => {
  const page = await as(CORA);
  const { number, options } = await toCase(page, server.url, "in parts.zip");
  const metadataForPartialUploads = options.metadata;
  const parts = { ...options, retryDelays: [], parallelUploads: 2, metadataForPartialUploads };
  await expect(run(randomBytes(2 * MiB), parts)).rejects.toThrow(/400.*Upload-Concat/s);
  expect(await filesOf(page, number)).toEqual([]);
});

test("tus-js-client takes an upload back", async ({ as, server }) => {
  const page = await as(CORA);
  const { number, options } = await toCase(page, server.url, "unwanted.zip");
  const stopped = await run(randomBytes(16 * MiB), { ...options, chunkSize: 2 * MiB }, (sent) => sent > 5 * MiB);
  expect((await standOf(page, stopped.url!)).status).toBe(200);
  await stopped.abort(true);
  expect((await standOf(page, stopped.url!)).status).toBe(404);
  expect(await filesOf(page, number)).toEqual([]);
});

/** Everything of our server but its uploads, which `@tus/server` takes. */
class Foreign {
  readonly tus: TusServer;
  #front: HttpServer;

  constructor(
    readonly ours: string,
    readonly folder: string,
    relativeLocation: boolean,
  ) {
    this.tus = new TusServer({ path: "/api/v1/uploads", datastore: new FileStore({ directory: folder }), relativeLocation });
    this.#front = createServer((question, answer) => {
      if (question.url?.startsWith("/api/v1/uploads")) return void this.tus.handle(question, answer);
      const { method, headers, url } = question;
      const ours = forward(`${this.ours}${url}`, { method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      ours.on("error", () => answer.destroy());
      question.pipe(ours);
    });
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#front.listen(0, "127.0.0.1", resolve));
    return (this.#front.address() as AddressInfo).port;
  }

  async end(): Promise<void> {
    this.#front.closeAllConnections();
    await new Promise((resolve) => this.#front.close(resolve));
  }
}

for (const [how, relative] of [
  ["absolute", false],
  ["relative", true],
] as const) {
  test(`our app uploads to @tus/server with ${how} addresses, over a cut line, and takes back`, async ({
    as,
    server,
    folder,
    expectConsole,
  }) => {
    test.slow();
    expectConsole(GONE);
    const foreign = new Foreign(server.url, join(folder, "store"), relative);
    const line = await Line.to(await foreign.start());
    try {
      const page = await as(CORA, { baseURL: line.url });
      await freshFiles(page);
      const path = join(folder, "foreign.bin");
      const hash = await writeRandom(path, 40 * MiB);
      const faster = await slowDown(page, 12 * MiB);
      await choose(page, path);
      await expectSent(page, "foreign.bin", 17 * MiB);
      const address = await addressOf(page, "foreign.bin");
      const before = line.sentUp;
      const { offset } = await standOf(page, address);
      line.cut();
      await expect(row(page, "foreign.bin")).toContainText("The connection was lost. It goes on by itself.");
      line.mend();
      await faster();
      await expectArrived(page, "foreign.bin");
      const stored = await readFile(join(folder, "store", address.split("/").pop()!));
      expect(createHash("sha256").update(stored).digest("hex")).toBe(hash);
      expect(line.sentUp - before).toBeLessThan(40 * MiB - offset + PIECE + MiB);

      await slowDown(page, 2 * MiB);
      await choose(page, randomFile("unwanted.bin", 10 * MiB));
      await expectSent(page, "unwanted.bin", MiB);
      const unwanted = await addressOf(page, "unwanted.bin");
      await press(page, "Cancel", "unwanted.bin");
      await expect.poll(async () => (await standOf(page, unwanted)).status, { timeout: 20_000 }).toBe(404);
    } finally {
      await line.end();
      await foreign.end();
    }
  });
}
