// Extend Case View: who may see and switch it, what a switch says before it is used, and what happens when it fails.
import { openSupport } from "../lib/support";
import { heading, person, setToggle, toggle } from "../lib/organization";
import { tabTo } from "../lib/keyboard";
import { read } from "../lib/api";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";
const PAGE = "/organization/case-access";

const button = (page: any) => page.getByRole("main").getByRole("button", { name: "Extend Case View", exact: true });

for (const [email, who] of [
  ["pia@personal.example", "in the personal scope"],
  ["nils@northwind.example", "without Support Service"],
]) {
  test(`there is no button ${who}, and the page by its address says why`, async ({ as }) => {
    const page = await as(email);
    await openSupport(page);
    await expect(page.getByRole("tab").first()).toBeVisible();
    await expect(button(page)).toHaveCount(0);
    await page.goto(PAGE);
    await expect(page.getByRole("alert").filter({ hasText: "You can't see this." })).toBeVisible();
    await expect(page.getByRole("switch")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "To Support" }).or(page.getByRole("main").getByRole("link", { name: /Support/ })).first()).toBeVisible();
  });
}

for (const email of ["uma@northwind.example", "vera@northwind.example", "cora@contoso.example"]) {
  test(`${email} sees the list and can switch nothing, with the reason`, async ({ as }) => {
    const page = await as(email);
    await openSupport(page);
    await button(page).click();
    const dialog = page.getByRole("dialog", { name: "Extend Case View" });
    await expect(dialog.getByRole("switch").first()).toBeVisible();
    for (const it of await dialog.getByRole("switch").all()) {
      await expect(it).toBeDisabled();
      await expect(it).toHaveAttribute("title", "You don't have permission to configure case access.");
    }
    await expect(dialog.getByText("You don't have permission to configure case access.").first()).toBeVisible();
    await dialog.getByText("Why?").click();
    await expect(dialog.getByText("Full Access on \"Support Service\"")).toBeVisible();
    await expect(dialog.getByRole("link", { name: "Ask them" })).toHaveAttribute("href", /^mailto:/);
  });
}

test("the dialog lists everybody with name, e-mail and role, and finds by search", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page);
  await button(page).click();
  const dialog = page.getByRole("dialog", { name: "Extend Case View" });
  const { items, total } = await read(page, "/organizations/northwind/case-access?limit=200");
  await expect(dialog.getByRole("switch")).toHaveCount(total);
  for (const { user, role, enabled } of items) {
    await expect(person(dialog, user.name)).toContainText(user.email);
    await expect(person(dialog, user.name)).toContainText(role.label);
    await expect(toggle(dialog, user.name)).toBeChecked({ checked: enabled });
  }
  await dialog.getByRole("searchbox", { name: "Search users" }).fill("adam@");
  await expect(dialog.getByRole("switch")).toHaveCount(1);
  await dialog.getByRole("searchbox", { name: "Search users" }).fill("nobody at all");
  await expect(dialog.getByText("Nobody fits.")).toBeVisible();
});

test("a switch says what it opens before, and who switched it when after", async ({ as }) => {
  const page = await as(SARA);
  await setToggle(page, "northwind", ADAM, false);
  await page.goto(`${PAGE}?q=adam`);
  const { items } = await read(page, "/organizations/northwind/case-access?q=adam");
  const [{ user, opens_cases: opens }] = items;
  expect(opens).toBeGreaterThan(0);
  await expect(person(page, user.name)).toContainText(`Opens ${opens} cases`);
  await toggle(page, user.name).click();
  await expect(toggle(page, user.name)).toBeChecked();
  await expect(person(page, user.name)).toContainText(/Sara \w+, .*(now|sec)/);
  await page.reload();
  await expect(toggle(page, user.name)).toBeChecked();
  await setToggle(page, "northwind", ADAM, false);
});

test("a switch that fails goes back and says why at its row; the rest of the page stays", async ({ as, expectConsole }) => {
  expectConsole(/500 \(/);
  const page = await as(SARA);
  await setToggle(page, "northwind", ADAM, false);
  await page.goto(`${PAGE}?q=adam`);
  const { items } = await read(page, "/organizations/northwind/case-access?q=adam");
  const name = items[0].user.name;
  await expect(toggle(page, name)).not.toBeChecked();
  let answer: () => void = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/case-access/*", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    await held;
    const problem = { type: "/problems/internal", title: "Failed", status: 500, detail: "", request_id: "r-1" };
    await route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  await toggle(page, name).click();
  // At once, before anybody has answered.
  await expect(toggle(page, name)).toBeChecked();
  answer();
  await expect(toggle(page, name)).not.toBeChecked();
  await expect(person(page, name).getByRole("alert")).toContainText("It was not switched.");
  await page.unroute("**/case-access/*");
  await toggle(page, name).click();
  await expect(toggle(page, name)).toBeChecked();
  await expect(person(page, name).getByRole("alert")).toHaveCount(0);
  await expect.poll(async () => (await read(page, "/organizations/northwind/case-access?q=adam")).items[0].enabled).toBe(true);
  await setToggle(page, "northwind", ADAM, false);
});

test("whoever flips quickly gets what they wanted last", async ({ as }) => {
  const page = await as(SARA);
  await setToggle(page, "northwind", ADAM, false);
  await page.goto(`${PAGE}?q=adam`);
  const it = page.getByRole("switch");
  await expect(it).toHaveCount(1);
  for (let flips = 0; flips < 5; flips += 1) await it.press("Space");
  await expect(it).toBeChecked();
  const enabled = async () => (await read(page, "/organizations/northwind/case-access?q=adam")).items[0].enabled;
  await expect.poll(enabled).toBe(true);
  await setToggle(page, "northwind", ADAM, false);
});

test("by keyboard alone: from the Support page into the dialog, to a switch, and back", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page);
  await tabTo(page, button(page));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Extend Case View" });
  const search = dialog.getByRole("searchbox", { name: "Search users" });
  await expect(search).toBeVisible();
  await tabTo(page, search);
  await page.keyboard.type("adam@");
  await expect(dialog.getByRole("switch")).toHaveCount(1);
  const it = dialog.getByRole("switch");
  const before = await it.isChecked();
  await tabTo(page, it);
  await page.keyboard.press("Space");
  await expect(it).toBeChecked({ checked: !before });
  await page.keyboard.press("Space");
  await expect(it).toBeChecked({ checked: before });
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button(page)).toBeFocused();
});

test("the page's search is in its address, and Back leads to Support", async ({ as }) => {
  const page = await as(SARA);
  await openSupport(page);
  await page.goto(PAGE);
  await expect(heading(page, "Extend Case View")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search users" }).fill("adam");
  await expect(page).toHaveURL(/case-access\?q=adam$/);
  await page.reload();
  await expect(page.getByRole("switch")).toHaveCount(1);
  await page.goBack();
  await expect(heading(page, "Support")).toBeVisible();
});
