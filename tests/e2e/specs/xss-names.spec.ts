// Names of roles and organizations, and addresses, are shown as text wherever they stand: in lists, headings, menus, dialogs,
// sentences and labels. Nothing of them runs, and nothing is lost.
import type { Page } from "@playwright/test";

import { ask, newCase, read } from "../lib/api";
import { openCase, openCaseFiles } from "../lib/case";
import { expectHarmless, NAMES, TURNED } from "../lib/hostile";
import { giveRole, heading, idOf, newRole, person } from "../lib/organization";
import { openSupport } from "../lib/support";
import { expect, test } from "../lib/test";
import { fillIn, freshSubject, PLAIN, question, submit } from "../lib/wizard";

const SARA = "sara@northwind.example";
const CORA = "cora@contoso.example";
const UMA = "uma@northwind.example";
/** What an address may hold, which is more than most think. */
const ADDRESSES = [
  `'onmouseover='window.ran=1@evil.example`,
  `{{window.ran=1}}@evil.example`,
  `javascript/**/window.ran=1@evil.example`,
  `%3cscript%3e&lt&gt@evil.example`,
];
/** What it may not. */
const NONE = [`<script>window.ran=1</script>@evil.example`, `"><img/src=x/onerror=window.ran=1>@x.example`, `${TURNED}@evil.example`];

/** That a name stands there as it is, and that nothing came of it. */
async function expectText(page: Page, name: string, where = page.locator("body")): Promise<void> {
  await expect(where.getByText(name).filter({ visible: true }).first()).toBeVisible();
  await expectHarmless(page);
}

test("a role's name of markup is text on every page, in every dialog and menu that shows it", async ({ as }) => {
  test.setTimeout(120_000);
  const sara = await as(SARA);
  const main = sara.getByRole("main");
  await sara.goto("/organization/roles/new");
  await sara.getByLabel("Name", { exact: true }).fill(NAMES[0]!);
  await sara.getByRole("button", { name: "Add Role" }).click();
  await expect(heading(sara, NAMES[0]!)).toBeVisible();
  await expect(sara.getByRole("status").filter({ hasText: NAMES[0] }).first()).toBeVisible();
  await expectHarmless(sara);
  for (const label of NAMES.slice(1)) await newRole(sara, "northwind", label, { support_service: "view" });
  const { items } = await read(sara, "/organizations/northwind/roles");
  const ids = NAMES.map((label) => items.find((it: any) => it.label === label)?.id);
  expect(ids, "as they were sent").not.toContain(undefined);
  for (const [at, role] of ids.entries()) {
    const data = { email: `hostile-${at}@x.example`, role };
    expect((await sara.request.post("/api/v1/organizations/northwind/invitations", { data })).status()).toBe(201);
    await sara.goto(`/organization/roles/${role}`);
    await expect(heading(sara, NAMES[at]!)).toBeVisible();
    await expectHarmless(sara);
  }
  for (const address of ["/organization/roles", "/organization/users", "/organization/event-history"]) {
    await sara.goto(address);
    for (const label of NAMES) await expectText(sara, label, main);
  }
  await sara.goto("/organization/users");
  await sara.getByRole("button", { name: "Invite User" }).click();
  for (const label of NAMES) await expectText(sara, label, sara.getByRole("dialog"));
  await sara.keyboard.press("Escape");
  const csv = await sara.request.get("/api/v1/organizations/northwind/event-history.csv");
  const text = await csv.text();
  for (const label of NAMES) expect(text).toContain(label.replaceAll('"', '""'));

  // Whoever has the role, and what others see of them.
  try {
    for (const at of [0, 1, 3]) {
      await giveRole(sara, "northwind", UMA, ids[at]);
      await sara.goto("/organization/case-access?q=uma");
      await expectText(sara, NAMES[at]!, person(sara, "Uma"));
      await sara.goto(`/organization/users/${await idOf(sara, "northwind", UMA)}/view`);
      await expectText(sara, NAMES[at]!, main);
    }
    const uma = await as(UMA);
    await openSupport(uma);
    await uma.locator("summary", { hasText: "Account of" }).click();
    await expectHarmless(uma);
    // Deleting it asks for another, and names them all.
    await sara.goto("/organization/roles");
    await main.getByRole("link", { name: NAMES[3], exact: true }).click();
    await sara.getByRole("button", { name: /^Delete/ }).first().click();
    for (const label of [...NAMES.slice(0, 3), ...NAMES.slice(4)]) await expect(sara.getByRole("dialog")).toContainText(label);
    await expectHarmless(sara);
  } finally {
    await giveRole(sara, "northwind", UMA, "user");
  }
});

