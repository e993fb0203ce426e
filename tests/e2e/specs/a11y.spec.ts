// Every screen, in light and dark, and from a desk's screen to the narrowest: axe finds nothing, nothing sticks out.
import { ACCOUNTS, TAB_CODES } from "../lib/accounts";
import { Audit, settle } from "../lib/a11y";
import { findCase, isEscalated } from "../lib/api";
import { addComment, closeCase, commentBox, dialog, failure, openCase } from "../lib/case";
import { openSupport, rows } from "../lib/support";
import { expect, test as base } from "../lib/test";
import { answer, choice, fillIn, freshSubject, leave, PLAIN, question, subject, submit, write } from "../lib/wizard";

const CORA = "cora@contoso.example";

const test = base.extend<{ audit: Audit }>({
  audit: async ({}, use) => {
    const audit = new Audit();
    await use(audit);
    expect(audit.findings).toEqual([]);
  },
});

test.beforeEach(() => test.slow());

test("the sign-in page", async ({ page, audit }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Demo accounts" })).toBeVisible();
  await audit.look(page, "sign-in");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await audit.look(page, "sign-in with a mistake");
});

for (const { email, tabs } of ACCOUNTS) {
  test(`the Support page of ${email}, tab by tab`, async ({ as, audit }) => {
    const page = await as(email);
    for (const tab of tabs) {
      await openSupport(page, TAB_CODES[tab]);
      await expect(page.getByRole("tab", { selected: true })).toContainText(tab);
      await audit.look(page, tab);
    }
    await page.locator("summary").last().click();
    await audit.look(page, "the account's menu");
  });
}

test("the wizard, step by step, with mistakes and a preview, and the confirmation", async ({ as, audit }) => {
  const page = await as("sara@northwind.example");
  await page.goto("/submit");
  await expect(question(page, "Choose organization")).toBeVisible();
  await audit.look(page, "Choose organization");
  await choice(page, "Contoso Energy").click();
  await expect(question(page, "Product")).toBeVisible();
  await audit.look(page, "Product");
  await page.getByRole("button", { name: "More" }).click();
  await audit.look(page, "all products");
  await answer(page, "Product", "MetaDefender Core");
  await expect(question(page, "Platform")).toBeVisible();
  await audit.look(page, "Platform");
  await answer(page, "Platform", "Linux");
  await expect(question(page, "Issue type")).toBeVisible();
  await audit.look(page, "Issue type");
  await answer(page, "Issue type", "Performance");
  await expect(question(page, "Severity")).toBeVisible();
  await audit.look(page, "Severity");
  await answer(page, "Severity", "S3 Medium");
  await expect(question(page, "License & version")).toBeVisible();
  await page.getByLabel("Version", { exact: true }).selectOption({ label: "Type it by hand" });
  await audit.look(page, "License & version");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(question(page, "Subject & description")).toBeVisible();
  await audit.look(page, "Subject & description");
  await submit(page).click();
  await expect(subject(page)).toHaveAttribute("aria-invalid", "true");
  await audit.look(page, "Subject & description with mistakes");
  await write(page, { ...PLAIN, subject: freshSubject("Accessible"), description: MARKDOWN });
  await page.getByRole("button", { name: "Preview" }).click();
  await audit.look(page, "Subject & description with a preview");
  await submit(page).click();
  await expect(question(page, "Upload files")).toBeVisible();
  await audit.look(page, "Upload files");
  await page.getByLabel("Choose files").setInputFiles([
    { name: "a-very-long-name-that-does-not-fit-into-a-narrow-row-of-the-list.log", mimeType: "text/plain", buffer: Buffer.from("x") },
    { name: "empty.log", mimeType: "text/plain", buffer: Buffer.from("") },
  ]);
  await expect(page.getByText("Arrived")).toBeVisible();
  await audit.look(page, "Upload files with a file and a refusal");
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await expect(question(page, "Confirmation")).toBeVisible();
  await audit.look(page, "Confirmation");
});

