// A real nginx with the very configuration that docs/DEPLOYING.md offers, in front of a real server.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { dist } from "./env.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/** Where nginx is. */
const program = process.env.CASEPORT_NGINX ?? (existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : undefined);
export const hasBrotli = existsSync(BROTLI);

export interface Site {
  /** Where the app is: an empty text, or a path without a slash at its end. */
  prefix: string;
  /** The port of the server whose API it passes on; of several, which are asked in turn. */
  apiPort: number | number[];
  /** What is in `config.json`, in place of what the build has there. */
  config?: object;
  /** Further sources of `connect-src`. */
  connect?: string;
  port?: number;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Nginx {
  readonly #folder: string;
  readonly #process: ChildProcess;
  /** The address of the app, with a slash at its end. */
  readonly url: string;
  readonly origin: string;

  private constructor(folder: string, process: ChildProcess, origin: string, prefix: string) {
    this.#folder = folder;
    this.#process = process;
    this.origin = origin;
    this.url = `${origin}${prefix}/`;
  }

  static async start({ prefix, apiPort, config, connect: sources, port }: Site): Promise<Nginx> {
    if (!program) throw new Error("There is no nginx. `cargo xtask setup` installs it; or name one in CASEPORT_NGINX.");
    const folder = await mkdtemp(join(tmpdir(), "caseport-nginx-"));
    const listen = port ?? (await freePort());
    let bundle = dist;
    if (config) {
      bundle = join(folder, "dist");
      await cp(dist, bundle, { recursive: true });
      await writeFile(join(bundle, "config.json"), JSON.stringify(config));
    }
    let site = await readFile(join(root, "deploy", "nginx.conf"), "utf8");
    site = site
      .replaceAll("/portal/support", prefix)
      .replace("listen 80;", `listen 127.0.0.1:${listen};`)
      .replace("/srv/caseport/dist", bundle)
      .replace("server 127.0.0.1:8080;", [apiPort].flat().map((it) => `server 127.0.0.1:${it} fail_timeout=1s;`).join(" "))
      .replace("connect-src 'self'", `connect-src 'self'${sources ? ` ${sources}` : ""}`);
    if (hasBrotli) site = site.replace("# With nginx's brotli module: brotli_static on;", "brotli_static on;");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`);
    const whole = [
      hasBrotli ? `load_module ${BROTLI};` : "",
      process.getuid?.() === 0 ? "user root;" : "",
      `daemon off; pid ${folder}/pid; error_log stderr warn; events {}`,
      `http { access_log off; ${temporary.join(" ")}`,
      site,
      "}",
    ];
    const file = join(folder, "nginx.conf");
    await writeFile(file, whole.join("\n"));
    const child = spawn(program, ["-c", file, "-p", folder], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr?.on("data", (text) => (said += text));
    const nginx = new Nginx(folder, child, `http://127.0.0.1:${listen}`, prefix);
    for (;;) {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
      if (await answers(listen)) return nginx;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGTERM");
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
