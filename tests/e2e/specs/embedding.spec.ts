// The portal in a plain page of somebody else's, on another origin: people work in it as on a page of its own, and that page
// stays what it was.
import { readFile } from "node:fs/promises";

import { settled } from "../lib/settled.mjs";
import { expect, expectSupport, NOTING, hostPage, openFirst, portal, rowsIn, SARA, test, told } from "../lib/embed";
import { Audit } from "../lib/a11y";
import { answer, freshSubject } from "../lib/wizard";

test("one is signed in by a token, and reads, answers and downloads", async ({ page, host }) => {
  const requests: { url: string; cookie: string | undefined }[] = [];
  page.on("request", (it) => requests.push({ url: it.url(), cookie: it.headers().cookie }));
  await page.goto(host.origin);
  const app = portal(page);
  await expectSupport(app);
  expect(host.tokens).toBe(1);
  const number = await openFirst(app);
  await app.getByLabel("Comment", { exact: true }).fill("From the page of my machines.");
  await app.getByRole("button", { name: "Add comment" }).click();
  await expect(app.getByRole("article").filter({ hasText: "From the page of my machines." })).toBeVisible();
  // One token for all of it, no cookie anywhere, and a stream that is open.
  expect(host.tokens).toBe(1);
  expect(requests.filter((it) => it.cookie !== undefined)).toEqual([]);
  await expect.poll(() => requests.some((it) => it.url.endsWith("/stream"))).toBe(true);
  expect(await page.context().cookies()).toEqual([]);
  // What happens elsewhere arrives.
  const made = await host.api(`/cases/${number}/comments`, { method: "POST", data: { text: "From another page." } });
  expect(made.status).toBe(201);
  await expect(app.getByRole("article").filter({ hasText: "From another page." })).toBeVisible();
});

test("a case is submitted with a file that is dropped, and the file is downloaded", async ({ page, host }) => {
  await page.goto(host.origin);
  const app = portal(page);
  await expectSupport(app);
  await page.getByRole("button", { name: "Report a problem" }).click();
  await answer(page, "Choose organization", "Northwind Partners");
  await answer(page, "Product", "MetaDefender Core");
  await answer(page, "Platform", "Linux");
  await answer(page, "Issue type", "Question");
  await answer(page, "Severity", "S3");
  await app.getByRole("button", { name: "Continue" }).click();
  await expect(app.getByLabel("Subject", { exact: true })).toHaveValue("The machine is cold");
  const subject = freshSubject("The purple lamp sleeps");
  await app.getByLabel("Subject", { exact: true }).fill(subject);
  await app.getByLabel("Description", { exact: true }).fill("Every Tuesday the purple lamp blinks twice and then sleeps.");
  await app.getByRole("button", { name: /^(Submit case|Continue)$/ }).click();
  await expect(app.getByRole("heading", { level: 2, name: "Upload files" })).toBeVisible();
  await expect(page.locator("#said")).toHaveText(/^Case \d{8} is on its way\.$/);
  const number = /\d{8}/.exec((await page.locator("#said").textContent()) ?? "")?.[0];

  const text = "a line of a log\n".repeat(5_000);
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "machine.log", { type: "text/plain" }));
    return transfer;
  }, text);
  const place = app.getByRole("region", { name: "Files" });
  await place.dispatchEvent("dragover", { dataTransfer: dropped });
  await expect(place).toHaveClass(/uploads-over/);
  await place.dispatchEvent("drop", { dataTransfer: dropped });
  await expect(app.getByRole("listitem").filter({ hasText: "machine.log" })).toContainText("SHA-256");

  await portal(page).evaluate((it: any, number) => it.navigate(`/cases/${number}/files`), number);
  const button = app.getByRole("button", { name: "Download machine.log" });
  await expect(button).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toBe("machine.log");
  expect(await readFile(await download.path(), "utf8")).toBe(text);
  // The browser loads it from an address that is good for this file alone, and for a while.
  const { pathname, searchParams } = new URL(download.url());
  expect(pathname).toMatch(/^\/api\/v1\/files\/[^/]+$/);
  expect((await fetch(`${host.portal.url}/api/v1/session?ticket=${searchParams.get("ticket")}`)).status).toBe(401);
  await expect(page).toHaveURL(`${host.origin}/`);

  // A list goes by the same way.
  await portal(page).evaluate((it: any) => it.navigate("/cases?tab=organization"));
  const [csv] = await Promise.all([page.waitForEvent("download"), app.getByRole("button", { name: "Export to CSV" }).click()]);
  expect(await readFile(await csv.path(), "utf8")).toContain(subject);
});

