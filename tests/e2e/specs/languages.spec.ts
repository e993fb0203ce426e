// The language of the texts: the browser's at first, changeable, kept, and never at the cost of what was typed.
import { addComment, commentBox, openCase } from "../lib/case";
import { newCase } from "../lib/api";
import { text } from "../lib/catalogs";
import { expect, test } from "../lib/test";

const catalog = (tag: string): RegExp => new RegExp(`/messages\\.${tag}\\.[0-9a-f]+\\.json$`);

test("the first of the browser's languages that there is speaks, else English", async ({ as }) => {
  for (const [locale, lang, title] of [
    ["de-AT", "de", "Beim Support anmelden"],
    ["fr-FR", "en", "Sign in to Support"],
  ]) {
    const page = await as("uma@northwind.example", { locale });
    await page.context().clearCookies();
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    // Ready for the moment in which the app can say nothing any more.
    await expect(page.locator("#crash h1")).toHaveText(text(lang, "crash_title"));
  }
});

test("the texts come while the wasm is still on its way", async ({ page }) => {
  let wasm = () => {};
  const held = new Promise<void>((resolve) => (wasm = resolve));
  await page.route(/\/app\.[0-9a-f]+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  const texts = page.waitForResponse(catalog("en"));
  await page.goto("/", { waitUntil: "commit" });
  expect((await texts).status()).toBe(200);
  wasm();
  await expect(page.getByRole("heading", { name: "Sign in to Support" })).toBeVisible();
});

test("on the sign-in page a language is one press away, and keeps what was typed", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("E-mail").fill("uma@northwind.example");
  await page.getByLabel("Password").fill("half a pass");
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Beim Support anmelden" })).toBeVisible();
  await expect(page).toHaveTitle(/Beim Support anmelden/);
  await expect(page.getByLabel("E-Mail")).toHaveValue("uma@northwind.example");
  await expect(page.getByLabel("Passwort")).toHaveValue("half a pass");
  const chosen = page.getByRole("group", { name: "Sprache" }).getByRole("button", { name: "Deutsch" });
  await expect(chosen).toBeFocused();
  await expect(chosen).toHaveAttribute("aria-current", "true");

  await page.reload();
  await expect(page.getByRole("heading", { name: "Beim Support anmelden" })).toBeVisible();
});

test("changing the language in the account's menu keeps a comment that is being typed", async ({ as }) => {
  const page = await as("carl@contoso.example");
  const number = await newCase(page, "contoso", { subject: "A case to comment on in two languages" });
  await openCase(page, number);
  await commentBox(page).fill("Half a thought, typed in Eng");
  await page.locator(".menu > summary").click();
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator(".menu > summary")).toBeFocused();
  const box = page.getByLabel("Kommentar", { exact: true });
  await expect(box).toHaveValue("Half a thought, typed in Eng");
  await page.getByRole("button", { name: "Kommentar hinzufügen" }).click();
  await expect(page.getByRole("main").getByRole("article")).toHaveCount(1);

  await page.locator(".menu > summary").click();
  await page.getByRole("button", { name: "English" }).click();
  await expect(addComment(page)).toBeVisible();
});

test("a catalog that does not come is told of, and the language stays", async ({ as, expectConsole }) => {
  expectConsole(/messages\.de|503|Failed to load resource/);
  const page = await as("uma@northwind.example");
  await page.route(catalog("de"), (route) => route.fulfill({ status: 503 }));
  await page.goto("/");
  await page.locator(".menu > summary").click();
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The texts in Deutsch could not be loaded" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Support", level: 1 })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");

  await page.unroute(catalog("de"));
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
});

test("where the wanted language does not come at the start, English does and says so", async ({ as, expectConsole }) => {
  expectConsole(/messages\.de|503|Failed to load resource/);
  const page = await as("uma@northwind.example", { locale: "de-DE" });
  await page.route(catalog("de"), (route) => route.fulfill({ status: 503 }));
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Support", level: 1 })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "The texts in Deutsch could not be loaded" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a catalog of another build stops the app with a word, and never shows wrong texts", async ({ page, expectConsole }) => {
  expectConsole(/integrity/);
  await page.route(catalog("en"), (route) => route.fulfill({ json: ["0123456789abcdef", "Umbrella", "Umbrella"] }));
  await page.goto("/");
  await expect(page.getByRole("alert").filter({ hasText: "The portal has stopped" })).toBeVisible();
  await expect(page.getByText("Umbrella")).toHaveCount(0);
});

test("texts that are not those of the build are not shown", async ({ page, expectConsole }) => {
  expectConsole(/integrity/);
  await page.route(/\/more\.de\.[0-9a-f]+\.json$/, async (route) => {
    const texts = await (await route.fetch()).text();
    await route.fulfill({ body: texts.replace("Beim Support anmelden", "Bei wem auch immer anmelden"), contentType: "application/json" });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The texts in Deutsch could not be loaded" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in to Support" })).toBeVisible();
  await expect(page.getByText("Bei wem auch immer")).toHaveCount(0);
});