test("what turns text around is no part of a role's name", async ({ as }) => {
  const sara = await as(SARA);
  const { id, label } = await newRole(sara, "northwind", `Boss ${TURNED}`);
  expect(label).toBe("Boss tropx.exe");
  await sara.goto(`/organization/roles/${id}`);
  await expect(heading(sara, "Boss tropx.exe")).toBeVisible();
});

test("an address of markup is refused with its words as text, in the wizard and on the case", async ({ as, expectConsole }) => {
  expectConsole(/422 \(/);
  const page = await as(CORA);
  await fillIn(page, { ...PLAIN, subject: freshSubject("Hostile addresses") });
  const field = page.getByLabel("CC's (optional)");
  for (const address of NONE) {
    await field.fill(address);
    await submit(page).click();
    await expect(field).toHaveAccessibleDescription(/is not an e-mail address/);
    await expectHarmless(page);
  }
  const number = await newCase(page, "contoso", { subject: freshSubject("Hostile addresses") });
  await openCaseFiles(page, number);
  for (const address of NONE) {
    const more = page.getByLabel("Add e-mail addresses");
    await more.fill(`${address},`);
    await expect(more).toHaveAccessibleDescription(/is not an e-mail address/);
    await expectHarmless(page);
  }
  await page.evaluate(async (number) => {
    const { etag } = await (await fetch(`/api/v1/cases/${number}`)).json();
    const headers = { "content-type": "application/json", "if-match": etag };
    const body = JSON.stringify({ emails: ["<b>@x.example"] });
    await fetch(`/api/v1/cases/${number}/ccs`, { method: "PUT", headers, body });
  }, number);
  expect((await read(page, `/cases/${number}`)).ccs).toEqual([]);
});

test("an address that looks like markup and is one is text wherever it stands", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Odd addresses"), ccs: ADDRESSES.slice(0, 2) });
  await openCaseFiles(page, number);
  await page.getByLabel("Add e-mail addresses").fill(ADDRESSES.slice(2).join(", "));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("region", { name: "CC's" }).getByRole("listitem")).toHaveText(ADDRESSES);
  expect((await read(page, `/cases/${number}`)).ccs, "as they were given").toEqual(ADDRESSES);
  await expectHarmless(page);
  await openCase(page, number);
  for (const address of ADDRESSES.slice(2)) await expectText(page, address, page.getByRole("main"));
  await page.goto(`/cases/${number}/files`);
  await page.getByRole("button", { name: `Remove ${ADDRESSES[0]}` }).click();
  await expectText(page, `${ADDRESSES[0]} was removed.`);
});

/** Lets everything that the server answers to a page call an organization by another name; the server has no way to do it. */
async function rename(page: Page, from: string, to: string): Promise<void> {
  const quoted = JSON.stringify(to).slice(1, -1);
  await page.route(/\/api\/v1\/(?!.*\/stream$)/, async (route) => {
    const response = await route.fetch();
    const is = response.headers()["content-type"]?.includes("json");
    return is ? route.fulfill({ response, body: (await response.text()).replaceAll(from, quoted) }) : route.fulfill({ response });
  });
}

for (const name of [...NAMES, `Contoso ${TURNED}`]) {
  test(`an organization that is called ${name} is text wherever it stands`, async ({ as }) => {
    const [max, carl, sara] = [await as("max@multi.example"), await as("carl@contoso.example"), await as(SARA)];
    for (const page of [max, carl, sara]) await rename(page, "Contoso Energy", name);
    // Of several, it is chosen in the header.
    await openSupport(max);
    await expect(max.getByRole("banner").getByRole("combobox")).toContainText(name);
    await expectHarmless(max);
    const about = { customer: "contoso", subject: freshSubject("Of a strange name") };
    const number = await newCase(max, "northwind", about);
    await openCase(max, number);
    await expectText(max, name, max.getByRole("main"));

    for (const address of ["/organization/users", "/organization/case-access", "/organization/event-history", "/?tab=partner"]) {
      await carl.goto(address);
      await expect(carl.getByRole("heading", { level: 1 })).toBeVisible();
      await expectHarmless(carl);
    }

    await openSupport(sara, "customer");
    await expectText(sara, name, sara.getByRole("tabpanel"));
    await sara.goto("/cases?tab=customer&customer=contoso");
    await expectText(sara, name, sara.getByRole("main"));
    await sara.goto("/submit");
    await expect(question(sara, "Choose organization")).toBeVisible();
    await sara.getByRole("main").getByRole("button").filter({ hasText: name }).click();
    await expect(question(sara, "Product")).toBeVisible();
    await expectText(sara, name, sara.getByRole("main"));
    expect((await ask(sara, "/organizations/northwind/customers")).status).toBe(200);
  });
}
