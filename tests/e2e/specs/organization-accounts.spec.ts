// My Organization and Extend Case View for each kind of account, against the product's role table: what is there, what can be
// pressed, and what is explained instead.
import { ask } from "../lib/api";
import { heading } from "../lib/organization";
import { openSupport } from "../lib/support";
import { expect, test } from "../lib/test";

type Right = "none" | "view" | "full";
interface Row {
  email: string;
  place: string;
  roles: Right;
  users: Right;
  events: Right;
  /** Support Service, which decides about Extend Case View. */
  support: Right;
}
const row = (email: string, place: string, support: Right, roles: Right, users: Right, events: Right): Row => ({
  email,
  place,
  support,
  roles,
  users,
  events,
});

const ROWS: Row[] = [
  row("sara@northwind.example", "northwind", "full", "full", "full", "view"),
  row("adam@northwind.example", "northwind", "full", "full", "full", "view"),
  row("mona@northwind.example", "northwind", "full", "view", "view", "view"),
  row("uma@northwind.example", "northwind", "view", "view", "view", "view"),
  row("vera@northwind.example", "northwind", "view", "none", "none", "none"),
  row("nils@northwind.example", "northwind", "none", "none", "none", "none"),
  row("carl@contoso.example", "contoso", "full", "full", "full", "view"),
  row("cora@contoso.example", "contoso", "view", "view", "view", "view"),
  row("pia@personal.example", "personal", "none", "none", "none", "none"),
];

for (const { email, place, roles, users, events, support } of ROWS) {
  test(`${email} finds exactly what the role gives`, async ({ as }) => {
    const page = await as(email);
    await openSupport(page);
    await expect(page.getByRole("tab").first()).toBeVisible();
    const link = page.getByRole("link", { name: "My Organization" });
    const sections = [
      ["Users", users, "/organization/users"],
      ["Roles", roles, "/organization/roles"],
      ["Event History", events, "/organization/event-history"],
    ] as const;
    const visible = sections.filter(([, right]) => right !== "none").map(([name]) => name);
    await expect(link).toHaveCount(visible.length > 0 ? 1 : 0);
    const extend = page.getByRole("main").getByRole("button", { name: "Extend Case View", exact: true });
    await expect(extend).toHaveCount(support === "none" ? 0 : 1);

    for (const [name, right, address] of sections) {
      await page.goto(address);
      await expect(heading(page, name)).toBeVisible();
      const denied = page.getByRole("alert").filter({ hasText: "You can't see this." });
      if (right === "none") {
        await expect(denied).toBeVisible();
        continue;
      }
      await expect(page.getByRole("navigation", { name: "My Organization" }).getByRole("link")).toHaveText(visible);
      await expect(page.getByRole("table").or(page.locator(".role-list")).first()).toBeVisible();
      await expect(denied).toHaveCount(0);
      const act = page.getByRole("main").locator(".page-actions").getByText(/^(Invite User|Add Role)$/);
      if (name === "Event History") await expect(act).toHaveCount(0);
      else if (right === "full") await expect(act.locator("..")).toBeEnabled();
      else await expect(act.locator("..")).toBeDisabled();
    }

    await page.goto("/organization/case-access");
    if (support === "none") {
      await expect(page.getByRole("alert").filter({ hasText: "You can't see this." })).toBeVisible();
    } else {
      const first = page.getByRole("switch").first();
      if (support === "full") await expect(first).toBeEnabled();
      else await expect(first).toBeDisabled();
    }
  });

  test(`${email} gets the same from the API`, async ({ as }) => {
    const page = await as(email);
    const paths = [
      ["users", users],
      ["roles", roles],
      ["event-history", events],
      ["case-access", support],
    ];
    for (const [path, right] of paths) {
      const { status, body } = await ask(page, `/organizations/${place}/${path}`);
      expect(status, path).toBe(right === "none" ? 403 : 200);
      if (status === 403) expect(body.reason).toMatchObject({ code: /./, message: /\w/ });
    }
  });
}
