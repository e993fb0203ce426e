// How fast do five files of 2 GiB in all go up? From the app in a browser and, for comparison, from curl: with the same
// pieces, headers and number of files at a time, and with one request for each file. `cargo xtask bench` starts it.
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

import { chromium } from "@playwright/test";

import { browserArguments, executablePath, PASSWORD } from "./lib/env.mjs";
import { Line } from "./lib/line.mjs";
import { Server } from "./lib/server.mjs";
import { settled } from "./lib/settled.mjs";

const MiB = 1024 * 1024;
const PIECE = 8 * MiB;
const TOTAL = 2048 * MiB;
const FILES = 5;
/** A line as fast as people's may be, in bytes a second: 40 MiB are 335 Mbit. */
const LINE = 40 * MiB;
/** As many as the app sends at the same time. */
const AT_ONCE = 3;
const RUNS = Number(process.env.CASEPORT_BENCH_RUNS ?? 3);
const EMAIL = "cora@contoso.example";
const TUS = { "tus-resumable": "1.0.0" };

const folder = await mkdtemp(join(tmpdir(), "caseport-bench-"));
const server = await Server.start();
const line = await Line.to(Number(new URL(server.url).port));
line.limit(LINE);
const browser = await chromium.launch({ executablePath, args: browserArguments });
try {
  const files = await make();
  const cookie = await signIn();
  const one = files.slice(0, 1);
  const ways = {
    app: [files, (target) => byApp(files, server.url, target)],
    browser: [files, (target) => byBrowser(files, target)],
    pieces: [files, (target) => byCurl(files, piecesOf, server.url, target)],
    whole: [files, (target) => byCurl(files, wholeOf, server.url, target)],
    lineApp: [one, (target) => byApp(one, line.url, target)],
    linePieces: [one, (target) => byCurl(one, piecesOf, line.url, target)],
  };
  const results = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let run = 0; run < RUNS; run += 1) {
    // In turn, so that a machine that is busy for a while is so for all of them.
    for (const [way, [sent, upload]] of Object.entries(ways)) results[way].push(await measured(upload, cookie, sent));
  }
  report(results);
} finally {
  await browser.close();
  await line.end();
  await server.end();
  await rm(folder, { recursive: true, force: true });
}

/** The files, whole and in pieces with their checksums, which curl cannot compute. */
async function make() {
  const files = [];
  for (let index = 0; index < FILES; index += 1) {
    const size = Math.floor(TOTAL / FILES) + (index < TOTAL % FILES ? 1 : 0);
    const path = join(folder, `support-${index + 1}.zip`);
    const [whole, hash, pieces] = [await open(path, "w"), createHash("sha256"), []];
    await mkdir(`${path}.pieces`);
    for (let offset = 0; offset < size; offset += PIECE) {
      const block = randomBytes(Math.min(PIECE, size - offset));
      const piece = join(`${path}.pieces`, String(offset));
      await whole.write(block);
      await writeFile(piece, block);
      hash.update(block);
      pieces.push({ offset, path: piece, checksum: createHash("sha256").update(block).digest("base64") });
    }
    await whole.close();
    files.push({ path, size, sha256: hash.digest("hex"), pieces });
  }
  return files;
}

