// One bundle under any path of any host: through a real nginx with the configuration of docs/DEPLOYING.md, and on hosts that
// can do less.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

import type { Page } from "@playwright/test";

import { dist, PASSWORD } from "../lib/env.mjs";
import { freePort, hasBrotli, Nginx } from "../lib/nginx";
import { Server } from "../lib/server.mjs";
import { rows } from "../lib/support";
import { expect, signIn, test } from "../lib/test";
import { CORA, choose, expectArrived, given } from "../lib/uploads";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types default";
const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Everything that the page asks for from now on. */
function asked(page: Page): string[] {
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  return addresses;
}

async function firstCase(page: Page): Promise<string> {
  await expect(rows(page).first()).toBeVisible();
  return (await rows(page).first().getByRole("link").first().innerText()).trim();
}

for (const prefix of ["", "/portal/support"]) {
  test.describe(`behind nginx, under ${prefix}/`, () => {
    let nginx: Nginx;

    test.beforeEach(async ({ server }) => {
      nginx = await Nginx.start({ prefix, apiPort: server.port });
    });
    test.afterEach(async ({ page }) => {
      // What it still asks for would be cut off.
      await page.close();
      await nginx?.end();
    });

    test("people sign in, follow links, reload, and go back and forth", async ({ page }) => {
      const addresses = asked(page);
      // Also without the slash at its end.
      await page.goto(nginx.url.replace(/\/$/, ""));
      await signIn(page, CORA);
      const number = await firstCase(page);
      await expect(page).toHaveURL(nginx.url);
      await rows(page).first().getByRole("link").first().click();
      await expect(page).toHaveURL(`${nginx.url}cases/${number}`);
      const heading = page.getByRole("heading", { level: 1, name: number });
      await expect(heading).toBeVisible();
      await page.reload();
      await expect(heading).toBeVisible();
      await page.goBack();
      await firstCase(page);
      await page.goForward();
      await expect(heading).toBeVisible();
      for (const [deep, title] of [
        ["submit/description", /./],
        ["no/such/page", /Page not found/],
        ["no/such/page/", /Page not found/],
        ["?tab=false_detection", /Support/],
      ] as const) {
        await page.goto(nginx.url + deep);
        await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
      }
      await page.getByRole("link", { name: "Support" }).first().click();
      await expect(page).toHaveURL(nginx.url);
      // Nothing was asked for that is not the portal's own.
      expect(addresses.filter((it) => !it.startsWith(nginx.url) && it !== nginx.url.replace(/\/$/, ""))).toEqual([]);
    });

    test("whoever is led to the sign-in page is led back, and signing out ends there", async ({ page }) => {
      await page.goto(`${nginx.url}false-detections/new`);
      await expect(page).toHaveURL(/\/sign-in\?next=%2Ffalse-detections%2Fnew$/);
      await signIn(page, CORA);
      await expect(page).toHaveURL(`${nginx.url}false-detections/new`);
      await page.locator("summary", { hasText: "Account of" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await expect(page.getByLabel("E-mail")).toBeVisible();
      expect(page.url().startsWith(nginx.url)).toBe(true);
    });

    test("a file goes through in pieces, and what others do arrives", async ({ page }) => {
      await page.goto(nginx.url);
      await signIn(page, CORA);
      const number = await firstCase(page);
      const made = await page.request.post(`${nginx.url}api/v1/organizations/contoso/cases`, {
        headers: { "idempotency-key": `nginx ${prefix}`, origin: nginx.origin },
        data: { product: "metadefender-cloud", issue_type: "question", severity: "s3", subject: `Behind nginx ${prefix}`, description: "Submitted by another way than the page." },
      });
      expect(made.status(), await made.text()).toBe(201);
      await expect(page.getByText(/1 new case|1 new/).first()).toBeVisible();
      expect(number).toMatch(/^\d{8}$/);
      const { number: mine } = await made.json();
      await page.goto(`${nginx.url}submit/files?case=${mine}`);
      await choose(page, [given("log.txt", "a line\n".repeat(2_000))]);
      await expectArrived(page, "log.txt");
    });

    test("its headers are the ones that the server itself sends", async ({ request }) => {
      const html = await request.get(nginx.url, { headers: HTML });
      const assets = [...(await html.text()).matchAll(/(?:href|src)="(assets\/[^"]+)"/g)].map(([, it]) => it);
      expect(assets.length).toBeGreaterThan(4);
      for (const path of ["", "cases/10000000", "config.json", "assets/none.js", ...assets]) {
        const headers = (await request.get(nginx.url + path, { headers: HTML })).headers();
        expect(headers["content-security-policy"], path).toBe(POLICY);
        expect(headers["x-content-type-options"], path).toBe("nosniff");
        expect(headers["referrer-policy"], path).toBe("strict-origin-when-cross-origin");
        expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
        expect(headers["permissions-policy"], path).toContain("camera=()");
      }
      for (const path of assets) {
        const headers = (await request.get(nginx.url + path)).headers();
        expect(headers["cache-control"], path).toBe("public, max-age=31536000, immutable");
      }
      for (const path of ["", "cases/10000000", "config.json", "build.json"]) {
        expect((await request.get(nginx.url + path, { headers: HTML })).headers()["cache-control"], path).toBe("no-cache");
      }
      for (const path of ["assets/none.js", "cases/none.json", "a/b/c/d/e"]) {
        const missing = await request.get(nginx.url + path, { headers: HTML });
        expect([missing.status(), missing.headers()["cache-control"]], path).toEqual([404, undefined]);
      }
    });

    test("files are served as they were compressed, with their types", async ({ request }) => {
      const html = await (await request.get(nginx.url, { headers: HTML })).text();
      for (const [ending, type] of [[".wasm", "application/wasm"], [".js", "application/javascript"], [".css", "text/css"]]) {
        const path = [...html.matchAll(/"(assets\/[^"]+)"/g)].map(([, it]) => it).find((it) => it.endsWith(ending)) ?? "";
        for (const encoding of hasBrotli ? ["br", "gzip"] : ["gzip"]) {
          const answer = await request.get(nginx.url + path, { headers: { "accept-encoding": encoding } });
          expect(answer.headers()["content-encoding"], path).toBe(encoding);
          expect(answer.headers()["content-type"], path).toContain(type);
          const { size } = statSync(join(dist, `${path}.${encoding === "br" ? "br" : "gz"}`));
          expect(Number(answer.headers()["content-length"]), path).toBe(size);
        }
      }
    });
  });
}

test.describe("with the API on another origin", () => {
  test("people work as they do elsewhere, where the server knows the app's origin", async ({ page, expectConsole }) => {
    // The mark that nobody is signed in cannot be read from here, so the server is asked.
    expectConsole(/status of 401 .*\/session$/);
    const port = await freePort();
    const api = await Server.start(0, ["--app-origin", `http://127.0.0.1:${port}`]);
    const config = { api: `${api.url}/api/v1` };
    const nginx = await Nginx.start({ prefix: "/help", apiPort: 9, config, connect: api.url, port });
    try {
      const addresses = asked(page);
      await page.goto(nginx.url);
      await signIn(page, CORA);
      const number = await firstCase(page);
      await page.reload();
      await firstCase(page);
      await page.goto(`${nginx.url}submit/files?case=${number}`);
      await choose(page, [given("elsewhere.txt", "a line\n")]);
      await expectArrived(page, "elsewhere.txt");
      const asksApi = addresses.filter((it) => it.includes("/api/"));
      expect(asksApi.length).toBeGreaterThan(5);
      expect(asksApi.filter((it) => !it.startsWith(config.api))).toEqual([]);
      await page.close();
    } finally {
      await nginx.end();
      await api.end();
    }
  });

  test("a server that does not know it is named, with what would help", async ({ page, server, expectConsole }) => {
    expectConsole(/has been blocked by CORS policy/);
    expectConsole(/net::ERR_FAILED/);
    const api = `${server.url}/api/v1`;
    const nginx = await Nginx.start({ prefix: "", apiPort: 9, config: { api }, connect: server.url });
    try {
      await page.goto(nginx.url);
      const failure = page.getByRole("main").getByRole("alert");
      await expect(failure).toContainText(`The server at ${api} is there`);
      await expect(failure).toContainText(`--app-origin ${nginx.origin}`);
    } finally {
      // What it still asks for would be cut off.
      await page.close();
      await nginx.end();
    }
  });
});

test("a host that rewrites nothing shows the app at any address all the same", async ({ browser, server, watch }) => {
  // What is missing is asked for at each depth, and browsers say so.
  watch.announce(/status of 404/);
  const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml" };
  const host = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const file = join(dist, path.replace(/^\/support/, "").replace(/\/$/, "/index.html"));
    const found = path.startsWith("/support/") && existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(found ? file : "404.html")] ?? "text/html" });
    createReadStream(found ? file : join(dist, "404.html")).pipe(response);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const context = await browser.newContext();
  try {
    await watch.over(context);
    const page = await context.newPage();
    const login = await page.request.post(`${server.url}/api/v1/auth/login`, { data: { email: CORA, password: PASSWORD } });
    expect(login.status()).toBe(204);
    // Its API is elsewhere; here the browser is led to it.
    await page.route("**/support/api/**", async (route) => {
      const url = route.request().url().replace(`${origin}/support`, server.url);
      await route.fulfill({ response: await route.fetch({ url, headers: { ...route.request().headers(), cookie: await cookies(page, server.url) } }) });
    });
    for (const deep of ["cases/abc", "submit/product", "no/such/page", "no/such/page/"]) {
      await page.goto(`${origin}/support/${deep}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(deep.startsWith("submit") ? /\S/ : "Page not found");
      await expect(page.locator("body")).toHaveCSS("margin", "0px");
    }
    // What it still asks for would be cut off.
    await page.unrouteAll({ behavior: "ignoreErrors" });
  } finally {
    await context.close();
    host.close();
  }
});

async function cookies(page: Page, url: string): Promise<string> {
  return (await page.context().cookies(url)).map(({ name, value }) => `${name}=${value}`).join("; ");
}
