// What goes wrong by people's own doing, or by time: wrong passwords, ended sessions, wrong addresses, wrong texts.
import { FALSE_DETECTION, MY, TAB_CODES } from "../lib/accounts";
import { commentsOf, newCase } from "../lib/api";
import { addComment, commentBox, comments, dialog, failure, openCase } from "../lib/case";
import { settled } from "../lib/settled.mjs";
import { openSupport, rows } from "../lib/support";
import { expect, signIn, test } from "../lib/test";
import { confirmedNumber, fillIn, freshSubject, PLAIN, submit } from "../lib/wizard";

const CORA = "cora@contoso.example";
const REFUSED = /status of 401 .*\/auth\/login$/;
const NOT_FOUND = /status of 404 .*\/api\/v1\/cases\//;
const SESSION_ENDED = /status of 401 /;

test("a wrong password and an unknown address get the same answer", async ({ page, expectConsole }) => {
  expectConsole(REFUSED);
  await page.goto("/");
  for (const email of [CORA, "nobody@nowhere.example"]) {
    await signIn(page, email, "not the password");
    const message = page.getByRole("alert").filter({ hasText: /./ });
    await expect(message).toHaveText("The e-mail address or the password is not right. Check both and try again.");
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await page.reload();
  }
});

test("after too many failures the page says when to try again", async ({ page, expectConsole }) => {
  expectConsole(/status of 429 .*\/auth\/login$/);
  await page.goto("/");
  const email = `${Date.now()}@nowhere.example`;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = await page.request.post("/api/v1/auth/login", { data: { email, password: "wrong" } });
    expect(answer.status()).toBe(401);
  }
  await signIn(page, email, "wrong");
  const message = page.getByRole("alert").filter({ hasText: /./ });
  await expect(message).toHaveText(/There were too many failed sign-ins\. Try again in \d+ minutes?/);
  const answer = await page.request.post("/api/v1/auth/login", { data: { email, password: "wrong" } });
  expect(answer.status()).toBe(429);
  expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
});

test("an empty form says what is missing and asks nobody", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveText(
    "Enter your e-mail address and your password.",
  );
});

test("a session that ends while a comment is written is renewed in place, and the comment is sent once", async ({
  as,
  expectConsole,
}) => {
  expectConsole(SESSION_ENDED);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Session ends") });
  await openCase(page, number);
  await commentBox(page).fill("Typed before the session ended.");
  // What the page still asks for would ask to sign in before the comment does.
  await settled(page);
  await page.context().clearCookies();
  await addComment(page).click();
  const again = dialog(page, "Sign in again");
  await expect(again).toBeVisible();
  await expect(again.getByLabel("E-mail")).toHaveValue(CORA);
  await again.getByLabel("Password").fill("wrong");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByRole("alert").filter({ hasText: "is not right" })).toBeVisible();
  await again.getByLabel("Password").fill("caseport-demo");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(comments(page)).toHaveCount(1);
  await expect(comments(page)).toContainText("Typed before the session ended.");
  await expect(commentBox(page)).toHaveValue("");
  await expect(page).toHaveURL(`/cases/${number}`);
  expect(await commentsOf(page, number)).toEqual(["Typed before the session ended."]);
});

test("a session that ends in the wizard is renewed in place, and the case is sent once", async ({ as, expectConsole }) => {
  expectConsole(SESSION_ENDED);
  const page = await as(CORA);
  const searched = page.waitForResponse(
    (it) => it.url().endsWith("/suggestions") && (it.request().postData() ?? "").includes(PLAIN.description),
  );
  await fillIn(page, { ...PLAIN, subject: freshSubject("Session ends in the wizard") });
  // Else that question may be the one that meets the end of the session.
  await searched;
  await page.context().clearCookies();
  await submit(page).click();
  await signInAgain(page, CORA);
  await confirmedNumber(page);
});

test("somebody else who signs in there begins anew and sends nothing in the other's name", async ({ as, expectConsole }) => {
  expectConsole(SESSION_ENDED);
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: freshSubject("Another person") });
  await openCase(page, number);
  await commentBox(page).fill("Cora's words");
  await page.context().clearCookies();
  // Something else may have noticed already, and have the dialog stand before the button.
  await addComment(page).evaluate((button: HTMLElement) => button.click());
  await signInAgain(page, "carl@contoso.example");
  await expect(page).toHaveURL("/");
  await expect(page.locator("summary", { hasText: "Account of Carl Brandt" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Organization Cases" })).toBeVisible();
  expect(await commentsOf(page, number)).toEqual([]);
});

test("an address without a page says so and offers the way to Support", async ({ as }) => {
  const page = await as(CORA);
  for (const address of ["/nowhere", "/cases/abc", "/cases/123", "/submit/nonsense", "/submit/confirmation", "/submit/files?case=7"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
  }
  await page.getByRole("link", { name: "Go to Support" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("an unknown case and somebody else's case look alike", async ({ as, expectConsole }) => {
  expectConsole(NOT_FOUND);
  const tina = await as("tina@tailspin.example");
  const foreign = await newCase(tina, "tailspin", { subject: freshSubject("Not cora's") });
  const page = await as(CORA);
  const seen: string[] = [];
  for (const number of [foreign, "99999999"]) {
    await openCase(page, number);
    await expect(failure(page)).toContainText("There is nothing here, or you may not see it.");
    // What is around it may come later.
    await settled(page);
    seen.push((await page.locator("body").innerHTML()).replaceAll(number, "NUMBER"));
  }
  expect(seen[0]).toBe(seen[1]);
});

test("a tab one may not see says why, at its address, and shows no case", async ({ as }) => {
  const page = await as(CORA);
  for (const [tab, code] of Object.entries(TAB_CODES)) {
    if ([MY, FALSE_DETECTION].includes(tab)) continue;
    await openSupport(page, code);
    await expect(failure(page)).toContainText("You can't see this.");
    await expect(failure(page).getByRole("paragraph").last()).toHaveText(/^(?!.*undefined).{15,}\.$/);
    await expect(rows(page)).toHaveCount(0);
  }
  await page.getByRole("tab", { name: MY }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("an empty comment and one that is too long are refused at the box, and kept", async ({ as }) => {
  const page = await as(CORA);
  await openCase(page, await newCase(page, "contoso", { subject: freshSubject("Comments") }));
  await addComment(page).click();
  await expect(commentBox(page)).toHaveAccessibleDescription(/Enter a comment\./);
  await commentBox(page).fill("x".repeat(20_001));
  await addComment(page).click();
  await expect(commentBox(page)).toHaveAccessibleDescription(
    /Shorten it to at most 20000 characters; there are 20001\./,
  );
  await expect(commentBox(page)).toHaveValue(/^x{20001}$/);
  await expect(comments(page)).toHaveCount(0);
  await commentBox(page).fill("x".repeat(20_000));
  await addComment(page).click();
  await expect(comments(page)).toHaveCount(1);
});

async function signInAgain(page: import("@playwright/test").Page, email: string): Promise<void> {
  const again = dialog(page, "Sign in again");
  await again.getByLabel("E-mail").fill(email);
  await again.getByLabel("Password").fill("caseport-demo");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toBeHidden();
}
