// Elements come and go, and stand beside each other.
import type { CDPSession, Page } from "@playwright/test";

import { CORA, expect, expectSupport, hostPage, NOTING, openFirst, portal, rowsIn, SARA, test, told } from "../lib/embed";

/** Notes every instance of a wasm, its memory, and every element, without keeping them. */
const COUNTING = `
  const known = (window.known = { instances: [], memories: [], elements: [] });
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...values) => {
      const made = await real(...values);
      const { exports } = made.instance ?? made;
      known.instances.push(new WeakRef(made.instance ?? made));
      if (exports.memory) known.memories.push(new WeakRef(exports.memory));
      return made;
    };
  }
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) known.elements.push(new WeakRef(node));
  }).observe(document.querySelector("main"), { childList: true });
`;

/** How many there were of them, and how many are left once nothing is there that nobody has. */
async function living(page: Page, cdp: CDPSession): Promise<{ made: number; left: Record<string, number> }> {
  for (let turn = 0; turn < 3; turn += 1) {
    await cdp.send("HeapProfiler.collectGarbage");
    // What a weak reference was asked for stays to the end of the task.
    await page.waitForTimeout(50);
  }
  return page.evaluate(() => {
    const known: Record<string, WeakRef<object>[]> = (window as any).known;
    const left = Object.entries(known).map(([name, all]) => [name, all.filter((it) => it.deref() !== undefined).length]);
    return { made: known.memories.length, left: Object.fromEntries(left) };
  });
}

const NONE = { instances: 0, memories: 0, elements: 0 };

async function metrics(cdp: CDPSession): Promise<Record<string, number>> {
  for (let turn = 0; turn < 3; turn += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { metrics: all } = await cdp.send("Performance.getMetrics");
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

/** Puts an element into the page, waits until it shows what there is, works with it, and takes it out. */
async function mountOnce(page: Page, turn: number): Promise<void> {
  await page.evaluate(() => {
    const portal = document.createElement("case-portal") as any;
    portal.tokenProvider = (window as any).token;
    document.querySelector("main")!.append(portal);
  });
  const app = portal(page);
  await expect(rowsIn(app).first()).toBeVisible();
  if (turn % 10 === 0) {
    const number = (await rowsIn(app).first().getByRole("link").first().textContent())?.trim();
    // By neither mouse nor keyboard: where somebody has clicked last, and typed, the browser keeps for itself.
    await app.evaluate((it: any, number) => it.navigate(`/cases/${number}`), number);
    await app.getByLabel("Comment", { exact: true }).evaluate((it: HTMLTextAreaElement, turn) => {
      it.value = `Turn ${turn}`;
      it.dispatchEvent(new Event("input", { bubbles: true }));
    }, turn);
  }
  await page.evaluate(() => document.querySelector("case-portal")!.remove());
}

test("50 of them leave nothing behind", async ({ page, host }) => {
  test.setTimeout(240_000);
  const token = await host.token();
  await hostPage(page, host, "<main></main>", `${COUNTING} window.token = () => ${JSON.stringify(token)};`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const streams = new Set<string>();
  await cdp.send("Network.enable");
  cdp.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.endsWith("/stream")) streams.add(requestId);
  });
  for (const gone of ["Network.loadingFinished", "Network.loadingFailed"] as const) {
    cdp.on(gone, ({ requestId }) => streams.delete(requestId));
  }
  const intervals = () => page.evaluate(() => (window as any).intervals.size);
  await page.evaluate(() => {
    const running = ((window as any).intervals = new Set());
    const [set, clear] = [window.setInterval, window.clearInterval];
    window.setInterval = ((...values: Parameters<typeof set>) => {
      const id = set(...values);
      running.add(id);
      return id;
    }) as typeof set;
    window.clearInterval = (id) => {
      running.delete(id);
      clear(id);
    };
  });
  // What is made once for all (code, styles, the browser's own) is there after the first ones.
  for (let turn = 0; turn < 3; turn += 1) await mountOnce(page, turn);
  await page.waitForTimeout(2_500);
  const before = await metrics(cdp);
  for (let turn = 0; turn < 50; turn += 1) await mountOnce(page, turn);
  // What was on its way, and what waits for a moment, has come by then.
  await page.waitForTimeout(2_500);
  await expect.poll(async () => (await living(page, cdp)).left, { timeout: 20_000 }).toEqual(NONE);
  expect((await living(page, cdp)).made).toBe(53);
  const after = await metrics(cdp);
  expect(after.JSEventListeners, "listeners").toBeLessThanOrEqual(before.JSEventListeners);
  expect(after.Nodes, "nodes").toBeLessThanOrEqual(before.Nodes + 20);
  // Less than what a single instance takes.
  expect(after.JSHeapUsedSize - before.JSHeapUsedSize, "heap").toBeLessThan(1_000_000);
  expect(await intervals(), "intervals").toBe(0);
  expect([...streams], "streams").toEqual([]);
  const locks = await page.evaluate(async () => (await navigator.locks.query()).held!.map((it) => it.name));
  expect(locks, "locks").toEqual([]);
  expect(await page.evaluate(() => document.head.querySelectorAll("link[rel=modulepreload]").length)).toBe(0);
});

