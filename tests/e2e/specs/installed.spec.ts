// How the app is installed, and what it says where something there, or the browser, stands in its way.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { newCase } from "../lib/api";
import { commentBox, openCase } from "../lib/case";
import { text } from "../lib/catalogs";
import { dist } from "../lib/env.mjs";
import { openSupport, rows } from "../lib/support";
import { expect, signIn, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";

/** What `config.json` says from now on. */
async function configure(page: Page, config: unknown): Promise<void> {
  const body = typeof config === "string" ? config : JSON.stringify(config);
  await page.route("**/config.json", (route) => route.fulfill({ contentType: "application/json", body }));
}

const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /./ });

for (const [what, config, mistake] of [
  ["is cut off", '{"api": ', /It is not JSON/],
  ["is a list", "[]", /It is not a JSON object/],
  ["has a number for an address", { api: 5 }, /"api" is not a text/],
  ["has a script for an address", { api: "javascript:alert(1)" }, /"api" is not an address of the web/],
  ["has half an address", { api: "http://" }, /"api" is not an address/],
  ["has another site's pages", { base: "https://elsewhere.example/" }, /"base" is not on the origin of this page/],
  ["offers no language", { languages: [] }, /"languages" is not a list with something in it/],
  ["offers a language that there is not", { languages: ["de", "fr"] }, /"languages" names "fr"; there are en, de, ja, ar/],
  ["has one language for all", { languages: "de" }, /"languages" is not a list/],
  ["shows a way to sign in that there is not", { sign_in: ["saml"] }, /"sign_in" names "saml"; there are password, oidc/],
  ["has a colour that is none", { brand: { colors: { accent: "loud" } } }, /"brand.colors.accent" is not a colour/],
  ["has no brand", { brand: "loud" }, /"brand" is not an object/],
] as const) {
  test(`a config.json that ${what} is named, with its mistake`, async ({ page, server, expectConsole }) => {
    expectConsole(/^uncaught: /);
    await configure(page, config);
    await page.goto("/");
    await expect(alert(page)).toContainText("The portal cannot start");
    await expect(alert(page)).toContainText(`${server.url}/config.json`);
    await expect(alert(page)).toContainText(mistake);
  });
}

test("a config.json that cannot be had is named, and Reload starts the app once it can", async ({ page, server, expectConsole }) => {
  expectConsole(/^uncaught: /);
  expectConsole(/status of 503/);
  await page.route("**/config.json", (route) => route.fulfill({ status: 503 }));
  await page.goto("/cases/10000000");
  await expect(alert(page)).toContainText(`${server.url}/config.json`);
  await expect(alert(page)).toContainText("The server answers 503.");
  await page.unroute("**/config.json");
  await alert(page).getByRole("link", { name: "Reload" }).click();
  await expect(page.getByLabel("E-mail")).toBeVisible();
});

test("name, logo and colours are the installation's", async ({ as }) => {
  const page = await as(CORA);
  await configure(page, { brand: { name: "Fourth Coffee", colors: { accent: "rgb(1 2 3)" } } });
  await openSupport(page);
  await expect(page.getByRole("banner").getByText("Fourth Coffee")).toBeVisible();
  await expect(page).toHaveTitle("Support · Fourth Coffee");
  await expect(page.locator(".button-primary").first()).toHaveCSS("background-color", "rgb(1, 2, 3)");
  await configure(page, { brand: { logo: "favicon.svg" } });
  await page.goto("/cases/abc");
  await expect(page.getByRole("banner").getByRole("img")).toHaveAttribute("src", "/favicon.svg");
});

test("the languages are the installation's, and whoever reads none of them gets the first", async ({ browser, server, watch }) => {
  for (const [locale, languages, title, names] of [
    ["en-GB", ["de", "ja"], "Beim Support anmelden", ["Deutsch", "日本語"]],
    ["ja-JP", ["de", "ja"], text("ja", "sign_in_title"), ["Deutsch", "日本語"]],
    ["fr-FR", ["ja", "en"], text("ja", "sign_in_title"), ["English", "日本語"]],
    ["de-DE", ["en"], "Sign in to Support", []],
  ] as const) {
    const context = await browser.newContext({ baseURL: server.url, locale });
    await watch.over(context);
    const page = await context.newPage();
    await configure(page, { languages });
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.locator(".language")).toHaveText(names);
    await expect(page.locator("html")).toHaveAttribute("lang", names.length > 0 ? await page.locator(".language[aria-current]").getAttribute("lang") : "en");
    await context.close();
  }
});

test("what was chosen once and is not offered any more is not spoken", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await configure(page, { languages: ["ar", "en"] });
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in to Support" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("without JavaScript the page says what it needs", async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/cases/10000000");
  await expect(page.getByRole("heading", { name: "JavaScript is switched off" })).toBeVisible();
  await context.close();
});

