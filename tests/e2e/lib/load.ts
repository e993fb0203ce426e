// Load for a cluster: wrk reads a list as fast as it is answered, and writers submit cases as the app does, trying again
// with the same key until they are told the number.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

const WRITERS = 4;
const CONNECTIONS = 8;
/** Far longer than any test: wrk is told to end by a signal. */
const LONGEST = "10m";

export interface Reads {
  answered: number;
  /** The statuses of answers that were not 200. */
  statuses: number[];
}

export interface Loaded {
  /** How many cases were submitted. */
  keys: number;
  /** The number of each case that was acknowledged, by its subject. */
  acknowledged: Map<string, string>;
  /** The statuses of answers that were none. */
  refused: number[];
  reads: Reads;
}

/** Tells what was answered with anything but 200, and how often. */
const SCRIPT = `
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() others = "" end
function response(status) if status ~= 200 then others = others .. status .. " " end end
function done(summary)
  local all = ""
  for _, thread in ipairs(threads) do all = all .. thread:get("others") end
  print("answered: " .. summary.requests)
  print("others: " .. all)
end
`;

export class Load {
  readonly prefix = `Load ${randomUUID().slice(0, 8)}`;
  readonly #url: string;
  readonly #cookie: string;
  readonly #folder: string;
  readonly #acknowledged = new Map<string, string>();
  readonly #refused: number[] = [];
  readonly #writers: Promise<void>[] = [];
  #wrk!: ChildProcess;
  #said = "";
  #keys = 0;
  #isEnding = false;

  private constructor(url: string, cookie: string, folder: string) {
    this.#url = url;
    this.#cookie = cookie;
    this.#folder = folder;
  }

  /** Begins, as whoever is signed in on the page. */
  static async begin(server: { url: string }, page: Page): Promise<Load> {
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const load = new Load(server.url, cookie, await mkdtemp(join(tmpdir(), "caseport-load-")));
    await load.#read();
    for (let n = 0; n < WRITERS; n += 1) load.#writers.push(load.#write());
    return load;
  }

  async #read(): Promise<void> {
    const script = join(this.#folder, "count.lua");
    await writeFile(script, SCRIPT);
    const list = `${this.#url}/api/v1/organizations/contoso/cases?tab=my&limit=10`;
    const options = ["-t", "1", "-c", String(CONNECTIONS), "-d", LONGEST, "-s", script, "-H", `Cookie: ${this.#cookie}`, list];
    this.#wrk = spawn(process.env.CASEPORT_WRK ?? "wrk", options, { stdio: ["ignore", "pipe", "inherit"] });
    this.#wrk.stdout!.on("data", (text) => (this.#said += text));
    await new Promise((resolve, reject) => {
      this.#wrk.once("spawn", resolve);
      this.#wrk.once("error", () => reject(new Error("there is no wrk: `cargo xtask setup` installs it")));
    });
  }

  async #write(): Promise<void> {
    while (!this.#isEnding) {
      this.#keys += 1;
      const subject = `${this.prefix} ${this.#keys}`;
      const key = randomUUID();
      let number: string | undefined;
      while (number === undefined) number = await this.#submit(subject, key);
      this.#acknowledged.set(subject, number);
    }
  }

  async #submit(subject: string, key: string): Promise<string | undefined> {
    try {
      const answer = await fetch(`${this.#url}/api/v1/organizations/contoso/cases`, {
        method: "POST",
        headers: { cookie: this.#cookie, origin: this.#url, "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({
          ...{ product: "metadefender-cloud", issue_type: "question", severity: "s3", subject },
          description: "Submitted under load so that it can be counted.",
        }),
      });
      if (answer.status === 201) return String((await answer.json()).number);
      this.#refused.push(answer.status);
      if (![502, 503, 504].includes(answer.status)) throw new Fatal(`${answer.status}: ${await answer.text()}`);
    } catch (error) {
      if (error instanceof Fatal) throw error;
      // The line was cut: nobody knows whether it has arrived.
    }
    await this.pause(200);
    return undefined;
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Ends, once everything that was begun is acknowledged. */
  async end(): Promise<Loaded> {
    this.#isEnding = true;
    await Promise.all(this.#writers);
    const gone = new Promise((resolve) => this.#wrk.once("exit", resolve));
    this.#wrk.kill("SIGINT");
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
    const answered = Number(/answered: (\d+)/.exec(this.#said)?.[1] ?? 0);
    const statuses = (/others: (.*)/.exec(this.#said)?.[1] ?? "").trim().split(" ").filter(Boolean).map(Number);
    return { keys: this.#keys, acknowledged: this.#acknowledged, refused: this.#refused, reads: { answered, statuses } };
  }
}

class Fatal extends Error {}
