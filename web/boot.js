// Starts the app on its own page: finds out what it needs to know (settings.js), and asks for what its first page needs while
// the wasm is still on its way. It all waits in `caseportPage` (src/platform/page.rs).

{{settings.js}}
/** What signing in and a case's page need beyond the app's first file. */
const SIGN_IN = "{{files of sign_in}}".split(" ");
const CASE = "{{files of case}}".split(" ");
/** Where the bundle lies: this file is in its `assets`. */
const here = new URL("../", import.meta.url);

// What Leptos makes elements of is fixed when the app is compiled; anything that could run is refused all the same.
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (isHarmless(html) ? html : null),
});

/** Shows one of the notices of index.html. */
function show(notice) {
  document.getElementById("boot")?.remove();
  document.getElementById(notice).hidden = false;
}

async function readSite() {
  const address = new URL("config.json", here);
  try {
    const site = await readSettings(address);
    if (/^\w+:/.test(site.base)) throw new Error('"base" is not on the origin of this page.');
    for (const [name, color] of site.colors) document.documentElement.style.setProperty(`--${name}`, color);
    return site;
  } catch (error) {
    document.getElementById("config-address").textContent = address.href;
    document.getElementById("config-mistake").textContent = error.message;
    show("misconfigured");
    throw error;
  }
}

// Addresses change as people go on, and a relative one with them.
function keepIcon() {
  const icon = document.querySelector("link[rel=icon]");
  if (icon) icon.href = new URL("favicon.svg", here).href;
}

/** Where the app was the last time, and the organization that opens there: what is asked by it need not wait to be told. */
const LAST = "caseport.last";

function lastVisit() {
  try {
    const last = JSON.parse(read("localStorage", LAST));
    return last.at === here.href ? last : undefined;
  } catch {
    return undefined;
  }
}

function fetchAhead(files) {
  for (const file of files) fetch(new URL(file, import.meta.url)).catch(() => {});
}

function askAhead(page, site) {
  const credentials = site.api.startsWith("/") || site.api === "" ? "same-origin" : "include";
  const look = (path) => ask(page.prefetch, site, path, credentials);
  look("/config");
  // The server's mark that somebody is signed in; the app knows what to do where it cannot be read.
  const isSignedIn = /(^|; )caseport_signed_in=/.test(document.cookie);
  const path = location.pathname.startsWith(site.base) ? location.pathname.slice(site.base.length) : "";
  const isSupport = path === "/";
  if (!isSignedIn || !isSupport) fetchRest(page);
  if (!isSignedIn) {
    // On another origin than the API's the mark cannot be read, and somebody may be signed in all the same.
    if (credentials === "same-origin") fetchAhead(SIGN_IN);
    return;
  }
  const session = look("/session");
  const [, number] = /^\/cases\/(\d{8})(\/files)?$/.exec(path) ?? [];
  if (number) {
    for (const part of ["", "/history?limit=200"]) look(`/cases/${number}${part}`).catch(() => {});
    fetchAhead(CASE);
  }
  askOfOrganization(look, site, session, isSupport).catch(() => {});
}

// What comes after the first page, and at once where that is another one.
function fetchRest(page) {
  page.texts.answer.then(([tag]) => page.texts.load(tag, 1)).catch(() => {});
  styles().catch(() => {});
}

async function askOfOrganization(look, { api, base, usual }, answer, isSupport) {
  const query = new URLSearchParams(location.search);
  const tab = query.get("tab") ?? "my";
  // The other lists are not everybody's, and a refusal is an error in the console.
  const isWhole = [...query.keys()].every((key) => key === "tab") && ["my", "false_detection"].includes(tab);
  const askOf = (organization) => {
    const root = `/organizations/${encodeURIComponent(organization)}`;
    look(`${root}/access`);
    if (!isSupport) return;
    look(`${root}/cases/counts`);
    if (isWhole) look(`${root}/cases?tab=${tab}&limit=10`);
  };
  const remembered = read("sessionStorage", "caseport.organization");
  const expected = usual && (remembered ?? usual);
  if (expected) askOf(expected);
  const [status, body] = await answer;
  if (status !== 200) return;
  const session = JSON.parse(body);
  const organizations = session.organizations.map((organization) => organization.id);
  const first = (...ids) => ids.find((id) => organizations.includes(id)) ?? "personal";
  const opens = first(session.default_organization, organizations[0]);
  const organization = first(remembered, opens);
  if (organization !== expected) askOf(organization);
  localStorage.setItem(LAST, JSON.stringify({ at: here.href, api, base, usual: opens }));
}

// What the first page does without; the app waits for it before it shows what does not.
let rest;
function styles() {
  rest ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      rest = undefined;
      reject(new TypeError(`${link.href} could not be loaded.`));
    };
    const href = new URL("{{rest.css}}", import.meta.url);
    Object.assign(link, { rel: "stylesheet", integrity: "{{integrity of rest.css}}", href });
    document.head.append(link);
  });
  return rest;
}

function read(storage, key) {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

// A deployment takes this build's files away: the app is told, and tells the person (src/app/notices.rs).
let looked = 0;
async function lookForNewer() {
  looked = performance.now();
  if (await isNewerThere(here)) dispatchEvent(new Event("caseport:newer"));
}
addEventListener("caseport:missing", lookForNewer);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && performance.now() - looked > LOOK_AGAIN_MS) lookForNewer();
});

// The browser's first format of each kind is slow to make, and there is time for it until the wasm and the answers have come.
function warmUp(language) {
  const makes = [
    () => new Intl.NumberFormat(language).format(0),
    () => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }).format(-1, "day"),
    () => new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" }).format(),
  ];
  for (const make of makes) setTimeout(make);
}

// A trap in the wasm leaves a page that answers no more; it is better to say so.
function crashed(error) {
  if (error instanceof WebAssembly.RuntimeError) show("crash");
}

async function start() {
  if (typeof WebAssembly !== "object") return show("unable");
  keepIcon();
  addEventListener("error", (event) => crashed(event.error));
  addEventListener("unhandledrejection", (event) => crashed(event.reason));
  const page = (globalThis.caseportPage = { prefetch: {}, styles });
  // What was chosen here, else what the browser has.
  const tags = [read("localStorage", "caseport.language"), ...navigator.languages];
  const speak = (texts) => {
    page.texts = texts;
    document.documentElement.lang = texts.wanted;
    document.documentElement.dir = texts.wanted === "ar" ? "rtl" : "ltr";
  };
  speak(askForTexts(tags));
  const wasm = fetch(new URL("{{app.wasm}}", import.meta.url), { integrity: "{{integrity of app.wasm}}" });
  const loading = import("{{app.js}}");
  // Whatever goes wrong with these is told below, after the settings.
  for (const early of [wasm, loading]) early.catch(() => {});
  const last = lastVisit();
  if (last) askAhead(page, last);
  page.site = await readSite();
  speak(textsOffered(page.texts, tags, page.site.languages));
  if (last?.api !== page.site.api || last.base !== page.site.base) {
    page.prefetch = {};
    askAhead(page, page.site);
  }
  warmUp(page.texts.wanted);
  try {
    const app = await loading;
    await app.default({ module_or_path: wasm });
    fetchRest(page);
  } catch (error) {
    // Without its main files there is no app that could say so.
    show("crash");
    throw error;
  }
}

// 404.html names this file at several depths.
if (!globalThis.caseportPage) await start();