test("without WebAssembly the page says what it needs", async ({ page }) => {
  await page.addInitScript(() => {
    delete (globalThis as any).WebAssembly;
  });
  await page.goto("/");
  await expect(alert(page)).toContainText("This browser cannot run the portal");
});

test("where the browser keeps nothing that is said, and the app goes on", async ({ as }) => {
  const page = await as(CORA);
  await page.addInitScript(() => {
    const forbidden = { get: () => { throw new DOMException("no", "SecurityError"); } };
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, forbidden);
  });
  await openSupport(page);
  await expect(page.getByRole("status").filter({ hasText: "lets the portal keep nothing" })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  const number = await newCase(page, "contoso", { subject: freshSubject("Nothing is kept") });
  await openCase(page, number);
  await commentBox(page).fill("Sent all the same.");
  await page.getByRole("button", { name: "Add comment" }).click();
  await expect(commentBox(page)).toHaveValue("");
});

test("a browser that keeps no cookies is told apart from a wrong password", async ({ page, server, expectConsole }) => {
  expectConsole(/status of 401 /);
  await page.route("**/auth/login", (route) => route.fulfill({ status: 204 }));
  await page.goto("/");
  await signIn(page, CORA);
  const host = new URL(server.url).host;
  await expect(alert(page)).toContainText(`Signing in went well, but this browser did not keep it: it blocks cookies of ${host}.`);
});

test("a page that comes back after a deployment says that there is a new version, and loses nothing", async ({ as }) => {
  const page = await as(CORA);
  await page.clock.install();
  const number = await newCase(page, "contoso", { subject: freshSubject("Deployed meanwhile") });
  await openCase(page, number);
  await commentBox(page).fill("Typed before the deployment.");
  await page.route("**/build.json", (route) => route.fulfill({ json: { build: "another" } }));
  const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  const told = page.getByRole("status").filter({ hasText: "There is a new version of the portal." });
  await page.clock.fastForward(61_000);
  await comeBack();
  await expect(told).toBeVisible();
  await expect(commentBox(page)).toHaveValue("Typed before the deployment.");
  await told.getByRole("button", { name: "Reload" }).click();
  await expect(commentBox(page)).toHaveValue("Typed before the deployment.");
});

test("the same build is no news", async ({ as }) => {
  const page = await as(CORA);
  await page.clock.install();
  await openSupport(page);
  await page.clock.fastForward(61_000);
  const looked = page.waitForResponse("**/build.json");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await looked;
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText("There is a new version of the portal.")).toHaveCount(0);
});

test("code that a deployment took away is told as that", async ({ as, expectConsole }) => {
  // An answer that is not the file has another digest.
  expectConsole(/integrity/);
  expectConsole(/status of 404/);
  const page = await as(CORA);
  await openSupport(page);
  await expect(rows(page).first()).toBeVisible();
  await page.route(/\/assets\/(split|chunk)_.*\.wasm/, (route) => route.fulfill({ status: 404 }));
  await page.route("**/build.json", (route) => route.fulfill({ json: { build: "another" } }));
  await page.goto("/cases/abc");
  await page.goto("/");
  await page.getByRole("link", { name: "Submit Case" }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "There is a new version of the portal." })).toBeVisible();
});

test("files that are not those of the build are not run", async ({ page, expectConsole }) => {
  expectConsole(/integrity/);
  expectConsole(/^uncaught: /);
  const { files } = JSON.parse(await readFile(join(dist, "build.json"), "utf8"));
  for (const role of ["app.wasm", "app.js", "boot.js"]) {
    const { path } = files.find((file: { role: string }) => file.role === role);
    await page.route(`**/${path}`, async (route) => {
      const body = Buffer.concat([await readFile(join(dist, path)), Buffer.from("\n")]);
      await route.fulfill({ body, contentType: role.endsWith("js") ? "text/javascript" : "application/wasm" });
    });
    await page.goto("/");
    if (role === "boot.js") await expect(page.locator("#boot")).toBeVisible();
    else await expect(alert(page)).toContainText("The portal has stopped");
    await expect(page.getByLabel("E-mail")).toHaveCount(0);
    await page.unroute(`**/${path}`);
  }
});

test("text that would run is not made into elements", async ({ page, expectConsole }) => {
  expectConsole(/TrustedHTML|trusted-types|policy violated: require-trusted-types-for/);
  await page.goto("/");
  await expect(page.getByLabel("E-mail")).toBeVisible();
  const made = await page.evaluate(() =>
    ["<b>plain</b>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>'].map((html) => {
      try {
        const element = document.createElement("template");
        element.innerHTML = html;
        return "made";
      } catch (error) {
        return (error as Error).name;
      }
    }),
  );
  expect(made).toEqual(["made", "TypeError", "TypeError", "TypeError"]);
});
