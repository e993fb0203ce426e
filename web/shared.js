// What every <case-portal> of a page has in common (caseport.js): what is fetched once for all of them, and a few small tools.
// The build puts it into that script.

/** Where the bundle lies. */
const bundle = new URL("./", import.meta.url);
/** How long a page may take to give a token. */
const TOKEN_WITHIN_MS = 10_000;
/** How long what was typed may take to be kept when the element is taken away. */
const CLOSE_WITHIN_MS = 1_000;

// What Leptos makes elements of is fixed when the app is compiled; a page that insists on Trusted Types names this policy.
const policy = (() => {
  try {
    return globalThis.trustedTypes?.createPolicy("caseport", { createHTML: (html) => (isHarmless(html) ? html : "") });
  } catch {
    // The page does not allow it, and may not need it.
    return undefined;
  }
})();

/** What an instance that is over answers: whichever part of an answer is looked for, it is not there. */
const NOTHING = Object.freeze([]);

/** And what is called then. */
const NOBODY = new Proxy({}, { get: () => () => NOTHING });

/** What every element needs, once for all of them; what has failed is tried again by whoever comes next. */
const shared = {};
function once(name, load) {
  shared[name] ??= load().catch((error) => {
    shared[name] = undefined;
    throw error;
  });
  return shared[name];
}

const settings = () => once("settings", () => readSettings(new URL("config.json", bundle)));

const style = () =>
  once("style", async () => {
    const address = new URL("{{embed.css}}", import.meta.url);
    const answer = await fetch(address, { integrity: "{{integrity of embed.css}}" });
    const sheet = new CSSStyleSheet({ baseURL: address.href });
    return sheet.replace(await answer.text());
  });

const machine = () =>
  once("machine", () =>
    WebAssembly.compileStreaming(fetch(new URL("{{app.wasm}}", import.meta.url), { integrity: "{{integrity of app.wasm}}" })),
  );

let attempts = 0;
const program = () =>
  once("program", async () => {
    const address = new URL("{{embed.js}}", import.meta.url);
    // A browser may remember that a script did not come.
    if (attempts++ > 0) address.searchParams.set("again", attempts);
    await checked(address.href, "{{integrity of embed.js}}");
    return import(address.href);
  });

/** Has the browser fetch a script and check it; only an element can say what it is to be checked by. */
async function checked(address, integrity) {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) return;
  const came = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new TypeError(`${address} could not be loaded.`));
  });
  Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href: address });
  document.head.append(link);
  try {
    await came;
  } finally {
    link.remove();
  }
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Sets an attribute, or takes it away. */
function reflect(it, attribute, value) {
  if (value === undefined || value === null) it.removeAttribute(attribute);
  else it.setAttribute(attribute, value);
}

/** What the work brings; after so long it is refused with "late". */
async function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject("late"), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The element of the page that is scrolled for this one to be seen; none where that is the page. */
function scrollerOf(it) {
  const above = (it) => it.assignedSlot ?? it.parentElement ?? it.getRootNode().host;
  for (let at = above(it); at && at !== document.body && at !== document.documentElement; at = above(at)) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at;
  }
  return undefined;
}

/** The address within the app at which a case begins with these answers. */
function addressOfNew(answers) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(answers)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, Array.isArray(value) ? value.join(",") : value);
  }
  return `/submit?${query.size > 0 ? query : "new"}`;
}

/** What went wrong, in the words of the element's notices: whatever could say it in other languages is not there. */
const NOTICES = {
  config: (error) => [
    "The portal cannot start",
    `Its settings could not be read from ${new URL("config.json", bundle)}.`,
    error.message,
    "If this stays, tell whoever runs the portal what it says.",
  ],
  load: () => ["The portal could not be loaded", "Check your connection and try again."],
  crash: () => ["The portal has stopped", "Something went wrong in this part of the page. Your cases are safe."],
  unable: () => ["This browser cannot run the portal", "The support portal needs WebAssembly. Use a current browser, or allow it for this site."],
};
