// Signing in at identity providers: real ones, in a real browser, on another site than the portal.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { addComment, commentBox, comments } from "../lib/case";
import { freePort, Idp, type People, SECRET } from "../lib/idp";
import { Server } from "../lib/server.mjs";
import { expect, signIn, test as base } from "../lib/test";

const person = (email: string, name: string, groups: string[] = []) => ({ email, email_verified: true, name, groups });
const PEOPLE: People = {
  cora: person("cora@contoso.example", "Cora Lindqvist"),
  sara: person("sara@northwind.example", "Sara Delacroix"),
  nadia: person("nadia@contoso.example", "Nadia Haddad", ["contoso-users"]),
  nobody: person("nobody@elsewhere.example", "Nobody Known"),
};
const BY_EMAIL = 'accounts = "by_email"';
const CREATE = `${BY_EMAIL}\nunknown = "create"`;
const GROUPS = `[provider.organizations]
claim = "groups"
map = [
  { value = "contoso-users", organization = "contoso", role = "user" },
  { value = "northwind-viewers", organization = "northwind", role = "Case Viewer" },
]`;

interface Portal {
  server: Server;
  idps: Idp[];
}

interface Fixtures {
  /** A portal whose providers, by their ids, have these labels and further settings; `first` stands before them. */
  portal: (providers: [id: string, label: string, more: string][], first?: string) => Promise<Portal>;
}

const test = base.extend<Fixtures>({
  portal: async ({ browser }, use) => {
    const made: { end(): Promise<void> }[] = [];
    await use(async (providers, first = "") => {
      const folder = await mkdtemp(join(tmpdir(), "caseport-oidc-"));
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const idps = await Promise.all(
        providers.map(([id]) => Idp.start(id, url, structuredClone(PEOPLE))),
      );
      const settings = idps.map((idp, n) => idp.settings(providers[n]![1], providers[n]![2]));
      await writeFile(join(folder, "secret"), SECRET);
      await writeFile(join(folder, "sign-in.toml"), [first, ...settings].join("\n"));
      const options = ["--public-url", url, "--sign-in", join(folder, "sign-in.toml")];
      const server = await Server.start(0, options, port);
      made.push({
        end: async () => {
          await server.end();
          for (const idp of idps) await idp.close();
          await rm(folder, { recursive: true, force: true });
        },
      });
      return { server, idps };
    });
    // What they still ask for would be cut off.
    for (const context of browser.contexts()) for (const page of context.pages()) await page.close();
    for (const one of made) await one.end();
  },
});

const title = (page: Page) => page.getByRole("heading", { level: 1, name: "Sign in to Support" });
const way = (page: Page, label: string) => page.getByRole("link", { name: `Sign in with ${label}` });
const failure = (page: Page) => page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ });

/** Looks at a screen in both themes and every size. */
async function expectInOrder(page: Page, screen: string): Promise<void> {
  const audit = new Audit();
  await audit.look(page, screen);
  expect(audit.findings).toEqual([]);
}

