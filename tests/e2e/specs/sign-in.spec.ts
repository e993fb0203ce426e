// Coming in and going out.
import { ACCOUNTS } from "../lib/accounts";
import { expectTabs, rows } from "../lib/support";
import { expect, signIn, test } from "../lib/test";

const CORA = "cora@contoso.example";

test("every demo account has its button, and one press signs in", async ({ page }) => {
  await page.goto("/");
  const buttons = page.getByRole("region", { name: "Demo accounts" }).getByRole("button");
  await expect(buttons).toHaveText(ACCOUNTS.map(({ email }) => new RegExp(email.replaceAll(".", "\\."))));
  for (const { email, tabs } of [ACCOUNTS[0], ACCOUNTS.at(-1)!]) {
    await buttons.filter({ hasText: email }).click();
    await expectTabs(page, tabs);
    await signOut(page);
  }
});

test("signing in leads to the address that was asked for, and signing out to the sign-in page", async ({ page }) => {
  await page.goto("/?tab=false_detection");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Support" })).toBeVisible();
  await page.goto("/submit/product");
  await expect(page).toHaveURL("/sign-in?next=%2Fsubmit%2Fproduct");
  await signIn(page, CORA);
  await expect(page).toHaveURL("/submit/product");
  await signOut(page);
  expect((await page.request.get("/api/v1/session")).status()).toBe(401);
});

test("a reload keeps the person signed in, and Back after signing out shows nothing of theirs", async ({ page }) => {
  await page.goto("/");
  await signIn(page, CORA);
  await expect(rows(page).first()).toBeVisible();
  await page.reload();
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Conversation" })).toBeVisible();
  await signOut(page);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Support" })).toBeVisible();
  await expect(page.getByText("Cora Lindqvist (")).toHaveCount(0);
});

async function signOut(page: import("@playwright/test").Page): Promise<void> {
  await page.locator("summary", { hasText: "Account of" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Support" })).toBeVisible();
}
