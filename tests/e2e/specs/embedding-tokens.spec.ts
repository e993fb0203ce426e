// Tokens of a page that signs its people in itself: asked for once, again where the server does not take one, and explained
// where there is none.
import type { Page } from "@playwright/test";

import { CORA, expect, expectSupport, type Host, hostPage, NOTING, openFirst, portal, rowsIn, test, told } from "../lib/embed";

const ELEMENT = "<main><case-portal></case-portal></main>";
/** What the browser says of the answer that the app makes good. */
const REFUSED = /status of 401/;

const provider = (body: string): string => `${NOTING} portal.tokenProvider = async () => { asked += 1; ${body} };`;
const asked = (page: Page): Promise<number> => page.evaluate(() => (window as any).asked);

/** Ends a token on the server, as its hour does. */
async function end(host: Host, token: string): Promise<void> {
  expect((await host.api("/auth/logout", { method: "POST", token, data: {} })).status).toBe(204);
}

test("a token that is over is asked for anew, once for all that wait for it", async ({ page, host, expectConsole }) => {
  expectConsole(REFUSED);
  await hostPage(page, host, ELEMENT, provider("return (window.last = await getToken());"));
  const app = portal(page);
  await expectSupport(app);
  expect(await asked(page)).toBe(1);
  await end(host, await page.evaluate(() => (window as any).last));
  // Several questions at once: the page of a case asks for the case, its history and its files.
  const number = await openFirst(app);
  await app.getByLabel("Comment", { exact: true }).fill("After the hour.");
  await app.getByRole("button", { name: "Add comment" }).click();
  await expect(app.getByRole("article").filter({ hasText: "After the hour." })).toBeVisible();
  expect(await asked(page)).toBe(2);
  expect(await told(page, "error")).toEqual([]);
  // What is written while it ends is sent with the next one, an upload, too.
  await end(host, await page.evaluate(() => (window as any).last));
  await app.evaluate((it: any, number) => it.navigate(`/submit/files?case=${number}`), number);
  await app.getByLabel("Choose files").setInputFiles({ name: "later.log", mimeType: "text/plain", buffer: Buffer.from("a line\n") });
  await expect(app.getByRole("listitem").filter({ hasText: "later.log" })).toContainText("SHA-256");
  // The stream may have been the first to find out; each end was one question.
  expect(await asked(page)).toBe(3);
});

test("the page can have a token asked for, and sign out", async ({ page, host }) => {
  await hostPage(page, host, ELEMENT, provider("return (window.last = await getToken());"));
  const app = portal(page);
  await expectSupport(app);
  await app.evaluate((it: any) => it.refreshToken());
  expect(await asked(page)).toBe(2);
  const last = await page.evaluate(() => (window as any).last);
  await app.evaluate((it: any) => it.signOut());
  expect((await host.api("/session", { token: last })).status).toBe(401);
  await expect(app.getByRole("status").filter({ hasText: "You are signed out." })).toBeVisible();
  expect(await told(page, "signed-out")).toEqual([{}]);
  expect(await app.evaluate((it: any) => it.access)).toBe(null);
  expect((await told(page, "access")).at(-1)).toBe(null);
  // Nothing is asked for until somebody wants it.
  expect(await asked(page)).toBe(2);
  await app.getByRole("button", { name: "Sign in" }).click();
  await expectSupport(app);
  expect(await asked(page)).toBe(3);
});

test("a provider that throws is explained, and can be tried again", async ({ page, host }) => {
  await hostPage(page, host, ELEMENT, provider("if (asked < 3) throw new Error('no session here'); return getToken();"));
  const app = portal(page);
  const failure = app.getByRole("alert").filter({ hasText: "The page around the portal could not sign you in." });
  await expect(failure).toBeVisible();
  expect(await page.evaluate(() => (window as any).told.map(([type, it]: any) => [type, it.kind, it.reason, it.error?.message]))).toContainEqual([
    "error",
    "token",
    "failed",
    "no session here",
  ]);
  await failure.getByRole("button", { name: "Retry" }).click();
  await expect.poll(() => asked(page)).toBe(2);
  await expect(failure).toBeVisible();
  await failure.getByRole("button", { name: "Retry" }).click();
  await expectSupport(app);
  expect(await asked(page)).toBe(3);
});

for (const [what, gives] of [
  ["nothing", "return undefined;"],
  ["something that is no text", "return { token: 'x' };"],
  ["an empty text", "return '';"],
] as const) {
  test(`a provider that gives ${what} is explained`, async ({ page, host }) => {
    await hostPage(page, host, ELEMENT, provider(gives));
    await expect(portal(page).getByRole("alert").filter({ hasText: "could not sign you in" })).toBeVisible();
    expect(await told(page, "error")).toMatchObject([{ kind: "token", reason: "failed" }]);
  });
}

test("a provider that never answers is explained after a while", async ({ page, host }) => {
  const script = `${NOTING} portal.tokenTimeout = 400; portal.tokenProvider = () => (asked += 1) < 2 ? new Promise(() => {}) : getToken();`;
  await hostPage(page, host, ELEMENT, script);
  const failure = portal(page).getByRole("alert").filter({ hasText: "did not answer who you are" });
  await expect(failure).toBeVisible();
  expect(await told(page, "error")).toMatchObject([{ kind: "token", reason: "late" }]);
  await portal(page).evaluate((it: any) => (it.tokenTimeout = 10_000));
  await failure.getByRole("button", { name: "Retry" }).click();
  await expectSupport(portal(page));
});

