// The Support area in every language: from signing in over the lists and the wizard to the case, without an English text
// left, readable by everybody, and no wider than a phone.
import { type Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { englishIn, text } from "../lib/catalogs";
import { PASSWORD } from "../lib/env.mjs";
import { expect, test } from "../lib/test";

const LANGUAGES = [
  { tag: "de", locale: "de-DE", dir: "ltr" },
  { tag: "ja", locale: "ja-JP", dir: "ltr" },
  { tag: "ar", locale: "ar-EG", dir: "rtl" },
];

/** Looks at one screen after the other, and tells what is wrong with all of them. */
class Reading {
  readonly #audit = new Audit();
  readonly #english: string[] = [];

  constructor(
    readonly page: Page,
    readonly tag: string,
  ) {}

  async look(screen: string): Promise<void> {
    await this.#audit.look(this.page, screen);
    for (const found of await englishIn(this.page, this.tag)) this.#english.push(`${found} [${screen}]`);
  }

  get findings(): string[] {
    return [...new Set(this.#english), ...this.#audit.findings];
  }
}

for (const { tag, locale, dir } of LANGUAGES) {
  test(`the Support area speaks ${tag}`, async ({ browser, baseURL, watch }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({ baseURL, locale, reducedMotion: "reduce" });
    await watch.over(context);
    const page = await context.newPage();
    const reading = new Reading(page, tag);
    const say = (key: string): string => text(tag, key);
    const button = (key: string) => page.getByRole("button", { name: say(key), exact: true });
    const choice = (name: string | RegExp) => page.locator(".choices").getByRole("button", { name });
    const question = (key: string) => page.getByRole("heading", { level: 2, name: say(key), exact: true });

    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", tag);
    await expect(page.locator("html")).toHaveAttribute("dir", dir);
    await button("sign_in").click();
    await reading.look("sign-in");
    await page.getByLabel(say("email"), { exact: true }).fill("sara@northwind.example");
    await page.getByLabel(say("password"), { exact: true }).fill(PASSWORD);
    await button("sign_in").click();

    await expect(page.getByRole("heading", { level: 1, name: say("support_title"), exact: true })).toBeVisible();
    for (const code of ["my", "organization", "customer", "false_detection"]) {
      await page.goto(`/?tab=${code}`);
      await expect(page.getByRole("tab", { selected: true })).toContainText(say(`tab_${code}`));
      await reading.look(`support-${code}`);
    }
    await page.goto("/?tab=partner");
    await reading.look("support-denied");
    await page.locator(".menu > summary").click();
    await reading.look("account");
    await page.goto("/cases?q=zzzz&severity=s2");
    await expect(page.getByText(say("empty_narrowed"))).toBeVisible();
    await reading.look("list-empty");
    await page.goto("/cases?tab=customer");
    await reading.look("list");
    await page.keyboard.press("?");
    await reading.look("help");
    await page.goto("/nowhere");
    await reading.look("unknown");

    await page.goto("/submit");
    await expect(question("step_organization")).toBeVisible();
    await reading.look("step-organization");
    await choice("Contoso Energy").click();
    await expect(question("step_product")).toBeVisible();
    await reading.look("step-product");
    await choice("MetaDefender Core").first().click();
    await expect(question("step_platform")).toBeVisible();
    await reading.look("step-platform");
    await choice("Linux").click();
    await expect(question("step_issue_type")).toBeVisible();
    await reading.look("step-issue-type");
    await choice(new RegExp(say("issue_performance"))).click();
    await expect(question("step_severity")).toBeVisible();
    await reading.look("step-severity");
    await choice(new RegExp(say("severity_s2"))).click();
    await expect(question("step_license")).toBeVisible();
    await reading.look("step-license");
    await button("continue_on").click();
    await expect(question("step_description")).toBeVisible();
    await page.locator("#subject").fill("abc");
    await page.locator("#ccs").fill("nobody");
    await button("submit_case_now").or(button("continue_on")).click();
    await expect(page.getByText(/nobody/)).not.toHaveCount(0);
    await reading.look("step-description-errors");
    await page.locator("#subject").fill("Archives are blocked after the upgrade to 5.16.1");
    await page.locator("#ccs").fill("");
    await page.locator("#description").fill("Since the upgrade every ZIP archive is blocked. What can we do about it?");
    await button("submit_case_now").or(button("continue_on")).click();
    await expect(question("step_articles")).toBeVisible();
    await reading.look("step-articles");
    await button("continue_and_submit").click();
    await expect(question("step_files")).toBeVisible();
    const files = page.locator("input[type=file]").first();
    await files.setInputFiles([
      { name: "core.log", mimeType: "text/plain", buffer: Buffer.from("a line of the log") },
      { name: "empty.log", mimeType: "text/plain", buffer: Buffer.alloc(0) },
    ]);
    await expect(page.getByText(say("upload_arrived"), { exact: true }).first()).toBeVisible();
    await reading.look("step-files");
    await page.locator(".question .form-actions .button-primary").click();
    await expect(question("confirmation")).toBeVisible();
    await reading.look("confirmation");

    await page.getByRole("link", { name: say("open_case"), exact: true }).click();
    await expect(page.locator("#comment")).toBeVisible();
    await page.locator("#comment").fill("A first thought.");
    await button("add_comment").click();
    await expect(page.getByRole("main").getByRole("article")).toHaveCount(1);
    await reading.look("case");
    await page.goto(`${page.url()}/files`);
    await reading.look("case-files");
    await page.goBack();
    await button("escalate").click();
    await reading.look("escalate");
    await page.keyboard.press("Escape");
    await button("close_case").click();
    await reading.look("close");
    await page.keyboard.press("Escape");
    await page.goto("/false-detections/new");
    await button("send_report").click();
    await reading.look("report");

    expect(reading.findings).toEqual([]);
    await context.close();
  });
}