/** Signs in on the provider's page. */
async function atProvider(page: Page, account: string): Promise<void> {
  await page.getByLabel("Account").fill(account);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.locator("summary", { hasText: "Account of" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
}

test("signing in leads to the address that was asked for, lasts over a reload, and ends there, too", async ({ page, portal }) => {
  const { server, idps } = await portal([["corp", "Contoso", BY_EMAIL]]);
  await page.goto(`${server.url}/submit/product?severity=s2`);
  await expect(title(page)).toBeVisible();
  await expectInOrder(page, "a provider and passwords");
  await expect(page.getByLabel("Password")).toBeVisible();
  await way(page, "Contoso").click();
  await expect(page).toHaveURL(new RegExp(`^${idps[0]!.issuer}/interaction/`));
  await atProvider(page, "cora");
  await expect(page).toHaveURL(/\/submit\/product/);
  await expect(page.getByText("Account of Cora Lindqvist")).toBeAttached();
  await page.reload();
  await expect(page).toHaveURL(/\/submit\/product/);
  await expect(page.getByText("Account of Cora Lindqvist")).toBeAttached();

  await signOut(page);
  await expect(page).toHaveURL(new RegExp(`^${idps[0]!.issuer}/session/end`));
  await page.getByRole("button", { name: /yes/i }).click();
  await expect(title(page)).toBeVisible();
  expect((await page.request.get(`${server.url}/api/v1/session`)).status()).toBe(401);
  // The provider has forgotten them as well.
  await way(page, "Contoso").click();
  await expect(page.getByLabel("Account")).toBeVisible();
});

test("keys that change leave those who are in alone, and let the next ones in", async ({ browser, page, portal }) => {
  const { server, idps } = await portal([["corp", "Contoso", BY_EMAIL]]);
  await page.goto(server.url);
  await way(page, "Contoso").click();
  await atProvider(page, "cora");
  await expect(page.getByRole("tab").first()).toBeVisible();
  idps[0]!.rotateKeys();
  await page.reload();
  await expect(page.getByText("Account of Cora Lindqvist")).toBeAttached();
  const another = await browser.newPage();
  await another.goto(server.url);
  await way(another, "Contoso").click();
  await atProvider(another, "sara");
  await expect(another.getByText("Account of Sara Delacroix")).toBeAttached();
  await another.close();
});

test("two providers, and no passwords", async ({ page, portal }) => {
  const { server } = await portal(
    [
      ["corp", "Contoso", `${BY_EMAIL}\nemail_domains = ["contoso.example"]`],
      ["partners", "Northwind", `${BY_EMAIL}\nemail_domains = ["northwind.example"]`],
    ],
    "local_accounts = false",
  );
  await page.goto(server.url);
  await expect(way(page, "Contoso")).toBeVisible();
  await expect(way(page, "Northwind")).toBeVisible();
  await expectInOrder(page, "two providers");
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Demo accounts" })).toHaveCount(0);
  const login = await page.request.post(`${server.url}/api/v1/auth/login`, {
    data: { email: "cora@contoso.example", password: "caseport-demo" },
  });
  expect(login.status()).toBe(403);
  // Nobody speaks for the other one's people.
  await way(page, "Contoso").click();
  await atProvider(page, "sara");
  await expect(failure(page)).toContainText("Contoso does not vouch for an e-mail address of yours");
  await way(page, "Northwind").click();
  await atProvider(page, "sara");
  await expect(page.getByText("Account of Sara Delacroix")).toBeAttached();
});

test("an installation shows only the ways that it names, and all where it would show none", async ({ page, portal, server: plain }) => {
  const { server } = await portal([["corp", "Contoso", BY_EMAIL]]);
  const password = page.getByLabel("Password");
  for (const { url, sign_in, ways } of [
    { url: server.url, sign_in: ["oidc"], ways: { passwords: 0, providers: 1 } },
    { url: server.url, sign_in: ["password"], ways: { passwords: 1, providers: 0 } },
    { url: server.url, sign_in: ["oidc", "password"], ways: { passwords: 1, providers: 1 } },
    // This one has no provider.
    { url: plain.url, sign_in: ["oidc"], ways: { passwords: 1, providers: 0 } },
  ]) {
    await page.route("**/config.json", (route) => route.fulfill({ json: { sign_in } }));
    await page.goto(url);
    await expect(title(page)).toBeVisible();
    await expect(password.or(way(page, "Contoso")).first()).toBeVisible();
    await expect(password).toHaveCount(ways.passwords);
    await expect(way(page, "Contoso")).toHaveCount(ways.providers);
    await expect(page.getByRole("button", { name: /Cora Lindqvist/ })).toHaveCount(ways.passwords);
    await page.unroute("**/config.json");
  }
});

test("who is not known is told so, until they are invited", async ({ browser, page, portal }) => {
  const { server } = await portal([["corp", "Contoso", `${BY_EMAIL}\nunknown = "invited"`]]);
  await page.goto(server.url);
  await way(page, "Contoso").click();
  await atProvider(page, "nobody");
  await expect(failure(page)).toHaveText(
    "Contoso knows you, but there is no account of yours here. Ask an administrator of your organization to invite you.",
  );
  await expect(failure(page).getByRole("link")).toHaveCount(0);

  const carl = await browser.newPage({ baseURL: server.url });
  await carl.goto("/");
  await signIn(carl, "carl@contoso.example");
  await expect(carl.getByRole("tab").first()).toBeVisible();
  const invited = await carl.request.post("/api/v1/organizations/contoso/invitations", {
    data: { email: "nobody@elsewhere.example", role: "user" },
    headers: { origin: server.url },
  });
  expect(invited.status(), await invited.text()).toBe(201);
  await carl.close();
  await way(page, "Contoso").click();
  await expect(page.getByText("Account of Nobody Known")).toBeAttached();
  await page.locator("summary", { hasText: "Account of" }).click();
  await expect(page.getByText("User in Contoso")).toBeVisible();
});

test("groups give an organization and a role, and Event History says by what", async ({ browser, page, portal }) => {
  const { server, idps } = await portal([["corp", "Contoso ID", `${CREATE}\n${GROUPS}`]]);
  await page.goto(server.url);
  await way(page, "Contoso ID").click();
  await atProvider(page, "nadia");
  await page.locator("summary", { hasText: "Account of Nadia Haddad" }).click();
  await expect(page.getByText("User in Contoso")).toBeVisible();

  const carl = await browser.newPage({ baseURL: server.url });
  await carl.goto("/organization/event-history");
  await signIn(carl, "carl@contoso.example");
  const entry = carl.getByRole("row").filter({ hasText: "Nadia Haddad" }).filter({ hasText: "Contoso ID (single sign-on)" });
  await expect(entry.first()).toBeVisible();
  // What the groups say no more is over at the next sign-in, in the window that is open as well.
  idps[0]!.people.nadia!.groups = ["northwind-viewers"];
  const again = await browser.newPage({ baseURL: server.url });
  await again.goto("/");
  await way(again, "Contoso ID").click();
  await atProvider(again, "nadia");
  await expect(again.getByText("Account of Nadia Haddad")).toBeAttached();
  await carl.reload();
  await expect(entry).toHaveCount(2);
  await carl.close();
  await again.locator("summary", { hasText: "Account of" }).click();
  await expect(again.getByText("Case Viewer in Northwind")).toBeVisible();
  await again.close();
});

test("a group that names no organization is the personal scope, or explained", async ({ page, portal }) => {
  const { server } = await portal([
    ["open", "Open ID", `${CREATE}\n${GROUPS}`],
    ["strict", "Strict ID", `${CREATE}\n${GROUPS.replace("claim", 'none = "refuse"\nclaim')}`],
  ]);
  await page.goto(`${server.url}/submit/product`);
  await way(page, "Strict ID").click();
  await atProvider(page, "nobody");
  await expect(failure(page)).toContainText("Strict ID names no organization of yours here.");
  // The address that was asked for is kept.
  await way(page, "Open ID").click();
  await atProvider(page, "nobody");
  await expect(page).toHaveURL(/\/submit\/product/);
  await expect(page.getByRole("heading", { level: 2, name: "Product" })).toBeVisible();
  const session = await (await page.request.get(`${server.url}/api/v1/session`)).json();
  expect(session.organizations).toEqual([]);
});

test("who turns back, and whose provider is away, is told so and can try again", async ({ page, portal, expectConsole }) => {
  const { server, idps } = await portal([["corp", "Contoso", BY_EMAIL]]);
  await page.goto(`${server.url}/submit/product`);
  await way(page, "Contoso").click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(failure(page)).toContainText("You did not sign in with Contoso.");
  await expectInOrder(page, "a sign-in that came to nothing");
  await idps[0]!.close();
  await failure(page).getByRole("link", { name: "Retry" }).click();
  // What it published is still known, so that the browser is led to nowhere.
  expectConsole(/net::ERR_CONNECTION_REFUSED/);
  await expect(page).toHaveURL(/^chrome-error:/);
  await server.kill();
  await server.start();
  await page.goto(`${server.url}/submit/product`);
  await way(page, "Contoso").click();
  await expect(failure(page)).toContainText("Contoso does not answer at the moment.");
  await idps[0]!.open();
  await failure(page).getByRole("link", { name: "Retry" }).click();
  await atProvider(page, "cora");
  await expect(page).toHaveURL(/\/submit\/product/);
});

test("an answer that is used again, or in another browser, signs nobody in", async ({ browser, page, portal }) => {
  const { server } = await portal([["corp", "Contoso", BY_EMAIL]]);
  let answer = "";
  page.on("request", (request) => {
    if (request.url().includes("/callback?")) answer = request.url();
  });
  await page.goto(server.url);
  await way(page, "Contoso").click();
  await atProvider(page, "cora");
  await expect(page.getByText("Account of Cora Lindqvist")).toBeAttached();
  const foreign = await browser.newPage();
  await foreign.goto(answer);
  await expect(failure(foreign)).toContainText("This sign-in took too long, was finished already");
  await foreign.close();
  const again = await page.request.get(answer, { maxRedirects: 0 });
  expect(again.headers().location).toBe(`${server.url}/sign-in?error=expired&provider=corp`);
});

test("a session that ends is taken up again in a window of the provider's, and what was being done goes on", async ({
  page,
  portal,
  expectConsole,
}) => {
  const { server } = await portal([["corp", "Contoso", BY_EMAIL]], "local_accounts = false");
  await page.goto(server.url);
  await way(page, "Contoso").click();
  await atProvider(page, "cora");
  await page.getByRole("tabpanel").getByRole("row").nth(1).getByRole("link").click();
  await commentBox(page).fill("Written before the session ended.");
  // Elsewhere, the session is ended.
  const ended = await page.request.post(`${server.url}/api/v1/auth/logout`, { data: {}, headers: { origin: server.url } });
  expect(ended.status()).toBe(200);
  expectConsole(/status of 401/);
  await addComment(page).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel("Password")).toHaveCount(0);
  await expectInOrder(page, "the dialog to sign in again");
  const opened = page.context().waitForEvent("page");
  await dialog.getByRole("button", { name: "Sign in with Contoso" }).click();
  const window = await opened;
  // The provider may still know them; then the window is gone by itself.
  await expect(dialog).toBeHidden();
  await expect(commentBox(page)).toHaveValue("");
  expect(window.isClosed() || /\/signed-in$/.test(window.url())).toBe(true);
  await page.reload();
  await expect(comments(page).filter({ hasText: "Written before the session ended." })).toHaveCount(1);
});
