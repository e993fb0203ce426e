// Permissions change the screen as they change: within two seconds, without a reload, and nothing stays behind.
import { CUSTOMER, FALSE_DETECTION, MY, ORGANIZATION } from "../lib/accounts";
import { casesOf, read } from "../lib/api";
import { commentBox } from "../lib/case";
import { everythingKept, giveRole, heading, openAndFollow, setToggle, SOON, toggle } from "../lib/organization";
import { expectTabs, openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";
const UMA = "uma@northwind.example";

/** The rows' texts of a whole list. */
const whole = (page: any) => page.locator("tbody tr[data-index]");

test("sara switches it on for adam: his tab appears with its count; off again: it goes, and nothing stays", async ({ as }) => {
  const [sara, adam] = [await as(SARA), await as(ADAM)];
  await setToggle(sara, "northwind", ADAM, false);
  await openAndFollow(adam, "/");
  await expectTabs(adam, [MY, CUSTOMER, FALSE_DETECTION]);
  await sara.goto("/organization/case-access?q=adam");
  const [{ user }] = (await read(sara, "/organizations/northwind/case-access?q=adam")).items;
  await toggle(sara, user.name).click();
  const tab = adam.getByRole("tab", { name: ORGANIZATION });
  await expect(tab).toBeVisible(SOON);
  const { organization } = await read(adam, "/organizations/northwind/cases/counts");
  await expect(tab).toHaveText(`${ORGANIZATION} ${organization.total}`, SOON);
  await tab.click();
  await expect(rows(adam)).toHaveCount(Math.min(10, organization.total));
  // A case that adam sees only because of it.
  const own = (await casesOf(adam, "northwind", "my")).map((it) => it.number);
  const filed = (await casesOf(adam, "northwind", "customer")).map((it) => it.number);
  const others = (await casesOf(adam, "northwind", "organization")).filter((it) => ![...own, ...filed].includes(it.number));
  expect(others.length).toBeGreaterThan(0);
  await expect(rows(adam).filter({ hasText: others[0].subject })).toBeVisible();

  await toggle(sara, user.name).click();
  await expect(tab).toHaveCount(0, SOON);
  await expect(adam.getByRole("alert")).toContainText("Extend Case View is not switched on for you.", SOON);
  await expect(rows(adam)).toHaveCount(0);
  const kept = await everythingKept(adam);
  for (const { number, subject } of others) {
    expect(kept).not.toContain(String(number));
    expect(kept).not.toContain(subject);
  }
});

test("an open whole list says why it is gone, and nothing of it stays", async ({ as }) => {
  const [sara, adam] = [await as(SARA), await as(ADAM)];
  await setToggle(sara, "northwind", ADAM, true);
  await openAndFollow(adam, "/cases?tab=organization");
  await expect(whole(adam).first()).toBeVisible();
  const subjects = (await casesOf(adam, "northwind", "organization")).map((it) => it.subject);
  await setToggle(sara, "northwind", ADAM, false);
  await expect(adam.getByRole("alert")).toContainText("Extend Case View is not switched on for you.", SOON);
  await expect(whole(adam)).toHaveCount(0);
  const kept = await everythingKept(adam);
  expect(subjects.filter((subject) => kept.includes(subject))).toEqual([]);
});

test("an open case of others closes with its reason; the comment that was begun is kept", async ({ as, expectConsole }) => {
  expectConsole(/404 \(Not Found\)/);
  const [sara, adam] = [await as(SARA), await as(ADAM)];
  await setToggle(sara, "northwind", ADAM, true);
  await openAndFollow(adam, "/?tab=organization");
  const own = (await casesOf(adam, "northwind", "my")).map((it) => it.number);
  const filed = (await casesOf(adam, "northwind", "customer")).map((it) => it.number);
  const others = (await casesOf(adam, "northwind", "organization")).filter((it) => ![...own, ...filed].includes(it.number));
  const { number, subject } = others.find((it) => it.status !== "closed")!;
  await openAndFollow(adam, `/cases/${number}`);
  await expect(heading(adam, subject)).toBeVisible();
  await commentBox(adam).fill("Half a sentence that must not");
  await expect(adam.getByText(/^Saved on this device/).first()).toBeVisible();
  await setToggle(sara, "northwind", ADAM, false);
  await expect(adam.getByRole("alert").filter({ hasText: /\w/ }).first()).toContainText("You can no longer see this case.", SOON);
  expect(await everythingKept(adam)).not.toContain(subject);
  await openSupport(adam);
  await expect(adam.getByRole("region", { name: "Drafts" })).toContainText("Half a sentence that must not");
});

test("a role that is given and taken changes the navigation and an open page of My Organization", async ({ as }) => {
  const [sara, uma] = [await as(SARA), await as(UMA)];
  await giveRole(sara, "northwind", UMA, "admin");
  await openAndFollow(uma, "/organization/event-history");
  await expect(heading(uma, "Event History")).toBeVisible();
  await expect(uma.getByRole("table")).toBeVisible();
  const role = (await read(sara, "/organizations/northwind/roles")).items.find((it: any) => it.label === "No Support");
  await giveRole(sara, "northwind", UMA, role.id);
  await expect(uma.getByRole("alert").filter({ hasText: "You can't see this." })).toContainText("Event History", SOON);
  await expect(uma.getByRole("table")).toHaveCount(0);
  await expect(uma.getByRole("link", { name: "My Organization" })).toHaveCount(0, SOON);
  await giveRole(sara, "northwind", UMA, "user");
  await expect(uma.getByRole("link", { name: "My Organization" })).toBeVisible(SOON);
  await expect(uma.getByRole("table")).toBeVisible(SOON);
});

test("the page around the app is told the rights, and of each change", async ({ as }) => {
  const [sara, uma] = [await as(SARA), await as(UMA)];
  await giveRole(sara, "northwind", UMA, "user");
  await uma.addInitScript(() => {
    (window as any).told = [];
    addEventListener("caseport:access", (event) => (window as any).told.push((event as CustomEvent).detail));
  });
  await openAndFollow(uma, "/");
  const access = () => uma.evaluate(() => (window as any).caseport?.access);
  await expect.poll(access).toMatchObject({
    user: { email: UMA },
    organization: { id: "northwind", kind: "partner" },
    role: { id: "user", label: "User" },
    permissions: { support_service: "view", user_management: "view", "support_service.customer_cases": "none" },
  });
  const frozen = await uma.evaluate(() => {
    const { access } = (window as any).caseport;
    return [access, access.user, access.organization, access.role, access.permissions].every(Object.isFrozen);
  });
  expect(frozen).toBe(true);
  await giveRole(sara, "northwind", UMA, "admin");
  await expect.poll(async () => (await access()).permissions.support_service, SOON).toBe("full");
  expect(await uma.evaluate(() => (window as any).told.at(-1).role.id)).toBe("admin");
  await giveRole(sara, "northwind", UMA, "user");
});