async function ask(path, options = {}, cookie = "") {
  const headers = { origin: server.url, "content-type": "application/json", cookie, ...options.headers };
  const answer = await fetch(`${server.url}/api/v1${path}`, { ...options, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function signIn() {
  const answer = await ask("/auth/login", { method: "POST", body: JSON.stringify({ email: EMAIL, password: PASSWORD }) });
  return answer.headers.getSetCookie().map((it) => it.split(";")[0]).join("; ");
}

async function newCase(cookie) {
  const body = {
    product: "metadefender-cloud",
    issue_type: "question",
    severity: "s3",
    subject: "Two gibibytes",
    description: "Made to be uploaded to, as fast as possible.",
  };
  const headers = { "idempotency-key": randomBytes(8).toString("hex") };
  const answer = await ask("/organizations/contoso/cases", { method: "POST", headers, body: JSON.stringify(body) }, cookie);
  return (await answer.json()).number;
}

async function measured(upload, cookie, files) {
  const number = await newCase(cookie);
  await writeFile(`/proc/${server.pid}/clear_refs`, "5").catch(() => undefined);
  const before = await statusOf(server.pid, "VmRSS");
  const result = await upload({ number, cookie });
  const memory = (await statusOf(server.pid, "VmHWM")) - before;
  const arrived = (await (await ask(`/cases/${number}/files`, {}, cookie)).json()).items.map((it) => it.sha256);
  const wanted = files.map((it) => it.sha256);
  if (arrived.sort().join() !== wanted.sort().join()) throw new Error("what has arrived is not what was sent");
  // Only what was uploaded needs room, not what is measured.
  for (const name of await readdir(join(server.data, "files"))) await rm(join(server.data, "files", name));
  return { ...result, server: memory };
}

/** A figure of a process in bytes. */
async function statusOf(pid, figure) {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) * 1024;
}

/** A page of somebody who is signed in. */
async function withPage(cookie, use) {
  const context = await browser.newContext();
  try {
    const cookies = cookie.split("; ").map((pair) => pair.split("="));
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: server.url })));
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

function byApp(files, origin, { number, cookie }) {
  return withPage(cookie, async (page) => {
    await page.goto(`${origin}/submit/files?case=${number}`);
    await page.waitForSelector("#files", { state: "attached" });
    await settled(page);
    const memory = await watchMemory(page);
    const begun = performance.now();
    await page.setInputFiles("#files", files.map((it) => it.path));
    const all = (count) => document.querySelectorAll("li.upload-arrived").length === count;
    await page.waitForFunction(all, files.length, { timeout: 600_000, polling: 50 });
    const seconds = (performance.now() - begun) / 1_000;
    return { seconds, ...(await memory.end()) };
  });
}

/** What the browser itself needs for the same requests, without the app, and with checksums that others computed. */
function byBrowser(files, { number, cookie }) {
  return withPage(cookie, async (page) => {
    // A page of the server's address without the app, and without its policy.
    const bare = `${server.url}/bare`;
    await page.route(bare, (route) => route.fulfill({ contentType: "text/html", body: "<input id=files type=file multiple>" }));
    await page.goto(bare);
    await page.unroute(bare);
    await page.setInputFiles("#files", files.map((it) => it.path));
    const begun = performance.now();
    const urls = await Promise.all(files.map((file) => begin(file, number, cookie)));
    const send = async ([urls, pieces, size, atOnce]) => {
      const patch = (url, body, headers) =>
        new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          request.open("PATCH", url);
          for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
          request.upload.onprogress = () => undefined;
          request.onloadend = () => (request.status === 204 ? resolve() : reject(new Error(request.responseText)));
          request.send(body);
        });
      const waiting = [...document.querySelector("#files").files].map((file, index) => ({ file, index }));
      const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          for (const { offset, headers } of pieces[next.index]) {
            await patch(urls[next.index], next.file.slice(offset, offset + size), headers);
          }
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    };
    const pieces = files.map((file) =>
      piecesOf(file).map(({ headers }) => ({
        offset: Number(headers["upload-offset"]),
        headers: { ...TUS, ...headers, "content-type": "application/offset+octet-stream" },
      })),
    );
    await page.evaluate(send, [urls, pieces, PIECE, AT_ONCE]);
    return { seconds: (performance.now() - begun) / 1_000 };
  });
}

