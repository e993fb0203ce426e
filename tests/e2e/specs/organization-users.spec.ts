// Users: who is there, giving roles, inviting, removing, and passing the Super Admin's role on.
import { ask, read } from "../lib/api";
import { giveRole, heading, idOf, person } from "../lib/organization";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";
const USERS = "/organization/users";
const dialog = (page: any, name: string) => page.getByRole("dialog", { name });
const nameOf = async (page: any, email: string): Promise<string> =>
  (await read(page, `/organizations/northwind/users?q=${email}`)).items[0].name;

test("the users with role, state and last sign-in; search and role are in the address", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(USERS);
  await expect(heading(page, "Users")).toBeVisible();
  const { items, total } = await read(page, "/organizations/northwind/users?limit=200");
  await expect(page.locator("tbody tr")).toHaveCount(total);
  for (const { name, email, role } of items.filter((it: any) => it.state === "active")) {
    await expect(person(page, name)).toContainText(email);
    await expect(person(page, name)).toContainText(role.label);
    await expect(person(page, name)).toContainText("Active");
  }
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Admin" });
  await expect(page).toHaveURL(/role=admin/);
  const admins = items.filter((it: any) => it.role.id === "admin").length;
  await expect(page.locator("tbody tr")).toHaveCount(admins);
  await page.getByRole("searchbox", { name: "Search users" }).fill("adam");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.reload();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.getByRole("combobox", { name: "Role", exact: true })).toHaveValue("admin");
});

test("another role is given with what it changes; those that one cannot give say why", async ({ as }) => {
  const page = await as(ADAM);
  await giveRole(page, "northwind", "uma@northwind.example", "user");
  const uma = await nameOf(page, "uma@northwind.example");
  await page.goto(`${USERS}?q=uma`);
  await page.getByRole("button", { name: `Change role ${uma}` }).click();
  const change = dialog(page, "Change role");
  await expect(change.getByRole("radio", { name: /^User / })).toBeChecked();
  await expect(change.getByRole("radio", { name: /^Super Admin / })).toBeDisabled();
  await expect(change.getByRole("radio", { name: /^MDF Admin / })).toBeDisabled();
  await change.locator(".role-choice", { hasText: "MDF Admin" }).getByText("Why?").click();
  await expect(change.getByText("Only the organization's Super Admin can do this.").first()).toBeVisible();
  await change.getByRole("radio", { name: /^Admin / }).check();
  await expect(change.getByRole("status")).toContainText(`${uma} gains:`);
  await change.getByRole("button", { name: "Change role" }).click();
  await expect(change).toBeHidden();
  await expect(person(page, uma)).toContainText("Admin");
  await giveRole(page, "northwind", "uma@northwind.example", "user");
});

test("nobody else may touch the Super Admin, and the row says so", async ({ as }) => {
  const page = await as(ADAM);
  const sara = await nameOf(page, SARA);
  await page.goto(`${USERS}?q=sara`);
  await expect(person(page, sara).getByRole("button")).toHaveCount(0);
  await person(page, sara).getByText("Why?").click();
  await expect(person(page, sara)).toContainText("Nobody else can change or remove the organization's Super Admin.");
});

test("somebody is invited, again, and no more", async ({ as }) => {
  const page = await as(SARA);
  await page.goto(USERS);
  await page.getByRole("button", { name: "Invite User" }).click();
  const invite = dialog(page, "Invite User");
  await invite.getByLabel("E-mail").fill("not an address");
  await invite.getByRole("button", { name: "Send invitation" }).click();
  await expect(invite.getByRole("alert").filter({ hasText: "is not an e-mail address" })).toBeVisible();
  await invite.getByLabel("E-mail").fill("ines@northwind.example");
  // Closing loses nothing.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Invite User" }).click();
  await expect(invite.getByLabel("E-mail")).toHaveValue("ines@northwind.example");
  await invite.getByRole("button", { name: "Send invitation" }).click();
  await expect(invite).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: "ines@northwind.example" });
  await expect(row).toContainText("Invited");
  await expect(row).toContainText(/until .*\d/);
  await row.getByRole("button", { name: /^Resend/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "An invitation was sent to ines@northwind.example." }).first()).toBeVisible();
  await row.getByRole("button", { name: /^Revoke/ }).click();
  await expect(row).toHaveCount(0);
});

