// What the server sends along with the app: a strict policy, lasting caching, compressed files, and the app for every
// address of its own.
import { readFile } from "node:fs/promises";

import { dist } from "../lib/env.mjs";
import { expect, test as base } from "../lib/test";

/** Asks the server itself: a proxy in front of it has ways of its own. */
const test = base.extend({ baseURL: ({ server }, use) => use(server.direct) });

const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:", "blob:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'self'"],
  "manifest-src": ["'self'"],
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["default"],
};
const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

test.beforeEach(async ({ request }) => {
  expect((await request.get("/", { headers: HTML })).status()).toBe(200);
});

test("the page's policy is exactly this, with nothing unsafe", async ({ request }) => {
  for (const address of ["/", "/cases/10000000", "/submit/product"]) {
    const answer = await request.get(address, { headers: HTML });
    expect(parsed(answer.headers()["content-security-policy"]), address).toEqual(POLICY);
  }
});

test("nothing of the page is inline: every script and style is a file with its hash", async ({ request }) => {
  const html = await (await request.get("/", { headers: HTML })).text();
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/);
  for (const [tag] of html.matchAll(/<script[^>]*>[^<]*/g)) expect(tag).toMatch(/ src="assets\/[^"]+" .*>$/);
  // And whatever an element loads the browser checks, but for the icon; what is fetched ahead is checked by who takes it.
  for (const [element] of html.matchAll(/<(?:script|link)\s[^>]*>/g)) {
    if (!/as="fetch"|favicon/.test(element)) expect(element).toMatch(/ integrity="sha256-[\w+/]{43}="/);
  }
});

test("every answer carries the same careful headers", async ({ request }) => {
  for (const address of ["/", await asset(request, "style"), "/api/v1/config", "/assets/unknown.js", "/favicon.svg"]) {
    const headers = (await request.get(address)).headers();
    expect(headers["x-content-type-options"], address).toBe("nosniff");
    expect(headers["referrer-policy"], address).toBe("strict-origin-when-cross-origin");
    expect(headers["cross-origin-opener-policy"], address).toBe("same-origin");
    expect(headers["permissions-policy"], address).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/);
    expect(headers["content-security-policy"], address).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty("server");
    expect(headers).not.toHaveProperty("x-powered-by");
  }
});

test("assets are cached for good, pages are asked for again, answers of the API are never kept", async ({ request }) => {
  for (const role of ["style", "app.js", "boot", "app.wasm"]) {
    const answer = await request.get(await asset(request, role));
    expect(answer.headers()["cache-control"], role).toBe("public, max-age=31536000, immutable");
  }
  for (const address of ["/", "/cases/10000000"]) {
    const answer = await request.get(address, { headers: HTML });
    expect(answer.headers()["cache-control"], address).toBe("no-cache");
  }
  expect((await request.get("/api/v1/config")).headers()["cache-control"]).toBe("no-store");
});

test("compressed files are served with their types to whoever takes them", async ({ request }) => {
  const { profile } = JSON.parse(await readFile(`${dist}/build.json`, "utf8"));
  // A development build compresses nothing.
  const encoding = profile === "wasm-dev" ? undefined : "br";
  for (const [role, type] of [["app.wasm", "application/wasm"], ["app.js", "text/javascript"], ["style", "text/css"]]) {
    const address = await asset(request, role);
    const small = await request.fetch(address, { headers: { "accept-encoding": "br, gzip" } });
    expect(small.headers()["content-encoding"], address).toBe(encoding);
    expect(small.headers()["content-type"], address).toContain(type);
    expect(small.headers()["vary"]?.toLowerCase(), address).toContain("accept-encoding");
    const plain = await request.fetch(address, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers(), address).not.toHaveProperty("content-encoding");
    expect(await small.body(), address).toEqual(await plain.body());
  }
});

test("the app answers at every address of its own, and nowhere else", async ({ request }) => {
  const home = await (await request.get("/", { headers: HTML })).text();
  // The page is the same but for its way up to the files.
  for (const [address, up] of [
    ["/cases", ""],
    ["/?tab=customer", ""],
    ["/cases/10000000", "../"],
    ["/submit/description", "../"],
    ["/no/such/page", "../../"],
    ["/no/such/page/", "../../../"],
  ]) {
    const answer = await request.get(address, { headers: HTML });
    expect(answer.status(), address).toBe(200);
    expect(await answer.text(), address).toBe(home.replaceAll(/(href|src)="(?=\w)/g, `$1="${up}`));
  }
  const none = ["/assets/unknown", "/assets/unknown.js", "/assets/..%2f..%2fCargo.toml", "/api/v1/unknown", "/api/unknown"];
  for (const address of none) {
    const answer = await request.get(address, { headers: HTML });
    expect(answer.status(), address).toBe(404);
    expect(await answer.text(), address).not.toContain("<script");
  }
  expect((await request.post("/", { headers: HTML })).status()).toBe(405);
});

test("a missing asset is not cached", async ({ request }) => {
  const answer = await request.get("/assets/unknown.js");
  expect(answer.status()).toBe(404);
  expect(answer.headers()["cache-control"]).not.toMatch(/max-age|immutable/);
});

test("the session's cookie cannot be read by scripts or sent from other sites", async ({ request }) => {
  const answer = await request.post("/api/v1/auth/login", {
    data: { email: "cora@contoso.example", password: "caseport-demo" },
  });
  expect(answer.headers()["set-cookie"]).toMatch(/; HttpOnly\b/);
  expect(answer.headers()["set-cookie"]).toMatch(/; SameSite=Lax\b/);
  const elsewhere = await request.post("/api/v1/auth/logout", { headers: { origin: "https://evil.example" } });
  expect(elsewhere.status()).toBe(403);
  expect((await request.get("/api/v1/session")).status()).toBe(200);
});

function parsed(policy: string): Record<string, string[]> {
  const directives = policy.split(";").map((directive) => directive.trim().split(/\s+/));
  return Object.fromEntries(directives.map(([name, ...sources]) => [name, sources]));
}

/** The address of one of the files that the page names: the first whose name begins so, or with such an ending. */
async function asset(request: import("@playwright/test").APIRequestContext, role: string): Promise<string> {
  const html = await (await request.get("/", { headers: HTML })).text();
  const [name, ending] = role.split(".");
  const addresses = [...html.matchAll(/"(assets\/[^"]+)"/g)].map(([, address]) => `/${address}`);
  const found = addresses.find((it) => it.startsWith(`/assets/${name}.`) && it.endsWith(ending ?? ""));
  expect(found, role).toBeDefined();
  return found ?? "";
}
