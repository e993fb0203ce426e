// The server's program: started on a port of this machine, killed as a machine does that loses its power, and started again.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { dist, serverBin } from "./env.mjs";

const READY = /^caseport-server: listening on (http:\/\/127\.0\.0\.1:(\d+))$/;
const START_WITHIN = 60_000;

export class Program {
  #options;
  #environment;
  #process;
  #port;
  #log = [];

  /** With these options of `serve`, besides where it listens: on any port, or on that. */
  constructor(options, port = 0, environment = {}) {
    this.#options = options;
    this.#port = String(port);
    this.#environment = environment;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port() {
    return Number(this.#port);
  }

  get pid() {
    return this.#process?.pid;
  }

  /** The end of what it has logged, without the ends of statements that are megabytes long. */
  get log() {
    return this.#log.slice(-30).map((line) => line.slice(0, 400)).join("\n");
  }

  get isRunning() {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts, or starts again on the same port. */
  async start() {
    const listen = `127.0.0.1:${this.#port}`;
    // Nothing happens but what a journey does.
    const options = ["serve", "--listen", listen, "--dist", dist, "--demo", "--demo-replies", "off", ...this.#options];
    const env = { ...process.env, ...this.#environment };
    const child = spawn(serverBin, options, { stdio: ["ignore", "pipe", "pipe"], env });
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

  async kill() {
    if (!this.isRunning) return;
    const child = this.#process;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}
