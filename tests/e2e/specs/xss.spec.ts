// What people write is shown as text: nothing of it runs, and nothing of it leads to a script.
import { ask, newCase } from "../lib/api";
import { addComment, commentBox, comments, openCase } from "../lib/case";
import { expectHarmless, PAYLOADS, RUN } from "../lib/hostile";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import { description, fillIn, PLAIN } from "../lib/wizard";

const CORA = "cora@contoso.example";
const LINKS = [
  `[plain](javascript:${RUN})`,
  `[mixed case](JaVaScRiPt:${RUN})`,
  `[blanks](  javascript:${RUN})`,
  `[encoded](java&#x73;cript:${RUN})`,
  `[entity tab](java&Tab;script:${RUN})`,
  `[data](data:text/html,<script>${RUN}</script>)`,
  `[vbscript](vbscript:msgbox)`,
  `[relative](/api/v1/auth/logout)`,
  `[protocol-relative](//evil.example)`,
  `![picture](javascript:${RUN})`,
  `![tracker](https://evil.example/pixel.png)`,
  `<javascript:${RUN}>`,
  `[reference][1]`,
  `\n[1]: javascript:${RUN}`,
];
const TEXT = [...PAYLOADS, ...LINKS].join("\n\n");

test("a subject of markup is text on every page that shows it", async ({ as }) => {
  test.slow();
  const page = await as(CORA);
  for (const subject of PAYLOADS) {
    const number = await newCase(page, "contoso", { subject });
    await openSupport(page);
    await expect(rows(page).first()).toContainText(subject);
    await openCase(page, number);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${number} ${subject}`);
    await expectHarmless(page);
  }
});

test("a description of markup and hostile links is text", async ({ as }) => {
  const page = await as(CORA);
  await openCase(page, await newCase(page, "contoso", { subject: "A hostile description", description: TEXT }));
  const shown = page.getByRole("region", { name: "Case Description" });
  for (const payload of PAYLOADS) await expect(shown).toContainText(payload);
  await expectHarmless(page);
});

test("a comment of markup and hostile links is text, when it is sent and after a reload", async ({ as }) => {
  const page = await as(CORA);
  const number = await newCase(page, "contoso", { subject: "A hostile comment" });
  await openCase(page, number);
  await commentBox(page).fill(TEXT);
  await addComment(page).click();
  for (let reload = 0; reload < 2; reload += 1) {
    await expect(comments(page)).toHaveCount(1);
    for (const payload of PAYLOADS) await expect(comments(page)).toContainText(payload);
    await expectHarmless(page);
    await page.reload();
  }
});

test("the preview of a description is as harmless", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, PLAIN);
  await description(page).fill(`${TEXT}\n\n[good](https://docs.example.com/a?b=c&d)`);
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  for (const payload of PAYLOADS) await expect(preview).toContainText(payload);
  const good = preview.getByRole("link", { name: "good" });
  await expect(good).toHaveAttribute("href", "https://docs.example.com/a?b=c&d");
  await expect(good).toHaveAttribute("rel", /noopener/);
  await expectHarmless(page);
});

test("an address that carries markup or another site shows nothing of it and leads nowhere", async ({ as, page }) => {
  const cora = await as(CORA);
  for (const before of ["/", "/?tab=", "/cases/"]) {
    await cora.goto(before + encodeURIComponent(PAYLOADS[1]));
    await expect(cora.getByRole("heading", { level: 1 })).toBeVisible();
    await expectHarmless(cora);
  }
  for (const next of ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]) {
    await cora.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await expect(cora.getByRole("heading", { level: 1, name: "Support" })).toBeVisible();
    expect(new URL(cora.url()).pathname).toBe("/");
  }
  expect((await ask(page, "/session")).status).toBe(401);
});

