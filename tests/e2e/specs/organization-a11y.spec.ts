// My Organization for everybody: axe in light and dark, narrow screens, and what screen readers are told.
import { Audit, settle } from "../lib/a11y";
import { heading, idOf, level, newRole, person } from "../lib/organization";
import { openSupport } from "../lib/support";
import { expect, test } from "../lib/test";

const SARA = "sara@northwind.example";
const ADAM = "adam@northwind.example";

test("every screen of My Organization is in order, in both themes and in every size", async ({ as }) => {
  test.setTimeout(240_000);
  const page = await as(SARA);
  const audit = new Audit();
  const look = async (address: string, name: string, more: () => Promise<unknown> = async () => {}) => {
    await page.goto(address);
    await settle(page);
    await more();
    await audit.look(page, name);
  };
  await look("/organization/case-access", "Extend Case View");
  await look("/", "the dialog Extend Case View", async () => {
    await page.getByRole("main").getByRole("button", { name: "Extend Case View" }).click();
    await expect(page.getByRole("switch").first()).toBeVisible();
  });
  await look("/organization/roles", "Roles");
  await look("/organization/roles/admin", "a built-in role");
  // As long as a name may be, and nowhere to break it.
  const name = `Audited${Math.random()}`.padEnd(60, "x");
  const { id } = await newRole(page, "northwind", name, { support_service: "view" });
  await look(`/organization/roles/${id}`, "a changed role", async () => {
    await level(page, "Support Service", "Full Access").check();
    await page.locator(".matrix-locked .why").first().click();
  });
  await look("/organization/roles/new", "Add Role with a mistake", async () => {
    await page.getByRole("button", { name: "Add Role" }).click();
  });
  await look("/organization/users", "Users");
  await look("/organization/users", "Change role", async () => {
    await page.getByRole("button", { name: /^Change role Uma/ }).click();
    await page.getByRole("dialog").getByRole("radio", { name: /^Admin / }).check();
  });
  await look("/organization/users", "Invite User", async () => {
    await page.getByRole("button", { name: "Invite User" }).click();
  });
  await look(`/organization/users/${await idOf(page, "northwind", ADAM)}/view`, "View as");
  await look("/organization/event-history", "Event History");
  expect(audit.findings).toEqual([]);
});

test("what is denied is in order, too", async ({ as }) => {
  test.setTimeout(120_000);
  const page = await as("vera@northwind.example");
  const audit = new Audit();
  await page.goto("/organization/roles");
  await settle(page);
  await audit.look(page, "Roles, denied");
  await openSupport(page);
  await page.getByText("What can't I see here?").click();
  await audit.look(page, "what is hidden");
  await page.goto("/organization/case-access");
  await settle(page);
  await audit.look(page, "Extend Case View, View Only");
  expect(audit.findings).toEqual([]);
});

test("screen readers are told the row of a role object, and a person's switch", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/organization/roles/user");
  await expect(heading(page, "User")).toBeVisible();
  await expect(page.getByRole("radiogroup", { name: "Event History" })).toMatchAriaSnapshot(`
    - radiogroup "Event History":
      - radio "None" [disabled]
      - text: /.*/
      - radio "View Only" [checked] [disabled]
  `);
  await page.goto("/organization/case-access?q=sara");
  await expect(page.getByRole("switch")).toHaveCount(1);
  await expect(page.getByRole("table").getByRole("row").last()).toMatchAriaSnapshot(`
    - row:
      - cell /Sara .* sara@northwind.example/
      - cell "Super Admin"
      - cell /case/
      - cell
      - cell:
        - switch /Extend Case View for Sara/
  `);
});

test("on a phone the navigation is at the bottom, and people are cards that fit", async ({ as }) => {
  const page = await as(SARA, { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
  await openSupport(page);
  const link = page.getByRole("link", { name: "My Organization" });
  await expect(link).toBeInViewport();
  await link.tap();
  await expect(heading(page, "Users")).toBeVisible();
  await expect(link).toHaveAttribute("aria-current", "page");
  await expect(person(page, "adam@northwind.example")).toBeVisible();
  const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(width).toBeLessThanOrEqual(screen);
});
