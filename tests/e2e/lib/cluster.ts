// Three servers over one PostgreSQL and one bucket, behind nginx which asks them in turn: a portal as large vendors run it.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { freePort, Nginx } from "./nginx";
import { Program } from "./program.mjs";

const SERVERS = 3;
const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** A database of its own in the PostgreSQL that `cargo xtask` has started. */
class Database {
  readonly #postgres: string;
  readonly #name: string;

  private constructor(postgres: string, name: string) {
    this.#postgres = postgres;
    this.#name = name;
  }

  static async make(): Promise<Database> {
    const postgres = process.env.CASEPORT_POSTGRES;
    if (!postgres) throw new Error("There is no PostgreSQL. `cargo xtask test` starts one; or name one in CASEPORT_POSTGRES.");
    const database = new Database(postgres, `journey_${randomUUID().replaceAll("-", "")}`);
    await database.#tell(`CREATE DATABASE ${database.#name}`);
    return database;
  }

  get url(): string {
    return `${this.#postgres}/${this.#name}`;
  }

  /** What it answers, a row a line, with bars between columns. */
  async ask(sql: string): Promise<string[]> {
    const { stdout } = await promisify(execFile)("psql", ["-X", "-A", "-t", "-c", sql, this.url]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  end(): Promise<void> {
    return this.#tell(`DROP DATABASE ${this.#name} WITH (FORCE)`);
  }

  async #tell(sql: string): Promise<void> {
    await promisify(execFile)("psql", ["-X", "-q", "-c", sql, `${this.#postgres}/postgres`]);
  }
}

/** An S3 server with a bucket; it ends with its standard input. */
class Bucket {
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(process: ChildProcess, address: string) {
    this.#process = process;
    this.url = `s3://caseport/live?endpoint=${address}`;
  }

  static async start(): Promise<Bucket> {
    const script = fileURLToPath(new URL("../../s3/server.py", import.meta.url));
    const child = spawn(process.env.CASEPORT_S3_PYTHON ?? "python3", [script], { stdio: ["pipe", "pipe", "inherit"] });
    const gone = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error("there is no S3 server: `cargo xtask setup` installs it")));
    });
    gone.catch(() => undefined);
    const line = new Promise<string>((resolve) => createInterface({ input: child.stdout! }).once("line", resolve));
    return new Bucket(child, await Promise.race([line, gone]));
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.stdin!.end();
    await gone;
  }
}

export class Cluster {
  readonly database: Database;
  readonly servers: readonly Program[];
  readonly #bucket: Bucket;
  readonly #nginx: Nginx;

  private constructor(database: Database, bucket: Bucket, servers: Program[], nginx: Nginx) {
    this.database = database;
    this.#bucket = bucket;
    this.servers = servers;
    this.#nginx = nginx;
  }

  /** Starts all of it, with further options of the servers; nginx on any port, or on that. */
  static async start(options: string[] = [], port = 0): Promise<Cluster> {
    const [database, bucket, listen] = await Promise.all([Database.make(), Bucket.start(), port || freePort()]);
    const all = ["--database", database.url, "--files", bucket.url, ...options];
    const servers: Program[] = [];
    for (let n = 0; n < SERVERS; n += 1) servers.push(new Program(all, await freePort(), KEYS));
    const nginx = await Nginx.start({ prefix: "", apiPort: servers.map((it) => it.port), port: listen });
    const cluster = new Cluster(database, bucket, servers, nginx);
    try {
      await cluster.start();
    } catch (error) {
      await cluster.end();
      throw error;
    }
    return cluster;
  }

  get url(): string {
    return this.#nginx.origin;
  }

  /** The address of one of the servers. */
  get direct(): string {
    return this.servers[0]!.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get log(): string {
    return this.servers.map((it) => it.log).join("\n");
  }

  /** The options that tell other commands of its data. */
  get place(): string[] {
    return ["--database", this.database.url];
  }

  get isRunning(): boolean {
    return this.servers.every((it) => it.isRunning);
  }

  /** Starts every server, or starts it again: the first makes the data, which the others find. */
  async start(): Promise<void> {
    const [first, ...others] = this.servers.filter((it) => !it.isRunning);
    await first?.start();
    await Promise.all(others.map((it) => it.start()));
    await this.#answers();
  }

  /** nginx passes over a server for a while after it has found it away, and all of them where all were. */
  async #answers(): Promise<void> {
    const asked = Date.now();
    for (;;) {
      const answer = await fetch(`${this.url}/api/v1/config`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() - asked > 10_000) throw new Error(`nginx answers ${answer?.status ?? "nothing"}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Stops every server at once, as machines do that lose their power. */
  async kill(): Promise<void> {
    await Promise.all(this.servers.map((it) => it.kill()));
  }

  /** Stops for good and leaves nothing behind. */
  async end(): Promise<void> {
    await this.kill();
    await Promise.all([this.#nginx.end(), this.#bucket.end(), this.database.end()]);
  }
}
