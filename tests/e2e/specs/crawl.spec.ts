// For every account: every link and tab of Support, and what is linked from the first cases. The watch in every test's
// background sees to it that the browser complains about nothing; here every page must show its own content, too.
import type { Page } from "@playwright/test";

import { ACCOUNTS } from "../lib/accounts";
import { settle } from "../lib/a11y";
import { expectTabs, openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";

const CASES_PER_TAB = 3;

for (const { email, tabs } of ACCOUNTS) {
  test(`${email} can follow everything that is linked`, async ({ as }) => {
    test.slow();
    const page = await as(email);
    await openSupport(page);
    await expectTabs(page, tabs);
    const seen = new Set<string>();
    for (const name of tabs) {
      await page.getByRole("tab", { name }).click();
      await settle(page);
      const address = new URL(page.url()).search;
      for (let index = 0; index < Math.min(CASES_PER_TAB, await rows(page).count()); index += 1) {
        await visitCase(page, index);
        await page.goBack();
        await expect(page.getByRole("tab", { selected: true })).toContainText(name);
        expect(new URL(page.url()).search).toBe(address);
        await settle(page);
      }
    }
    await openSupport(page);
    await settle(page);
    await visitLinks(page, seen);
  });
}

async function visitCase(page: Page, index: number): Promise<void> {
  const row = rows(page).nth(index);
  const subject = await row.getByRole("cell").nth(1).innerText();
  const link = row.getByRole("link", { name: /^\d+$/ });
  const number = await link.innerText();
  // A click anywhere in the row is a click on its link.
  await (index === 0 ? row.getByRole("cell").nth(2) : link).click();
  await expect(page).toHaveURL(`/cases/${number}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(subject);
  await expect(page.getByRole("heading", { level: 2, name: "Conversation" })).toBeVisible();
  await settle(page);
  await expectSound(page);
}

/** Every page of the app that can be reached from here. */
async function visitLinks(page: Page, seen: Set<string>): Promise<void> {
  const addresses = await linksOf(page);
  for (const address of addresses) {
    if (seen.has(address) || /^\/cases\//.test(address)) continue;
    seen.add(address);
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await settle(page);
    await expectSound(page);
    if (seen.size < 20) await visitLinks(page, seen);
  }
}

function linksOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>("#content a[href]:not([download]), header a[href]")];
    const targets = links.map((link) => new URL(link.href));
    const own = targets.filter((url) => url.origin === location.origin && url.hash === "");
    return [...new Set(own.map((url) => url.pathname + url.search))];
  });
}

/** One heading of the first level, nothing broken, nothing that escaped from the program. */
async function expectSound(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  expect(await ownWords(page)).not.toMatch(/undefined|\bNaN\b|\bnull\b|\[object|Some\(|Err\(|\{\w+\}|Invalid Date/);
}

/** What the app itself says on the page: not what people wrote, which stands in Markdown or apart as `bdi`. */
function ownWords(page: Page): Promise<string> {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const foreign of copy.querySelectorAll(".markdown, bdi, script, noscript")) foreign.remove();
    return copy.textContent ?? "";
  });
}