test("whoever is a member already cannot be invited, and the dialog says so", async ({ as, expectConsole }) => {
  expectConsole(/(409|422) \(/);
  const page = await as(SARA);
  await page.goto(USERS);
  await page.getByRole("button", { name: "Invite User" }).click();
  const invite = dialog(page, "Invite User");
  await invite.getByLabel("E-mail").fill(ADAM);
  await invite.getByRole("button", { name: "Send invitation" }).click();
  await expect(invite.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await expect(invite.getByLabel("E-mail")).toHaveValue(ADAM);
});

test("the Super Admin's role is passed on only by typing the name", async ({ as }) => {
  const sara = await as(SARA);
  const name = await nameOf(sara, ADAM);
  await sara.goto(USERS);
  // Only Admins can get it.
  const admins = await sara.locator("tbody tr").filter({ has: sara.getByRole("button", { name: /^Make Super Admin/ }) }).all();
  for (const row of admins) await expect(row.getByRole("cell").nth(1)).toHaveText("Admin");
  await sara.getByRole("button", { name: `Make Super Admin ${name}` }).click();
  const transfer = dialog(sara, "Transfer Super Admin");
  const confirm = transfer.getByRole("button", { name: "Transfer Super Admin" });
  await transfer.getByLabel("Their name").fill(name.slice(0, -1));
  await confirm.click();
  await expect(transfer.getByRole("alert").filter({ hasText: `Type ${name} to confirm.` })).toBeVisible();
  await transfer.getByLabel("Their name").fill(name);
  await confirm.click();
  await expect(transfer).toBeHidden();
  await expect(person(sara, name)).toContainText("Super Admin");
  // Back, so that other journeys find the demo as it was.
  const adam = await as(ADAM);
  const back = await adam.request.post("/api/v1/organizations/northwind/super-admin", {
    data: { user: await idOf(adam, "northwind", SARA) },
  });
  expect(back.ok(), await back.text()).toBe(true);
});

test("\"View as\" shows a user's tabs with their counts and buttons, marked and without any case", async ({ as }) => {
  const [sara, uma] = [await as(SARA), await as("uma@northwind.example")];
  await giveRole(sara, "northwind", "uma@northwind.example", "user");
  const name = await nameOf(sara, "uma@northwind.example");
  await sara.goto(`${USERS}?q=uma`);
  await sara.getByRole("link", { name: `View as ${name}` }).click();
  await expect(heading(sara, `What ${name} sees`)).toBeVisible();
  await expect(sara.getByText(`Viewing as ${name}`)).toBeVisible();
  const counts = await read(uma, "/organizations/northwind/cases/counts");
  const main = sara.getByRole("main");
  await expect(main.getByText("My Cases").locator("..")).toContainText(String(counts.my.total));
  await expect(main.getByText("Organization Cases", { exact: true })).toHaveCount(0);
  await expect(main.getByText("Extend Case View", { exact: true })).toBeVisible();
  // Nothing there can be pressed but the ways out.
  await expect(main.getByRole("button")).toHaveCount(0);
  const { body } = await ask(sara, "/organizations/northwind/event-history?kind=viewed_as");
  expect(body.items[0]).toMatchObject({ kind: "viewed_as", subject: { email: "uma@northwind.example" } });
});

for (const [email, why] of [
  ["uma@northwind.example", 'Full Access on "User Management"'],
  ["cora@contoso.example", 'Full Access on "User Management"'],
]) {
  test(`${email} sees the users and is told why nothing can be changed`, async ({ as }) => {
    const page = await as(email);
    await page.goto(USERS);
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Invite User" })).toBeDisabled();
    await page.getByText("Why?").first().click();
    await expect(page.getByText(why).first()).toBeVisible();
    await expect(page.getByRole("button", { name: /^(Change role|Remove)/ })).toHaveCount(0);
  });
}

for (const email of ["vera@northwind.example", "nils@northwind.example", "pia@personal.example"]) {
  test(`${email} is told why the page is not there, and where to go on`, async ({ as }) => {
    const page = await as(email);
    await page.goto(USERS);
    await expect(page.getByRole("alert").filter({ hasText: "You can't see this." })).toBeVisible();
    await expect(page.getByRole("link", { name: "My Organization" })).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("link", { name: /Support/ }).first()).toBeVisible();
  });
}

test("what one cannot see is listed with its reason, in Support and in My Organization", async ({ as }) => {
  const page = await as("vera@northwind.example");
  await page.goto("/");
  await page.getByText("What can't I see here?").click();
  const list = page.locator(".hidden-list li");
  await expect(list.filter({ hasText: "See Organization Cases" })).toContainText("Extend Case View is not switched on for you.");
  await expect(list.filter({ hasText: "Submit cases for customers" })).toContainText("Support Service - Customer Organizations");
  await expect(list.getByRole("link", { name: "Ask them" }).first()).toHaveAttribute("href", /^mailto:/);
});

test("an invitation that is not there is explained", async ({ page, expectConsole }) => {
  expectConsole(/404 \(Not Found\)|410 \(Gone\)/);
  await page.goto("/invitations/no-such-secret");
  await expect(page.getByRole("heading", { level: 1, name: "Invitation" })).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toContainText("no longer valid");
});

/** What the link of an e-mail leads to; the secret itself is known to nobody but the e-mail's reader. */
const invited = (has_account: boolean) => ({
  organization: { id: "northwind", name: "Northwind Partners" },
  email: "ines@northwind.example",
  role: "User",
  invited_by: "Sara Delacroix",
  expires_at: "2030-01-01T12:00:00Z",
  has_account,
});

test("a newcomer is asked for a name and a password, with what is wrong at the fields", async ({ page }) => {
  await page.route("**/api/v1/invitations/secret", (route) => route.fulfill({ json: invited(false) }));
  await page.goto("/invitations/secret");
  await expect(page.getByText("Sara Delacroix invites you to Northwind Partners as User.")).toBeVisible();
  await expect(page.getByText("ines@northwind.example")).toBeVisible();
  const accept = page.getByRole("button", { name: "Accept invitation" });
  await accept.click();
  const mistake = (text: RegExp) => page.getByRole("alert").filter({ hasText: text });
  await expect(mistake(/Enter a name|Enter .* name/)).toBeVisible();
  await expect(mistake(/Choose a password/)).toBeVisible();
  await expect(page.getByLabel("Your name")).toBeFocused();
  await page.getByLabel("Your name").fill("Ines Calderon");
  await page.getByLabel("Choose a password").fill("too short");
  await accept.click();
  await expect(mistake(/at least 10 characters/)).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Ines Calderon");
});

test("whoever has an account gives its password, and is told when it is the wrong one", async ({ page, expectConsole }) => {
  expectConsole(/422 \(Unprocessable/);
  await page.route("**/api/v1/invitations/secret", (route) => route.fulfill({ json: invited(true) }));
  await page.route("**/api/v1/invitations/secret/accept", (route) => {
    const errors = [{ field: "password", code: "invalid", message: "This is not the password of the account." }];
    const problem = { type: "/problems/invalid-fields", title: "Invalid", status: 422, detail: "", errors };
    return route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  await page.goto("/invitations/secret");
  await expect(page.getByLabel("Your name")).toHaveCount(0);
  await page.getByLabel("Password").fill("not the right one");
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is not the password" })).toBeVisible();
});