/** Looks at a page's memory until told to end: how much the heap and the renderer have grown at most. */
async function watchMemory(page) {
  const [devtools, whole] = [await page.context().newCDPSession(page), await browser.newBrowserCDPSession()];
  await devtools.send("Performance.enable");
  const heap = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "JSHeapUsedSize").value;
  };
  const resident = async () => {
    const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    const sizes = await Promise.all(renderers.map(({ id }) => statusOf(id, "VmRSS").catch(() => 0)));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  await devtools.send("HeapProfiler.collectGarbage");
  const [heapBefore, residentBefore] = [await heap(), await resident()];
  const [peak, stop] = [{ heap: 0, renderer: 0 }, new AbortController()];
  const watching = (async () => {
    while (!stop.signal.aborted) {
      peak.heap = Math.max(peak.heap, (await heap()) - heapBefore);
      peak.renderer = Math.max(peak.renderer, (await resident()) - residentBefore);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return {
    async end() {
      stop.abort();
      await watching;
      await devtools.send("HeapProfiler.collectGarbage");
      return { ...peak, left: (await heap()) - heapBefore };
    },
  };
}

async function byCurl(files, requestsOf, origin, { number, cookie }) {
  const begun = performance.now();
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const url = (await begin(file, number, cookie)).replace(server.url, origin);
      const requests = requestsOf(file).map(({ path, headers }) => {
        const lines = Object.entries({ ...TUS, ...headers, "content-type": "application/offset+octet-stream", cookie });
        return [
          `url = "${url}"`,
          `request = "PATCH"`,
          `upload-file = "${path}"`,
          ...lines.map(([name, value]) => `header = "${name}: ${value}"`),
          // Nobody else does: curl would wait for a leave to send.
          `header = "expect:"`,
          "fail\nsilent\nshow-error",
        ].join("\n");
      });
      const config = join(folder, `${basename(file.path)}.curl`);
      await writeFile(config, requests.join("\nnext\n"));
      await promisify(execFile)("curl", ["--config", config]).catch((error) => {
        throw new Error(`${error.message}\n${server.log}`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { seconds: (performance.now() - begun) / 1_000 };
}

async function begin(file, number, cookie) {
  const of = (text) => Buffer.from(text).toString("base64");
  const metadata = `case ${of(String(number))},filename ${of(basename(file.path))},batch ${of("bench")}`;
  const headers = { ...TUS, "upload-length": String(file.size), "upload-metadata": metadata };
  const answer = await ask("/uploads", { method: "POST", headers }, cookie);
  return server.url + answer.headers.get("location");
}

function piecesOf(file) {
  return file.pieces.map(({ offset, path, checksum }) => ({
    path,
    headers: { "upload-offset": String(offset), "upload-checksum": `sha256 ${checksum}` },
  }));
}

function wholeOf(file) {
  return [{ path: file.path, headers: { "upload-offset": "0" } }];
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function report({ app, browser, pieces, whole, lineApp, linePieces }) {
  const seconds = (runs) => median(runs.map((run) => run.seconds));
  const mib = (bytes) => `${(bytes / MiB).toFixed(1)} MiB`;
  const print = (name, value) => console.log(`  ${name.padEnd(50)} ${value.padStart(12)}`);
  const speed = (name, runs, bytes = TOTAL) => print(name, `${(bytes / MiB / seconds(runs)).toFixed(0)} MiB/s`);
  const ratio = (name, a, b) => print(name, `${(seconds(b) / seconds(a)).toFixed(2)} x`);
  const one = Math.ceil(TOTAL / FILES);
  console.log(`Uploading ${FILES} files of 2 GiB in all, medians of ${RUNS} runs:`);
  speed("from the app", app);
  speed("from the browser without the app, same requests", browser);
  speed("from curl, same requests", pieces);
  speed("from curl, one request for each file", whole);
  ratio("the app against the browser without it", app, browser);
  ratio("the app against curl, same requests (0.8 wanted)", app, pieces);
  speed(`one file over a line of ${LINE / MiB} MiB/s, from the app`, lineApp, one);
  speed("the same from curl, same requests", linePieces, one);
  ratio("the app against curl there (at least 0.8)", lineApp, linePieces);
  print("the page's heap grows at most by (under 32 MiB)", mib(median(app.map((run) => run.heap))));
  print("and afterwards is larger by", mib(median(app.map((run) => run.left))));
  print("the page's process grows at most by", mib(median(app.map((run) => run.renderer))));
  const server = [app, browser, pieces, whole].flat().map((run) => run.server);
  print("the server grows at most by (under 64 MiB)", mib(Math.max(...server)));
}
