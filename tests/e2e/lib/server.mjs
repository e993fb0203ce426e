// A real server with demo data of its own, on a free port of this machine.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { dist, serverBin } from "./env.mjs";

const READY = /^caseport-server: listening on (http:\/\/127\.0\.0\.1:(\d+))$/;
const START_WITHIN = 60_000;

export class Server {
  #data;
  #cases;
  #options;
  #process;
  #port;
  #log = [];

  constructor(data, cases = 0, options = [], port = 0) {
    this.#data = data;
    this.#port = String(port);
    this.#options = options;
    this.#cases = cases;
  }

  /** Starts a server on an empty folder, with so many generated cases more, and further options; on any port, or on that. */
  static async start(cases = 0, options = [], port = 0) {
    const server = new Server(await mkdtemp(join(tmpdir(), "caseport-e2e-")), cases, options, port);
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port() {
    return Number(this.#port);
  }

  /** The end of what the server has logged. */
  get log() {
    return this.#log.slice(-30).join("\n");
  }

  /** Its process, and the folder of its data. */
  get pid() {
    return this.#process?.pid;
  }

  get data() {
    return this.#data;
  }

  get isRunning() {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts, or starts again: on the same port, with the same data. */
  async start() {
    const listen = `127.0.0.1:${this.#port}`;
    const options = ["serve", "--listen", listen, "--data", this.#data, "--dist", dist, "--demo", ...this.#options];
    // Nothing happens but what a journey does.
    options.push("--demo-replies", "off");
    if (this.#cases > 0) options.push("--demo-cases", String(this.#cases));
    const child = spawn(serverBin, options, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    createInterface({ input: child.stderr }).on("line", (line) => this.#log.push(line));
    this.#port = await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`${serverBin}: ${why}\n${this.log}`));
      const timer = setTimeout(() => fail("not ready in time"), START_WITHIN);
      child.once("error", (error) => fail(error.message));
      child.once("exit", (code) => fail(`ended with ${code} before it was ready`));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const port = READY.exec(line)?.[2];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(port);
      });
    });
  }

  /** Stops at once, as a machine does that loses its power. */
  async kill() {
    if (!this.isRunning) return;
    const child = this.#process;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Stops for good and leaves nothing behind. */
  async end() {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}
