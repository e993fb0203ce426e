// Roles: what each allows in words, what a change would mean, and two people at one role.
import { read } from "../lib/api";
import { saved } from "../lib/drafts";
import { giveRole, heading, level, levels, newRole } from "../lib/organization";
import { tabTo } from "../lib/keyboard";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";
const ROLES = "/organization/roles";
const fresh = (name: string): string => `${name} ${Math.random().toString(36).slice(2, 8)}`;
const save = (page: any) => page.getByRole("button", { name: "Save", exact: true });

test("built-in roles come first and are locked; custom ones follow, each with its number of users", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(ROLES);
  await expect(heading(page, "Roles")).toBeVisible();
  const { items } = await read(page, "/organizations/northwind/roles");
  const cards = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
  await expect(cards).toHaveCount(items.length);
  for (const [at, role] of items.entries()) {
    await expect(cards.nth(at)).toContainText(role.label);
    await expect(cards.nth(at)).toContainText(new RegExp(`\\D${role.users} user`));
  }
  const firstCustom = items.findIndex((it: any) => !it.built_in);
  expect(items.slice(firstCustom).some((it: any) => it.built_in)).toBe(false);
});

test("a built-in role opens as a matrix with every level's meaning, and nothing can be changed", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(`${ROLES}/partner_user`);
  await expect(heading(page, "Partner User")).toBeVisible();
  const objects = await read(page, "/role-objects");
  for (const { label, levels: offered, applies_to } of objects.items ?? objects) {
    const group = levels(page, label);
    await expect(group.getByRole("radio")).toHaveCount(offered.length);
    for (const it of offered) {
      await expect(group.getByRole("radio", { name: it.label, exact: true })).toHaveAccessibleDescription(it.meaning);
      await expect(group.getByRole("radio", { name: it.label, exact: true })).toBeDisabled();
    }
    await expect(page.getByRole("rowheader").filter({ hasText: label }).first()).toContainText(applies_to);
  }
  await expect(level(page, "Support Service", "View Only")).toBeChecked();
  await page.getByText("Why?").first().click();
  await expect(page.getByText(/built-in/i).first()).toBeVisible();
  await expect(save(page)).toHaveCount(0);
});

test("the objects of the Channel Partner Portal stay at None with the reason, but for the playbook", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(`${ROLES}/new`);
  for (const object of ["My Deal Management", "Organization Deal Management", "MDF"]) {
    const name = `Channel Partner Portal - ${object}`;
    await expect(level(page, name, "None")).toBeChecked();
    for (const it of await levels(page, name).getByRole("radio").all()) {
      if ((await it.getAttribute("aria-label")) !== "None") await expect(it).toBeDisabled();
    }
    const row = page.getByRole("row").filter({ has: levels(page, name) });
    await row.getByText("Why?").click();
    await expect(row.getByText("stays at None in custom roles")).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await expect(level(page, "Channel Partner Portal - Organization Playbook", "Full Access")).toBeEnabled();
});

test("a role is added by keyboard alone, from a name and a few arrows", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(ROLES);
  await tabTo(page, page.getByRole("link", { name: "Add Role" }));
  await page.keyboard.press("Enter");
  await expect(heading(page, "Add Role")).toBeFocused();
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  const name = fresh("Made by keyboard");
  await page.keyboard.type(name);
  await tabTo(page, level(page, "Support Service", "None"));
  await page.keyboard.press("ArrowRight");
  await expect(level(page, "Support Service", "View Only")).toBeChecked();
  await expect(page.getByRole("status").filter({ hasText: "Whoever gets this role gains: submit cases" })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Add Role" }));
  await page.keyboard.press("Enter");
  await expect(heading(page, name)).toBeVisible();
  await expect(page).toHaveURL(/organization\/roles\/[^/]+$/);
  await expect(level(page, "Support Service", "View Only")).toBeChecked();
});

test("before saving it is marked what changed, and summed up for so many people", async ({ as }) => {
  const page = await as(SARA);
  const role = await newRole(page, "northwind", fresh("Summed up"), { support_service: "view" });
  await giveRole(page, "northwind", "uma@northwind.example", role.id);
  await page.goto(`${ROLES}/${role.id}`);
  await level(page, "Support Service - Customer Cases", "View Only").check();
  const row = page.getByRole("row").filter({ has: levels(page, "Support Service - Customer Cases") });
  await expect(row).toContainText("was None");
  const sentence = page.getByRole("status").filter({ hasText: "1 person gains:" });
  await expect(sentence).toContainText("see colleagues' customer cases");
  await level(page, "Support Service", "None").check();
  await expect(page.getByText(/^1 person loses: submit cases/)).toBeVisible();
  await level(page, "Support Service", "View Only").check();
  await expect(page.getByText(/^1 person loses/)).toHaveCount(0);
  await save(page).click();
  await expect(page.getByRole("status").filter({ hasText: "was saved" })).toBeVisible();
  await expect(row).not.toContainText("was None");
  await giveRole(page, "northwind", "uma@northwind.example", "user");
});