test("a token that the server does not take is explained, and the next one may be better", async ({ page, host, expectConsole }) => {
  expectConsole(REFUSED);
  await hostPage(page, host, ELEMENT, provider("return asked < 3 ? `wrong ${asked}` : getToken();"));
  const app = portal(page);
  const failure = app.getByRole("alert").filter({ hasText: "did not accept the sign-in of the page around it" });
  await expect(failure).toBeVisible();
  // The first was not taken, and one more was asked for.
  expect(await asked(page)).toBe(2);
  expect((await told(page, "error")).at(-1)).toMatchObject({ kind: "token", reason: "refused" });
  await failure.getByRole("button", { name: "Retry" }).click();
  await expectSupport(app);
  expect(await asked(page)).toBe(3);
});

test("in the middle of work, a failing provider takes nothing away", async ({ page, host, expectConsole }) => {
  expectConsole(REFUSED);
  const script = provider("if (window.broken) throw new Error('down'); return (window.last = await getToken());");
  await hostPage(page, host, ELEMENT, script);
  const app = portal(page);
  await expectSupport(app);
  await openFirst(app);
  await app.getByLabel("Comment", { exact: true }).fill("While the sign-in is down.");
  await page.evaluate(() => ((window as any).broken = true));
  await end(host, await page.evaluate(() => (window as any).last));
  await app.getByRole("button", { name: "Add comment" }).click();
  // It stands in the conversation, marked, and goes once there is a token again.
  const waiting = app.getByRole("list", { name: "Comments on their way" });
  await expect(waiting).toContainText("While the sign-in is down.");
  await expect.poll(async () => (await told(page, "error")).some((it) => it.kind === "token")).toBe(true);
  await page.evaluate(() => ((window as any).broken = false));
  await waiting.getByRole("button", { name: "Retry" }).click();
  await expect(waiting).toHaveCount(0);
  await expect(app.getByRole("article").filter({ hasText: "While the sign-in is down." })).toHaveCount(1);
});

test("a token of somebody else's begins anew: nothing of the first person stays", async ({ page, host }) => {
  const [sara, cora] = [await host.token(), await host.token(CORA)];
  const tokens = JSON.stringify([sara, cora]);
  await hostPage(page, host, ELEMENT, provider(`return ${tokens}[asked - 1] ?? ${JSON.stringify(cora)};`));
  const app = portal(page);
  await expectSupport(app);
  const first = await rowsIn(app).first().textContent();
  await app.evaluate((it: any) => it.refreshToken().catch(() => {}));
  await expect.poll(async () => (await told(page, "access")).at(-1)?.user?.email).toBe(CORA);
  await expectSupport(app);
  await expect(rowsIn(app).first()).not.toHaveText(first ?? "");
  expect(await told(page, "ready")).toHaveLength(2);
});

test("a provider that comes late is asked then; the password can be typed meanwhile", async ({ page, host, expectConsole }) => {
  // Without a token the session would be a cookie's, and the server takes none from this page.
  expectConsole(/blocked by CORS policy|net::ERR_FAILED/);
  await hostPage(page, host, ELEMENT, `${NOTING} window.portal = portal;`);
  const app = portal(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => ((window as any).portal.tokenProvider = (window as any).getToken));
  await expectSupport(app);
});

test("a server that does not know the page's origin is named, with what would help", async ({ page, host, server, expectConsole }) => {
  expectConsole(/blocked by CORS policy/);
  expectConsole(/net::ERR_FAILED/);
  const body = `<main><case-portal api="${server.url}/api/v1"></case-portal></main>`;
  const policy = host.policy.replace("connect-src", `connect-src ${server.url}`);
  await hostPage(page, host, body, provider("return getToken();"), "", policy);
  const failure = portal(page).getByRole("alert");
  await expect(failure).toContainText(`The server at ${server.url}/api/v1 is there`);
  await expect(failure).toContainText(`--origin ${host.origin}`);
});

test("a portal whose settings cannot be read says so, and names them", async ({ page, host }) => {
  await page.route("**/config.json", (route) => route.fulfill({ body: "{ no", headers: { "access-control-allow-origin": "*" } }));
  await hostPage(page, host, ELEMENT, provider("return getToken();"));
  const failure = portal(page).getByRole("alert");
  await expect(failure).toContainText(`could not be read from ${host.portal.url}/config.json`);
  await expect(failure).toContainText("It is not JSON");
  expect(await told(page, "error")).toMatchObject([{ kind: "config" }]);
  await page.unroute("**/config.json");
  await failure.getByRole("button", { name: "Try again" }).click();
  await expectSupport(portal(page));
});

test("code that does not come, or is not what was built, is not run", async ({ page, host, expectConsole }) => {
  expectConsole(/integrity|Failed to load resource|net::ERR_/);
  for (const file of [/assets\/embed\.[^/]*\.js/, /assets\/app\.[^/]*\.wasm/]) {
    await page.route(file, async (route) => {
      const answer = await route.fetch();
      const body = Buffer.concat([await answer.body(), Buffer.from(file.source.includes("js") ? "\nglobalThis.evil = true;" : "\0")]);
      await route.fulfill({ response: answer, body });
    });
    await hostPage(page, host, ELEMENT, provider("return getToken();"));
    await expect(portal(page).getByRole("alert")).toContainText("could not be loaded");
    expect(await told(page, "error")).toMatchObject([{ kind: "load" }]);
    expect(await page.evaluate(() => "evil" in window)).toBe(false);
    await page.unroute(file);
    await page.getByRole("button", { name: "Try again" }).click();
    await expectSupport(portal(page));
    await page.unrouteAll();
  }
});
