// What both the app's own page (boot.js) and an element in somebody else's (caseport.js) find out before the app starts: where
// it is installed (config.json, beside index.html), and the texts. The build puts it into both.

const BUILD = "{{build}}";
/** How often a page that comes back into view looks for a newer build. */
const LOOK_AGAIN_MS = 60_000;

/** The texts of each language, those that are needed first and the others, each with what the browser checks them by. */
const TEXTS = {
  en: [
    ["{{messages.en.json}}", "{{integrity of messages.en.json}}"],
    ["{{more.en.json}}", "{{integrity of more.en.json}}"],
  ],
  de: [
    ["{{messages.de.json}}", "{{integrity of messages.de.json}}"],
    ["{{more.de.json}}", "{{integrity of more.de.json}}"],
  ],
  ja: [
    ["{{messages.ja.json}}", "{{integrity of messages.ja.json}}"],
    ["{{more.ja.json}}", "{{integrity of more.ja.json}}"],
  ],
  ar: [
    ["{{messages.ar.json}}", "{{integrity of messages.ar.json}}"],
    ["{{more.ar.json}}", "{{integrity of more.ar.json}}"],
  ],
};
const LANGUAGES = Object.keys(TEXTS);
/** The ways to sign in, as the API names them. */
const WAYS = ["password", "oidc"];

/** Whether nothing in it could run. */
function isHarmless(html) {
  return !/<(script|iframe|object|embed|base|link|meta)\b|\son\w+\s*=|javascript:/i.test(html);
}

/** What `config.json` says; an error says what is wrong with it. */
async function readSettings(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  let settings;
  try {
    settings = JSON.parse(await answer.text());
  } catch (error) {
    throw new Error(`It is not JSON: ${error.message}`);
  }
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) throw new Error("It is not a JSON object.");
  const { api = "api/v1", base = ".", brand = {}, languages = LANGUAGES, sign_in = WAYS } = settings;
  if (typeof brand !== "object" || brand === null) throw new Error('"brand" is not an object.');
  const site = { api: place(api, "api", address), base: place(base, "base", address), build: BUILD };
  if (brand.name !== undefined) site.name = text(brand.name, "brand.name");
  if (brand.logo !== undefined) site.logo = place(brand.logo, "brand.logo", address);
  site.colors = Object.entries(brand.colors ?? {});
  for (const [name, color] of site.colors) {
    if (!CSS.supports("color", text(color, `brand.colors.${name}`))) throw new Error(`"brand.colors.${name}" is not a colour.`);
  }
  site.languages = some(languages, "languages", LANGUAGES);
  site.signIn = some(sign_in, "sign_in", WAYS);
  return site;
}

/** One or several of what there is. */
function some(values, name, all) {
  if (!Array.isArray(values) || values.length === 0) throw new Error(`"${name}" is not a list with something in it.`);
  const unknown = values.find((it) => !all.includes(it));
  if (unknown !== undefined) throw new Error(`"${name}" names ${JSON.stringify(unknown)}; there are ${all.join(", ")}.`);
  return values;
}

function text(value, name) {
  if (typeof value !== "string" || value === "") throw new Error(`"${name}" is not a text.`);
  return value;
}

/** The address that is meant, without a slash at its end; its path alone where it is on this origin. */
function place(value, name, address) {
  text(value, name);
  let url;
  try {
    url = new URL(value, address);
  } catch {
    throw new Error(`"${name}" is not an address.`);
  }
  if (!/^https?:$/.test(url.protocol)) throw new Error(`"${name}" is not an address of the web.`);
  return (url.origin === location.origin ? url.pathname : url.href).replace(/\/$/, "");
}

/** A question whose answer waits in `prefetch` for the app, which takes it once. */
function ask(prefetch, { api }, path, credentials) {
  const answer = fetch(api + path, { credentials, headers: { accept: "application/json" } }).then(async (response) => [
    response.status,
    await response.text(),
  ]);
  // A failed question is asked again by the app, which can say what happened.
  prefetch[path] = answer.catch(() => undefined);
  return answer;
}

/** The first of a reader's languages that is offered, else the first that is. */
function chosen(tags, offered) {
  return tags.map((tag) => tag?.split("-")[0]).find((tag) => offered.includes(tag)) ?? offered[0];
}

/** A part of a language's texts: 0 for those that are needed first, 1 for the others. */
async function readTexts(tag, part) {
  const [file, integrity] = TEXTS[tag][part];
  const response = await fetch(new URL(file, import.meta.url), { integrity });
  if (!response.ok) throw new Error(`the texts of ${tag}: ${response.status}`);
  return response.json();
}

/** Asks for the first texts in a reader's language; for the English ones where they do not come. */
function askForTexts(tags, offered = LANGUAGES) {
  const wanted = chosen(tags, offered);
  const coming = {};
  const load = (tag, part) =>
    (coming[tag + part] ??= readTexts(tag, part).catch((error) => {
      delete coming[tag + part];
      throw error;
    }));
  const first = async (tag) => [tag, await load(tag, 0)];
  return { offered, wanted, load, answer: first(wanted).catch(() => first("en")) };
}

/** The same once it is known what the installation offers, which need not be what was asked for already. */
function textsOffered(texts, tags, offered) {
  if (chosen(tags, offered) === texts.wanted) return { ...texts, offered };
  texts.answer.catch(() => {});
  return askForTexts(tags, offered);
}

/** Whether another build has been deployed than this one, whose files go with it. */
async function isNewerThere(bundle) {
  try {
    const answer = await fetch(new URL("build.json", bundle), { cache: "no-cache" });
    const { build } = await answer.json();
    return Boolean(build) && build !== BUILD;
  } catch {
    // Without an answer nothing is known.
    return false;
  }
}