test("the page's links, history, title and focus stay its own", async ({ page, host }) => {
  await page.goto(host.origin);
  const app = portal(page);
  const note = page.getByLabel("A note to yourself");
  await note.fill("The spare part is in the c");
  await expectSupport(app);
  // Neither what came nor a key that would mean something in the app has taken anything away.
  await expect(note).toBeFocused();
  await note.press("c");
  await note.press("/");
  await note.press("?");
  await expect(note).toHaveValue("The spare part is in the cc/?");
  await expect(app.getByRole("dialog")).toHaveCount(0);
  const before = await page.evaluate(() => [history.length, location.href, document.title, document.documentElement.lang, history.scrollRestoration]);
  const looks = () => page.evaluate(() => [history.length, location.href, document.title, document.documentElement.lang, history.scrollRestoration]);
  await openFirst(app);
  await portal(page).evaluate((it: any) => it.navigate("/false-detections/new"));
  await expect(app.getByRole("heading", { level: 1, name: "Report False Detection" })).toBeVisible();
  expect(await looks()).toEqual(before);
  expect(await page.evaluate(() => "caseport" in window || "caseportPage" in window)).toBe(false);
  expect(await page.evaluate(() => [...document.documentElement.attributes].map((it) => it.name))).toEqual(["lang"]);
  // The page moves on by its own link; the app does not mind.
  await page.getByRole("link", { name: "Machines" }).click();
  await expect(page).toHaveURL(`${host.origin}/#machines`);
  await expect(app.getByRole("heading", { level: 1, name: "Report False Detection" })).toBeVisible();
  // What the page does with the app from outside takes no focus either.
  await note.focus();
  await portal(page).evaluate((it: any) => it.navigate("/"));
  await expectSupport(app);
  await expect(note).toBeFocused();
  // But what somebody does within it leads them to the page's heading.
  const number = await openFirst(app);
  await expect(app.getByRole("heading", { level: 1, name: number })).toBeFocused();
  // Links lead to where the app is on its own, for whoever opens them in another tab.
  await portal(page).evaluate((it: any) => it.navigate("/"));
  await expect(rowsIn(app).first().getByRole("link").first()).toHaveAttribute("href", new RegExp(`^${host.portal.url}/cases/\\d{8}$`));
});

