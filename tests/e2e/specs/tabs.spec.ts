// Which tabs a person has is the heart of the product: every demo account against the table, in the app and in the API.
import {
  ACCOUNTS,
  CUSTOMER,
  FALSE_DETECTION,
  MAX_AT_NORTHWIND,
  MY,
  ORGANIZATION,
  PARTNER,
  TAB_CODES,
} from "../lib/accounts";
import { ask, read } from "../lib/api";
import { expectTabs, openSupport, rows, submitCase } from "../lib/support";
import { expect, test } from "../lib/test";

for (const { email, place, tabs, submits, choices } of ACCOUNTS) {
  test(`${email} sees exactly its tabs, with the number of cases in each`, async ({ as }) => {
    const page = await as(email);
    await openSupport(page);
    await expectTabs(page, tabs);
    const counts = await read(page, `/organizations/${place}/cases/counts`);
    for (const tab of tabs) {
      const { total } = counts[TAB_CODES[tab]];
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tab", { name: tab })).toHaveText(`${tab} ${total}`);
      await expect(page.getByRole("tab", { selected: true })).toHaveText(`${tab} ${total}`);
      await expect(rows(page)).toHaveCount(Math.min(10, total));
    }
  });

  test(`${email} gets the same tabs from the API, and reasons for the rest`, async ({ as }) => {
    const page = await as(email);
    expect(tabsOf(await read(page, `/organizations/${place}/access`))).toEqual(tabs);
    for (const [tab, code] of Object.entries(TAB_CODES)) {
      const { status, body } = await ask(page, `/organizations/${place}/cases?tab=${code}`);
      expect(status, tab).toBe(tabs.includes(tab) ? 200 : 403);
      if (status === 403) expect(body.reason, tab).toMatchObject({ code: /./, message: /\w+.*\./ });
    }
  });

  const choosing = choices === undefined ? "with nothing to choose" : "for several";
  test(`${email} ${submits ? "may" : "may not"} submit, ${choosing}`, async ({ as }) => {
    const page = await as(email);
    await openSupport(page);
    if (!submits) {
      await expect(submitCase(page, "button")).toBeDisabled();
      await expect(page.getByRole("link", { name: "Submit Case" })).toHaveCount(0);
      // The page's list of what is not there says it as well.
      const actions = page.locator(".page-actions");
      await actions.getByText("Why?").click();
      await expect(actions.getByText("Support Service")).toBeVisible();
      return;
    }
    await submitCase(page).click();
    const first = choices === undefined ? "Product" : "Choose organization";
    await expect(page.getByRole("heading", { level: 2, name: first })).toBeVisible();
    if (choices !== undefined) {
      const buttons = page.getByRole("main").getByRole("list").last().getByRole("button");
      await expect(buttons).toHaveText(choices.map((name) => new RegExp(`^${name}`)));
    }
    await expect(page.getByText("Choose organization")).toHaveCount(choices === undefined ? 0 : 2);
  });
}

test("max gets the other organization's tabs as soon as he switches, and keeps them over a reload", async ({ as }) => {
  const page = await as("max@multi.example");
  await openSupport(page);
  await expectTabs(page, [MY, FALSE_DETECTION]);
  await page.getByLabel("Organization").selectOption("Northwind Partners");
  await expectTabs(page, MAX_AT_NORTHWIND.tabs);
  await page.reload();
  await expectTabs(page, MAX_AT_NORTHWIND.tabs);
  await page.getByLabel("Organization").selectOption("Contoso Energy");
  await expectTabs(page, [MY, FALSE_DETECTION]);
});

test("a tab that the other organization does not give is explained after switching", async ({ as }) => {
  const page = await as("max@multi.example");
  await openSupport(page);
  await page.getByLabel("Organization").selectOption("Northwind Partners");
  await page.getByRole("tab", { name: CUSTOMER }).click();
  await expect(rows(page)).toHaveCount(10);
  await page.getByLabel("Organization").selectOption("Contoso Energy");
  await expect(page.getByRole("alert")).toContainText("You can't see this.");
  await expect(rows(page)).toHaveCount(0);
});

test("the organization that max makes his first one opens first from then on", async ({ as }) => {
  const page = await as("max@multi.example");
  await openSupport(page);
  await page.getByLabel("Organization").selectOption("Northwind Partners");
  await page.locator("summary", { hasText: "Account of Max Oyelaran" }).click();
  await page.getByRole("button", { name: "Open this organization first" }).click();
  await expect(page.getByRole("status").filter({ hasText: "opens first from now on" })).toBeVisible();
  const again = await as("max@multi.example");
  await openSupport(again);
  await expectTabs(again, MAX_AT_NORTHWIND.tabs);
  await again.request.put("/api/v1/session/default-organization", { data: { organization: "contoso" } });
});

/** The tabs that the access facts give, by the conditions of the product page. */
function tabsOf(access: any): string[] {
  const level = (object: string) => ["none", "view", "full"].indexOf(access.permissions[object] ?? "none");
  const [support, organizations, cases] = [
    level("support_service"),
    level("support_service.customer_organizations"),
    level("support_service.customer_cases"),
  ];
  const extended = access.organization != null && support >= 1 && access.extended_case_view;
  const customers = (organizations === 2 || cases >= 1) && access.linked_customers > 0;
  const given: [string, boolean][] = [
    [MY, true],
    [ORGANIZATION, extended],
    [PARTNER, extended && access.has_partner_cases],
    [CUSTOMER, customers || access.has_customer_cases],
    [FALSE_DETECTION, true],
  ];
  return given.filter(([, visible]) => visible).map(([tab]) => tab);
}