test("what the browser keeps of typed words does not keep the app", async ({ page, host }) => {
  const token = await host.token();
  await hostPage(page, host, "<main></main>", `${COUNTING} window.token = () => ${JSON.stringify(token)};`);
  const cdp = await page.context().newCDPSession(page);
  for (let turn = 0; turn < 3; turn += 1) {
    await page.evaluate(() => {
      const portal = document.createElement("case-portal") as any;
      portal.tokenProvider = (window as any).token;
      document.querySelector("main")!.append(portal);
    });
    const app = portal(page);
    await expectSupport(app);
    await openFirst(app);
    await app.getByLabel("Comment", { exact: true }).pressSequentially("Some words");
    await page.evaluate(() => document.querySelector("case-portal")!.remove());
  }
  await page.waitForTimeout(2_500);
  await expect.poll(async () => (await living(page, cdp)).left, { timeout: 20_000 }).toMatchObject({ instances: 0, memories: 0 });
  expect((await living(page, cdp)).made).toBe(3);
});

test("one that is taken away while it starts is not there afterwards", async ({ page, host }) => {
  const token = await host.token();
  await hostPage(page, host, "<main></main>", `${COUNTING} window.token = () => ${JSON.stringify(token)};`);
  const cdp = await page.context().newCDPSession(page);
  await page.evaluate(async () => {
    const main = document.querySelector("main")!;
    await customElements.whenDefined("case-portal");
    for (const after of [0, 1, 5, 20, 50, 100, 150, 200, 300, 400, 600]) {
      const portal = document.createElement("case-portal") as any;
      portal.tokenProvider = (window as any).token;
      main.append(portal);
      await new Promise((resolve) => setTimeout(resolve, after));
      portal.remove();
    }
  });
  await page.waitForTimeout(2_500);
  await expect.poll(async () => (await living(page, cdp)).left, { timeout: 20_000 }).toEqual(NONE);
  expect(await page.evaluate(async () => (await navigator.locks.query()).held!.length)).toBe(0);
});

test("one that is only moved goes on, and what was typed stays where one is taken away", async ({ page, host }) => {
  const token = JSON.stringify(await host.token());
  const body = '<main><div id="a"><case-portal></case-portal></div><div id="b"></div></main>';
  await hostPage(page, host, body, `${NOTING} window.token = () => ${token}; portal.tokenProvider = token;`);
  const app = portal(page);
  await expectSupport(app);
  const number = await openFirst(app);
  await app.getByLabel("Comment", { exact: true }).fill("Half a sentence");
  await page.evaluate(() => document.querySelector("#b")!.append(document.querySelector("case-portal")!));
  await expect(app.getByRole("heading", { level: 1, name: number })).toBeVisible();
  await expect(app.getByLabel("Comment", { exact: true })).toHaveValue("Half a sentence");
  expect(await told(page, "ready")).toHaveLength(1);
  // Typed and taken away at once: it is kept, as it is where a page is left.
  await app.getByLabel("Comment", { exact: true }).fill("Half a sentence, and more");
  await page.evaluate((number) => {
    document.querySelector("case-portal")!.remove();
    const next = document.createElement("case-portal") as any;
    next.tokenProvider = (window as any).token;
    next.setAttribute("route", `/cases/${number}`);
    setTimeout(() => document.querySelector("#a")!.append(next), 1_500);
  }, number);
  await expect(app.getByLabel("Comment", { exact: true })).toHaveValue("Half a sentence, and more");
});

