// The examples for React and Vue: the element in the life of a framework, its pages in the host's address.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, expectSupport, openFirst, portal, test } from "../lib/embed";
import { answer, step } from "../lib/wizard";

test.describe("React", () => {
  test.use({ example: "react" });

  test("the app's pages are in the host's address, and the host's own beside them", async ({ page, host }) => {
    await page.goto(host.origin);
    await page.getByRole("link", { name: "Support" }).click();
    await expect(page).toHaveURL(`${host.origin}/support`);
    const app = portal(page);
    await expectSupport(app);
    await expect(page.getByRole("status").first()).toHaveText("Support");
    const number = await openFirst(app);
    await expect(page).toHaveURL(`${host.origin}/support/cases/${number}`);
    await expect(page.getByRole("status").first()).toHaveText(`Case ${number}`);
    await expect(page).toHaveTitle("Fourth Coffee");
    // Back and forward lead through the app's pages and out of it; what the host has noted of an entry is still there.
    await page.goBack();
    await expectSupport(app);
    await expect(page).toHaveURL(`${host.origin}/support`);
    expect(await page.evaluate(() => history.state)).toMatchObject({ from: "host" });
    await page.goForward();
    await expect(app.getByRole("heading", { level: 1, name: number })).toBeVisible();
    await page.goBack();
    await page.goBack();
    await expect(page).toHaveURL(`${host.origin}/`);
    await expect(page.getByRole("heading", { level: 1, name: "Machines" })).toBeVisible();
    await expect(app).toHaveCount(0);
    await page.goForward();
    await expectSupport(app);
    // A deep link, and a reload of it.
    await page.goto(`${host.origin}/support/cases/${number}`);
    await expect(app.getByRole("heading", { level: 1, name: number })).toBeVisible();
    await page.reload();
    await expect(app.getByRole("heading", { level: 1, name: number })).toBeVisible();
    await page.goto(`${host.origin}/support/no/such/page`);
    await expect(app.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    await page.getByRole("link", { name: "Machines" }).click();
    await expect(page).toHaveURL(`${host.origin}/machines`);
    await expect(app).toHaveCount(0);
  });

  test("properties and methods reach it through React, and a new drawing does not disturb it", async ({ page, host }) => {
    await page.goto(`${host.origin}/support`);
    const app = portal(page);
    await expectSupport(app);
    await page.getByLabel("Dark").check();
    await expect(app.locator(".around")).toHaveCSS("color-scheme", "dark");
    await page.getByRole("button", { name: "Report a problem" }).click();
    await expect(app.getByRole("heading", { level: 1, name: "Submit Case" })).toBeVisible();
    await expect(page).toHaveURL(/\/support\/submit/);
    await answer(page, "Choose organization", "Northwind Partners");
    await expect(step(page, "Product")).toContainText("MetaDefender Core");
    expect(host.tokens).toBe(1);
  });
});

test.describe("Vue", () => {
  test.use({ example: "vue" });

  test("what is bound follows, and what happens is told", async ({ page, host }) => {
    await page.goto(host.origin);
    const app = portal(page);
    await expectSupport(app);
    await page.getByLabel("Language").selectOption("de");
    await expect(app.getByRole("button", { name: "Fall einreichen" }).or(app.getByRole("link", { name: "Fall einreichen" })).first()).toBeVisible();
    await page.getByLabel("Language").selectOption("ar");
    await expect(app.locator(".around")).toHaveCSS("direction", "rtl");
    await page.getByLabel("Language").selectOption("en");
    const number = await openFirst(app);
    await page.getByRole("button", { name: "Cases", exact: true }).click();
    await expectSupport(app);
    await expect(page).toHaveURL(`${host.origin}/`);
    // Closed and opened, it begins where it was bound to.
    await page.getByRole("button", { name: "Close" }).click();
    await expect(app).toHaveCount(0);
    await page.getByRole("button", { name: "Open" }).click();
    await expectSupport(app);
    expect(number).toMatch(/^\d{8}$/);
  });
});

test("the package has its types, its loader, and nothing else", () => {
  const folder = fileURLToPath(new URL("../../../embed", import.meta.url));
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: folder, encoding: "utf8" }));
  const files = packed.files.map((it: { path: string }) => it.path).sort();
  expect(files).toEqual(["README.md", "index.d.ts", "index.js", "package.json", "react.d.ts", "vue.d.ts"]);
});