test("dialogs, popups and keys work within it and go no further", async ({ page, host }) => {
  await page.goto(host.origin);
  const app = portal(page);
  await expectSupport(app);
  await openFirst(app);
  const escalate = app.locator(".page-actions").getByRole("button", { name: "Escalate to Management" });
  await escalate.click();
  const dialog = app.getByRole("dialog", { name: "Escalate to Management" });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Reason").fill("c / ?");
  await expect(dialog.getByLabel("Reason")).toHaveValue("c / ?");
  // The focus stays in the dialog, whichever way one goes round.
  for (const key of ["Tab", "Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    const place = await page.evaluate(() => {
      const { activeElement, shadowRoot } = document.activeElement?.shadowRoot ? { activeElement: document.activeElement.shadowRoot.activeElement, shadowRoot: document.activeElement.shadowRoot } : { activeElement: null, shadowRoot: null };
      return shadowRoot ? (activeElement?.closest("dialog") !== null ? "dialog" : "app") : document.activeElement?.tagName;
    });
    // Past the last of it is the browser itself.
    expect(["dialog", "BODY"]).toContain(place);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(escalate).toBeFocused();
  // The shortcuts are the app's where somebody is in it.
  await page.keyboard.press("?");
  await expect(app.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
  // A popup closes by what happens outside of it, in the app or around it.
  await portal(page).evaluate((it: any) => it.navigate("/cases?tab=organization"));
  const filter = app.locator("details.filter").first();
  for (const close of [
    () => page.keyboard.press("Escape"),
    () => page.getByText("Something is wrong with your machine?").click(),
    () => app.getByRole("heading", { level: 1 }).click(),
  ]) {
    await filter.locator("summary").click();
    await expect(filter).toHaveAttribute("open", "");
    await filter.locator("input, label").first().click();
    await expect(filter).toHaveAttribute("open", "");
    await close();
    await expect(filter).not.toHaveAttribute("open", "");
  }
});

test("a page is told what happens", async ({ page, host }) => {
  await hostPage(page, host, "<main><case-portal></case-portal></main>", `${NOTING} portal.tokenProvider = getToken;`);
  const app = portal(page);
  await expectSupport(app);
  expect(await told(page, "ready")).toEqual([{ route: "/", title: "Support", signedIn: true }]);
  await expect.poll(() => told(page, "access")).toHaveLength(1);
  const [access] = await told(page, "access");
  expect(access).toMatchObject({ user: { email: SARA }, organization: { id: "northwind", kind: "partner" }, role: { id: "super_admin" } });
  expect(access.permissions).toMatchObject({ event_history: "view", support_service: "full" });
  expect(await app.evaluate((it: any) => Object.isFrozen(it.access) && it.access.user.email)).toBe(SARA);
  const number = await openFirst(app);
  expect((await told(page, "navigate")).at(-1)).toEqual({ route: `/cases/${number}`, title: `Case ${number}` });
  expect(await app.evaluate((it: any) => it.route)).toBe(`/cases/${number}`);
  // Attributes change it while it is there.
  await app.evaluate((it) => it.setAttribute("route", "/organization/users"));
  await expect(app.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
  await app.evaluate((it) => it.setAttribute("lang", "de"));
  await expect(app.getByRole("heading", { level: 1, name: "Benutzer" })).toBeVisible();
  expect(await app.evaluate((it) => it.shadowRoot?.querySelector(".around")?.getAttribute("lang"))).toBe("de");
  await app.evaluate((it) => it.setAttribute("lang", "ar"));
  await expect(app.locator(".around")).toHaveCSS("direction", "rtl");
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(["en", ""]);
  await app.evaluate((it) => it.setAttribute("lang", "en"));
  const scheme = () => app.locator(".around").evaluate((it) => getComputedStyle(it).colorScheme);
  for (const [theme, is] of [["dark", "dark"], ["light", "light"], ["auto", "light dark"], [null, "normal"]] as const) {
    await app.evaluate((it, theme) => (theme === null ? it.removeAttribute("theme") : it.setAttribute("theme", theme)), theme);
    expect(await scheme()).toBe(is);
  }
  await app.evaluate((it) => it.setAttribute("organization", "personal"));
  await expect.poll(async () => (await told(page, "access")).at(-1)?.organization).toBe(null);
  await app.evaluate((it) => it.setAttribute("organization", "contoso"));
  await expect.poll(() => told(page, "error")).toEqual([{ kind: "organization", message: "contoso" }]);
  await app.evaluate((it) => it.setAttribute("organization", "northwind"));
  await expect.poll(async () => (await told(page, "access")).at(-1)?.organization?.id).toBe("northwind");
});

test("somebody of two organizations looks at the one that the page says", async ({ page, host }) => {
  const script = `${NOTING} const t = ${JSON.stringify(await host.token("max@multi.example"))}; portal.tokenProvider = () => t;`;
  await hostPage(page, host, '<main><case-portal organization="northwind"></case-portal></main>', script);
  await expectSupport(portal(page));
  await expect.poll(async () => (await told(page, "access")).at(-1)?.organization?.id).toBe("northwind");
  await portal(page).evaluate((it) => it.setAttribute("organization", "contoso"));
  await expect.poll(async () => (await told(page, "access")).at(-1)?.organization?.id).toBe("contoso");
});

test("a hostile page changes nothing in it, and it changes nothing in the page", async ({ page, host }) => {
  const hostile = `
    html { font-size: 4px; color: lime; }
    * { display: none !important; opacity: 0 !important; color: red !important; font: 40px/4 serif !important; letter-spacing: 1em !important; text-transform: uppercase !important; visibility: hidden !important; filter: blur(9px) !important; transform: scale(0) !important; --accent: red; --surface: red; --text: red; }
    html, body, main, p { display: block !important; }
    html, body, main { opacity: 1 !important; filter: none !important; transform: none !important; visibility: visible !important; }
    button, input, a, h1, td { display: none !important; position: fixed !important; background: red !important; }
    .content, .button, .dialog, .tabs { all: unset !important; display: none !important; }
  `;
  const body = '<main><p id="probe" class="button content">Host</p><case-portal></case-portal></main>';
  const script = `${NOTING} portal.tokenProvider = getToken;`;
  const looks = async () => {
    const app = portal(page);
    await expectSupport(app);
    await settled(page);
    return app.evaluate((it) => {
      const all = [...it.shadowRoot!.querySelectorAll("*")].filter((it) => it.closest("svg, time") === null);
      return all.map((it) => {
        const { color, fontSize, fontFamily, letterSpacing, lineHeight, textTransform, display, visibility, backgroundColor, position } = getComputedStyle(it);
        return `${it.tagName}.${it.className}: ${[color, fontSize, fontFamily, letterSpacing, lineHeight, textTransform, display, visibility, backgroundColor, position]}`;
      });
    });
  };
  await page.emulateMedia({ colorScheme: "light" });
  await hostPage(page, host, body, script);
  const calm = await looks();
  const probe = () => page.locator("#probe").evaluate((it) => JSON.stringify([...getComputedStyle(it)].map((name) => getComputedStyle(it).getPropertyValue(name))));
  const calmProbe = await probe();
  await hostPage(page, host, body, script, hostile);
  expect(await looks()).toEqual(calm);
  const box = await portal(page).boundingBox();
  expect(box!.height).toBeGreaterThan(300);
  expect(await portal(page).evaluate((it) => getComputedStyle(it).opacity)).toBe("1");
  // To be hidden, it has an attribute.
  await portal(page).evaluate((it) => (it.hidden = true));
  await expect(portal(page)).toBeHidden();
  // And nothing of ours reaches the page: it looks as it would without the app.
  await hostPage(page, host, '<main><p id="probe" class="button content">Host</p></main>', "");
  expect(await probe()).toBe(calmProbe);
  expect(await page.evaluate(() => document.adoptedStyleSheets.length + document.querySelectorAll("style").length)).toBe(0);
});

test("it is themed by custom properties and its parts", async ({ page, host }) => {
  const style = `
    :root { --accent: lime; --caseport-accent: rgb(120, 0, 80); --caseport-on-accent: rgb(255, 255, 255); --caseport-radius: 0px; }
    case-portal { --caseport-size: 20px; }
    case-portal::part(app) { border: 3px solid rgb(1, 2, 3); }
  `;
  await hostPage(page, host, "<main><case-portal></case-portal></main>", `${NOTING} portal.tokenProvider = getToken;`, style);
  await expectSupport(portal(page));
  await expect(portal(page).getByRole("link", { name: "Submit Case" }).first()).toHaveCSS("background-color", "rgb(120, 0, 80)");
  await expect(portal(page).locator(".around")).toHaveCSS("font-size", "20px");
  await expect(portal(page).locator(".around")).toHaveCSS("border-top-color", "rgb(1, 2, 3)");
});

test("the room that it has decides how it is laid out, and not the window", async ({ page, host }) => {
  const style = "#narrow { width: 380px; } #scrolled { height: 500px; overflow: auto; }";
  const body = '<main id="scrolled"><div id="narrow"><case-portal></case-portal></div></main>';
  await hostPage(page, host, body, `${NOTING} portal.tokenProvider = getToken;`, style);
  const app = portal(page);
  await expectSupport(app);
  const display = () => rowsIn(app).first().evaluate((it) => getComputedStyle(it).display);
  expect(await display()).not.toBe("table-row");
  expect(await app.evaluate((it) => it.shadowRoot!.querySelector(".around")!.scrollWidth)).toBeLessThanOrEqual(380);
  // What is scrolled is the page's element: it stays where it is while the app is shown anew in another language,
  const top = () => page.locator("#scrolled").evaluate((it) => it.scrollTop);
  await page.locator("#scrolled").evaluate((it) => it.scrollTo(0, 300));
  await app.evaluate((it) => it.setAttribute("lang", "de"));
  await expect(app.getByRole("tab", { name: "Meine Fälle" })).toBeAttached();
  await expect(rowsIn(app).first()).toBeAttached();
  await expect.poll(top).toBe(300);
  await app.evaluate((it) => it.setAttribute("lang", "en"));
  await expectSupport(app);
  // and goes to where the app's next page begins.
  await page.locator("#scrolled").evaluate((it) => it.scrollTo(0, 400));
  await rowsIn(app).nth(2).getByRole("link").first().click();
  await expect(app.getByRole("heading", { level: 1 })).toBeInViewport();
  await page.locator("#narrow").evaluate((it) => (it.style.width = "1200px"));
  await app.evaluate((it: any) => it.navigate("/"));
  await expectSupport(app);
  expect(await display()).toBe("table-row");
});

test("axe finds nothing in the page with it", async ({ page, host }) => {
  await page.goto(host.origin);
  const app = portal(page);
  await expectSupport(app);
  // The page has no colours for a dark screen, and the app follows it; it is made dark with it.
  const audit = new Audit();
  await audit.look(page, "support");
  await page.evaluate(() => document.documentElement.setAttribute("data-bs-theme", "dark"));
  await audit.look(page, "support, dark page");
  await page.evaluate(() => document.documentElement.removeAttribute("data-bs-theme"));
  await openFirst(app);
  await audit.look(page, "case");
  await portal(page).evaluate((it: any) => it.submitCase());
  await expect(app.getByRole("heading", { level: 1, name: "Submit Case" })).toBeVisible();
  await audit.look(page, "wizard");
  expect(audit.findings).toEqual([]);
});