test("two on one page do not disturb each other", async ({ page, host }) => {
  const [sara, cora] = [JSON.stringify(await host.token()), JSON.stringify(await host.token(CORA))];
  const body = '<main><case-portal id="one" lang="en" theme="light"></case-portal><case-portal id="two" lang="de" theme="dark" route="/cases"></case-portal></main>';
  const script = `document.querySelector("#one").tokenProvider = () => ${sara}; document.querySelector("#two").tokenProvider = () => ${cora};`;
  await hostPage(page, host, body, script);
  const [one, two] = [page.locator("#one"), page.locator("#two")];
  await expectSupport(one);
  await expect(two.getByRole("heading", { level: 1, name: "Meine Fälle" })).toBeVisible();
  // Each has its person, its language, its colours, its place.
  const access = (app: typeof one) => app.evaluate((it: any) => it.access?.user.email);
  await expect.poll(() => access(one)).toBe(SARA);
  await expect.poll(() => access(two)).toBe(CORA);
  const ground = (app: typeof one) => app.locator(".around").evaluate((it) => getComputedStyle(it).backgroundColor);
  expect(await ground(one)).not.toBe(await ground(two));
  const number = await openFirst(one);
  await expect(two.getByRole("heading", { level: 1, name: "Meine Fälle" })).toBeVisible();
  await one.evaluate((it) => it.setAttribute("lang", "ja"));
  await expect(one.getByLabel("コメント", { exact: true })).toBeVisible();
  await expect(two.getByRole("heading", { level: 1, name: "Meine Fälle" })).toBeVisible();
  await one.evaluate((it) => it.setAttribute("lang", "en"));
  // A dialog, a popup and the keys of one are not the other's.
  await two.locator("details.filter").first().locator("summary").click();
  await one.getByLabel("Comment", { exact: true }).fill("For one alone");
  await expect(two.locator("details.filter[open]")).toHaveCount(0);
  await one.getByLabel("Comment", { exact: true }).blur();
  await one.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await page.keyboard.press("Escape");
  // One that goes does not take the other along.
  await page.evaluate(() => document.querySelector("#one")!.remove());
  await two.evaluate((it: any) => it.navigate("/"));
  await expect(two.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
  await expect(rowsIn(two).first()).toBeVisible();
  expect(number).toMatch(/^\d{8}$/);
});

test("two of the same person share what is typed as two tabs do", async ({ page, host }) => {
  const token = JSON.stringify(await host.token());
  const body = '<main><case-portal id="one"></case-portal><case-portal id="two"></case-portal></main>';
  await hostPage(page, host, body, `for (const it of document.querySelectorAll("case-portal")) it.tokenProvider = () => ${token};`);
  const [one, two] = [page.locator("#one"), page.locator("#two")];
  await expectSupport(one);
  await expectSupport(two);
  const number = await openFirst(one);
  await two.evaluate((it: any, number) => it.navigate(`/cases/${number}`), number);
  await one.getByLabel("Comment", { exact: true }).fill("By one");
  await expect(two.getByLabel("Comment", { exact: true })).toHaveValue("");
  await one.getByRole("button", { name: "Add comment" }).click();
  await expect(two.getByRole("article").filter({ hasText: "By one" })).toBeVisible();
});

test("an app that has stopped says so, and the other one goes on", async ({ page, host, expectConsole }) => {
  expectConsole(/^uncaught: RuntimeError: unreachable/);
  const token = JSON.stringify(await host.token());
  // Of the first instance, whatever is called stops it once that is wanted.
  const script = `
    const real = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...values) => {
      const instance = await real(...values);
      if (window.first || !(instance instanceof WebAssembly.Instance)) return instance;
      window.first = true;
      const stopping = (call) => (...values) => { if (window.stops) throw new WebAssembly.RuntimeError("unreachable"); return call(...values); };
      const exports = Object.fromEntries(Object.entries(instance.exports).map(([name, it]) => [name, typeof it === "function" ? stopping(it) : it]));
      return new Proxy(instance, { get: (it, name) => (name === "exports" ? exports : Reflect.get(it, name, it)) });
    };
    ${NOTING}
    for (const it of document.querySelectorAll("case-portal")) it.tokenProvider = () => ${token};
  `;
  await hostPage(page, host, '<main><case-portal id="one"></case-portal></main>', script);
  const one = page.locator("#one");
  await expectSupport(one);
  await page.evaluate((token) => {
    const two = document.createElement("case-portal") as any;
    two.id = "two";
    two.tokenProvider = () => token;
    document.querySelector("main")!.append(two);
  }, JSON.parse(token));
  const two = page.locator("#two");
  await expectSupport(two);
  // Together: whatever the app does by itself would stop it, too, and take away what is to be pressed.
  await one.getByRole("tab").nth(1).evaluate((tab: HTMLElement) => {
    (window as any).stops = true;
    tab.click();
  });
  await expect(one.getByRole("alert")).toContainText("The portal has stopped");
  expect(await told(page, "error")).toMatchObject([{ kind: "crash" }]);
  await openFirst(two);
  await one.getByRole("button", { name: "Try again" }).click();
  await expectSupport(one);
});