test("what is wrong with a name is said at the field, and nothing typed is lost", async ({ as, expectConsole }) => {
  const page = await as(SARA);
  await page.goto(`${ROLES}/new`);
  const name = page.getByLabel("Name", { exact: true });
  const add = page.getByRole("button", { name: "Add Role" });
  await add.click();
  await expect(page.getByRole("alert").filter({ hasText: "Enter a name." })).toBeVisible();
  await expect(name).toBeFocused();
  await name.fill("x".repeat(61));
  await add.click();
  await expect(page.getByRole("alert").filter({ hasText: "at most 60 characters" })).toBeVisible();
  expectConsole(/422 \(Unprocessable|409 \(Conflict/);
  await level(page, "Event History", "View Only").check();
  await name.fill("cASE   viewer".replace("   ", " "));
  await add.click();
  await expect(page.getByRole("main").getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await expect(name).toHaveValue("cASE viewer");
  await expect(level(page, "Event History", "View Only")).toBeChecked();
});

test("a role that was begun is kept over a reload, and offered on the Support page", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(`${ROLES}/new`);
  const label = fresh("Half a role");
  await page.getByLabel("Name", { exact: true }).fill(label);
  await level(page, "User Management", "View Only").check();
  await expect(saved(page)).toBeVisible();
  // The last choice is kept within a second.
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(label);
  await expect(level(page, "User Management", "View Only")).toBeChecked();
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Drafts" })).toContainText(label);
  await page.goto(`${ROLES}/new`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(label);
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
});

test("two edit one role: the second is told, sees both versions, chooses per line, and loses nothing", async ({ as, expectConsole }) => {
  expectConsole(/412 \(Precondition/);
  const [sara, adam] = [await as(SARA), await as(ADAM)];
  const role = await newRole(sara, "northwind", fresh("Two at it"), { support_service: "view" });
  // Sara's page must not be told before she saves, as if her line were slow.
  await sara.route(/\/stream$/, (route) => route.abort());
  await sara.goto(`${ROLES}/${role.id}`);
  await adam.goto(`${ROLES}/${role.id}`);
  await level(sara, "Event History", "View Only").check();
  await level(sara, "License Management", "View Only").check();
  await level(adam, "License Management", "Full Access").check();
  await adam.getByLabel("Description", { exact: true }).fill("Adam's words");
  await save(adam).click();
  await expect(adam.getByRole("status").filter({ hasText: "was saved" })).toBeVisible();
  await save(sara).click();
  const conflict = sara.getByRole("region", { name: /Adam .* has changed this role meanwhile/ });
  await expect(conflict).toBeVisible();
  const line = (name: string) => conflict.getByRole("row").filter({ has: sara.getByRole("rowheader", { name }) });
  await expect(line("Description").getByRole("radio", { name: /Saved meanwhile/ })).toBeChecked();
  await expect(line("Event History").getByRole("radio", { name: /Yours/ })).toBeChecked();
  await expect(line("License Management")).toContainText("Both changed it");
  await line("License Management").getByRole("radio", { name: /Saved meanwhile/ }).check();
  await conflict.getByRole("button", { name: "Save these choices" }).click();
  await expect(sara.getByRole("status").filter({ hasText: "was saved" })).toBeVisible();
  const now = await read(sara, `/organizations/northwind/roles/${role.id}`);
  expect(now).toMatchObject({
    description: "Adam's words",
    permissions: { event_history: "view", license_management: "full", support_service: "view" },
  });
});

test("a role in use is deleted by moving its users in the same step", async ({ as }) => {
  const page = await as(SARA);
  const role = await newRole(page, "northwind", fresh("To be deleted"), { support_service: "view" });
  await giveRole(page, "northwind", "uma@northwind.example", role.id);
  await page.goto(`${ROLES}/${role.id}`);
  await page.getByRole("button", { name: "Delete role" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete role" });
  await expect(dialog).toContainText("1 user or invitation has this role.");
  await dialog.getByRole("button", { name: "Delete role" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Choose the role that these users get.");
  await dialog.getByLabel("Move users to").selectOption({ label: "User" });
  await dialog.getByRole("button", { name: "Delete role" }).click();
  await expect(heading(page, "Roles")).toBeVisible();
  await expect(page.getByText(role.label, { exact: true })).toHaveCount(0);
  const { items } = await read(page, "/organizations/northwind/case-access?q=uma");
  expect(items[0].role.label).toBe("User");
});

test("a copy begins with the levels that one can give, and says which it could not", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(`${ROLES}/new?copy=partner_user`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Copy of Partner User");
  await expect(level(page, "Support Service", "View Only")).toBeChecked();
  await expect(page.getByText(/could not be copied/)).toContainText("Channel Partner Portal - My Deal Management");
  await expect(level(page, "Channel Partner Portal - My Deal Management", "None")).toBeChecked();
});

for (const email of ["uma@northwind.example", "cora@contoso.example"]) {
  test(`${email} may look at roles, and is told why not more`, async ({ as }) => {
    const page = await as(email);
    await page.goto(ROLES);
    await expect(page.getByRole("button", { name: "Add Role" })).toBeDisabled();
    await page.getByText("Why?").first().click();
    await expect(page.getByText('Full Access on "Role Management"').first()).toBeVisible();
    await expect(page.getByRole("link", { name: "Ask them" }).first()).toHaveAttribute("href", /^mailto:/);
    await page.goto(`${ROLES}/new`);
    await expect(page.getByRole("alert").filter({ hasText: "You can't see this." })).toBeVisible();
  });
}