test("suggested articles, one of them open, an article's page, and a case solved by one", async ({ as, audit }) => {
  const page = await as("cora@contoso.example");
  const words = "Since the upgrade nested ZIP archives are blocked with 'Archive depth limit exceeded'.";
  await fillIn(page, { ...PLAIN, subject: "Nested archives are blocked", description: words });
  await leave(page).click();
  await expect(question(page, "Suggested articles")).toBeVisible();
  await audit.look(page, "Suggested articles");
  await page.getByRole("button", { name: /^Read/ }).first().click();
  await expect(page.getByRole("complementary").getByRole("heading").first()).toBeVisible();
  await audit.look(page, "Suggested articles with an article");
  await page.getByRole("button", { name: /^This solved it/ }).first().click();
  await expect(page.getByRole("heading", { name: "Solved without a case" })).toBeVisible();
  await audit.look(page, "Solved without a case");
  await page.goto("/articles/core-file-size-archive-limits");
  await audit.look(page, "Article");
});

test("a case: open, closed, escalated, and with mistakes", async ({ as, audit }) => {
  const page = await as(CORA);
  for (const [what, fits] of [
    ["open", (it: any) => it.status !== "closed" && !isEscalated(it)],
    ["closed", (it: any) => it.status === "closed"],
    ["escalated", isEscalated],
  ] as const) {
    await openCase(page, await findCase(page, "contoso", fits));
    await audit.look(page, `a case that is ${what}`);
  }
  await addComment(page).click();
  await expect(commentBox(page)).toHaveAttribute("aria-invalid", "true");
  await audit.look(page, "an empty comment");
});

test("a case that one may only read", async ({ as, audit }) => {
  const page = await as("vera@northwind.example");
  await openSupport(page, "customer");
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Conversation" })).toBeVisible();
  await audit.look(page, "a case without the right to comment");
});

test("pages that are not there, and pages that one may not see", async ({ as, audit, expectConsole }) => {
  expectConsole(/status of 40[34]/);
  const page = await as("nils@northwind.example");
  for (const address of ["/nowhere", "/cases/99999999", "/?tab=customer", "/submit"]) {
    await page.goto(address);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
    if (address !== "/nowhere") await expect(failure(page)).toBeVisible();
    await audit.look(page, address);
  }
});

test("the dialogs", async ({ as, audit, expectConsole }) => {
  expectConsole(/status of 401/);
  const page = await as(CORA);
  await openCase(page, await findCase(page, "contoso", (it) => it.status !== "closed"));
  await page.keyboard.press("?");
  await expect(dialog(page, "Keyboard shortcuts")).toBeVisible();
  await audit.look(page, "help");
  await page.keyboard.press("Escape");
  await closeCase(page).click();
  await expect(dialog(page, "Close Case")).toBeVisible();
  await audit.look(page, "close");
  await dialog(page, "Close Case").getByRole("button", { name: "Cancel" }).click();
  await commentBox(page).fill("Something");
  await page.context().clearCookies();
  await addComment(page).click();
  await expect(dialog(page, "Sign in again")).toBeVisible();
  await audit.look(page, "sign in again");
});

test("whoever wants less motion gets none", async ({ as }) => {
  const page = await as(CORA, { reducedMotion: "reduce" });
  for (const address of ["/", "/submit"]) {
    await page.goto(address);
    await settle(page);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((it) => {
          const { animationName, animationDuration, transitionDuration } = getComputedStyle(it);
          const seconds = (text: string) => Math.max(...text.split(",").map((part) => Number.parseFloat(part)));
          return seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01);
        })
        .map((it) => it.className),
    );
    expect(moving, address).toEqual([]);
  }
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("auto");
});

const MARKDOWN = `# A heading

Some **bold** text, \`code\` and a [link](https://docs.example.com).

| A | B |
|---|---|
| a long cell that does not fit a narrow screen at all, or so it seems | another one |

\`\`\`
a line of a log that is much longer than any phone is wide, and that must scroll on its own and not with the page
\`\`\`

${"averylongwordwithoutanyplacetobreakit".repeat(6)}`;
