// The portal within the pages of a host on another origin: the examples, served as docs/EMBEDDING.md says.
import { createServer, type Server as HttpServer } from "node:http";

import { expect, type Locator, type Page } from "@playwright/test";

import { host, policy, tokenOf } from "../../../examples/serve.mjs";
import { PASSWORD } from "./env.mjs";
import { freePort } from "./nginx";
import { Server } from "./server.mjs";
import { test as base } from "./test";

export const SARA = "sara@northwind.example";
export const CORA = "cora@contoso.example";

export type Example = "plain" | "react" | "vue";

/** Two servers: a host's, under a name of its own, and the portal's, which lets that host in. */
export class Host {
  readonly origin: string;
  readonly portal: Server;
  readonly #server: HttpServer;
  readonly #tokens: { count: number };
  readonly #own: Map<string, Own>;

  private constructor(origin: string, portal: Server, server: HttpServer, tokens: { count: number }, own: Map<string, Own>) {
    this.origin = origin;
    this.portal = portal;
    this.#server = server;
    this.#tokens = tokens;
    this.#own = own;
  }

  static async start(example: Example, email = SARA): Promise<Host> {
    const port = await freePort();
    // Another site than 127.0.0.1, so that nothing of the portal's cookies comes along.
    const origin = `http://localhost:${port}`;
    const portal = await Server.start(0, ["--origin", origin]);
    const tokens = { count: 0 };
    const account = { email, password: PASSWORD };
    const examples: HttpServer = host({ example, portal: portal.url, account, onToken: () => (tokens.count += 1) });
    const own = new Map<string, Own>();
    const server = createServer((request, response) => {
      const found = own.get(request.url ?? "");
      if (!found) return examples.emit("request", request, response);
      response.writeHead(200, { "content-type": found.type, "content-security-policy": found.policy });
      response.end(found.body);
    });
    await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
    return new Host(origin, portal, server, tokens, own);
  }

  /** Serves something of a test's own. */
  serve(path: string, type: string, body: string, policy = this.policy): void {
    this.#own.set(path, { type, body, policy });
  }

  /** How often the host's page has asked its own server for a token. */
  get tokens(): number {
    return this.#tokens.count;
  }

  get policy(): string {
    return policy(this.portal.url);
  }

  /** A token of somebody's, by the way that hosts have. */
  async token(email = SARA): Promise<string> {
    return (await tokenOf(this.portal.url, { email, password: PASSWORD })).token;
  }

  /** Asks the portal's API as somebody. */
  async api(path: string, options: { token?: string; method?: string; data?: unknown } = {}): Promise<Response> {
    const token = options.token ?? (await this.token());
    return fetch(`${this.portal.url}/api/v1${path}`, {
      method: options.method ?? "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: options.data === undefined ? undefined : JSON.stringify(options.data),
    });
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.portal.end();
  }
}

interface Own {
  type: string;
  body: string;
  policy: string;
}

/** A page of the host that is the test's own, in the place of the example's: with the same policy, and the portal's script. */
export async function hostPage(page: Page, host: Host, body: string, script: string, style = "", policy = host.policy): Promise<void> {
  host.serve("/own.css", "text/css", style);
  host.serve("/own.js", "text/javascript", script);
  host.serve(
    "/own",
    "text/html",
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
     <link rel="stylesheet" href="/own.css"><script type="module" src="/own.js"></script>
     <script type="module" src="${host.portal.url}/caseport.js"></script></head><body>${body}</body></html>`,
    policy,
  );
  await page.goto(`${host.origin}/own`);
}

/** What a page of the test's own does for its tokens, and to note what it is told. */
export const NOTING = `
  const portal = document.querySelector("case-portal");
  window.told = [];
  for (const type of ["ready", "navigate", "access", "case-submitted", "signed-out", "error"]) {
    portal.addEventListener(type, ({ detail }) => told.push([type, detail]));
  }
  window.asked = 0;
  window.getToken = async () => (await (await fetch("/token", { method: "POST" })).json()).token;
`;

export const portal = (page: Page): Locator => page.locator("case-portal").first();

/** The rows of the list that is shown. */
export const rowsIn = (within: Locator): Locator =>
  within.getByRole("tabpanel").getByRole("row").filter({ has: within.page().getByRole("cell") });

/** Until the element shows the list of cases. */
export async function expectSupport(within: Locator): Promise<void> {
  await expect(within.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
  await expect(rowsIn(within).first()).toBeVisible();
}

/** Opens the newest case; its number. */
export async function openFirst(within: Locator): Promise<string> {
  const link = rowsIn(within).first().getByRole("link").first();
  const number = ((await link.textContent()) ?? "").trim();
  await link.click();
  await expect(within.getByRole("heading", { level: 1, name: number })).toBeVisible();
  return number;
}

/** Everything that the element has told of so far, by its type. */
export const told = (page: Page, type: string): Promise<any[]> =>
  page.evaluate((type) => (window as any).told.filter((it: [string]) => it[0] === type).map((it: any[]) => it[1]), type);

export const test = base.extend<{ example: Example; host: Host }>({
  example: ["plain", { option: true }],
  host: async ({ example, page }, use) => {
    const host = await Host.start(example);
    await use(host);
    // What it still asks for would be cut off.
    await page.close();
    await host.end();
  },
});

export { expect };
