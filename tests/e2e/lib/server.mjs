// A portal with demo data of its own: one server with its folder or, where `CASEPORT_CLUSTER` says so, several over engines.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isCluster } from "./env.mjs";
import { Program } from "./program.mjs";

export class Server {
  #data;
  #program;

  constructor(data, program) {
    this.#data = data;
    this.#program = program;
  }

  /** Starts one without any data, with so many generated cases more, and further options; on any port, or on that. */
  static async start(cases = 0, options = [], port = 0) {
    const more = cases > 0 ? [...options, "--demo-cases", String(cases)] : options;
    if (isCluster) {
      const { Cluster } = await import("./cluster.ts");
      return Cluster.start(more, port);
    }
    const data = await mkdtemp(join(tmpdir(), "caseport-e2e-"));
    const server = new Server(data, new Program(["--data", data, ...more], port));
    await server.start();
    return server;
  }

  get url() {
    return this.#program.url;
  }

  /** The address of a server itself, whatever is in front of it. */
  get direct() {
    return this.url;
  }

  get port() {
    return this.#program.port;
  }

  /** The end of what the server has logged. */
  get log() {
    return this.#program.log;
  }

  get pid() {
    return this.#program.pid;
  }

  /** The folder of its data, and the options that tell other commands of it. */
  get data() {
    return this.#data;
  }

  get place() {
    return ["--data", this.#data];
  }

  get isRunning() {
    return this.#program.isRunning;
  }

  /** Starts, or starts again: on the same port, with the same data. */
  start() {
    return this.#program.start();
  }

  /** Stops at once, as a machine does that loses its power. */
  kill() {
    return this.#program.kill();
  }

  /** Stops for good and leaves nothing behind. */
  async end() {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}
