// Who else is kept informed of a case.
import type { Locator, Page } from "@playwright/test";

import { Audit } from "../lib/a11y";
import { newCase, read } from "../lib/api";
import { closeBeside, deafen, openCaseFiles } from "../lib/case";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

const CORA = "cora@contoso.example";
const COLE = "cole@contoso.example";
const SOON = { timeout: 2_000 };

const section = (page: Page): Locator => page.getByRole("region", { name: "CC's" });
const field = (page: Page): Locator => section(page).getByLabel("Add e-mail addresses");
const add = (page: Page): Locator => section(page).getByRole("button", { name: "Add", exact: true });
const chips = (page: Page): Locator => section(page).getByRole("listitem");
const remove = (page: Page, address: string): Locator =>
  section(page).getByRole("button", { name: `Remove ${address}` });
const ccsOf = async (page: Page, number: string): Promise<string[]> => (await read(page, `/cases/${number}`)).ccs;

async function fresh(page: Page, ccs: string[] = []): Promise<string> {
  const about = { subject: freshSubject("With CC's"), ccs };
  const number = await newCase(page, "contoso", about);
  await openCaseFiles(page, number);
  return number;
}

/** Changes the CC's beside the app. */
async function change(page: Page, number: string, emails: string[]): Promise<void> {
  const { etag } = await read(page, `/cases/${number}`);
  const answer = await page.request.put(`/api/v1/cases/${number}/ccs`, {
    headers: { "if-match": etag },
    data: { emails },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

test("one and several are added, however they are separated; each is in the history", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page);
  await expect(section(page)).toContainText("They get no access to the portal");
  await expect(section(page)).toContainText("0 of 20");
  await field(page).fill("Anna@Partner.example");
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["anna@partner.example"]);
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("");
  await field(page).fill("Bo B <bo@partner.example>; chi@partner.example\nDee <dee@partner.example>, chi@partner.example");
  await add(page).click();
  await expect(chips(page)).toHaveCount(4);
  await expect(section(page)).toContainText("3 addresses were added.");
  await expect(section(page)).toContainText("4 of 20");
  expect(await ccsOf(page, number)).toEqual(["anna", "bo", "chi", "dee"].map((it) => `${it}@partner.example`));
  await page.getByRole("tab", { name: "Conversation" }).click();
  await expect(page.getByRole("main")).toContainText(/Cora Lindqvist added to the CC's: .*bo@partner\.example/);
});

test("mistakes are said while typing, and slips offered", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page, ["anna@partner.example"]);
  const mistake = async (text: string, says: RegExp) => {
    await field(page).fill(text);
    await expect(field(page)).toHaveAccessibleDescription(says);
  };
  await field(page).fill("bo@part");
  await expect(field(page)).not.toHaveAttribute("aria-invalid");
  await field(page).blur();
  await expect(field(page)).toHaveAccessibleDescription(/"bo@part" is not an e-mail address/);
  await mistake("nobody, bo@partner.example", /"nobody" is not an e-mail address/);
  await mistake("ANNA@partner.example", /anna@partner\.example is among the CC's already\./);
  await mistake(CORA, /cora@contoso\.example submitted the case and is kept informed/);
  await mistake(Array.from({ length: 20 }, (_, n) => `p${n}@partner.example`).join(", "), /at most 20 CC's: 1 address is too many/);
  await page.keyboard.press("Enter");
  expect(await ccsOf(page, number)).toEqual(["anna@partner.example"]);

  await field(page).fill("bo@partner.example, Chi@gmial.con");
  await expect(field(page)).not.toHaveAttribute("aria-invalid");
  await section(page).getByRole("button", { name: "chi@gmail.com" }).click();
  await expect(field(page)).toHaveValue("bo@partner.example, chi@gmail.com");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveCount(3);
  // Whoever means it keeps it.
  await field(page).fill("dee@gmial.com");
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveCount(4);
});

test("a removal can be undone", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page, ["anna@partner.example", "bo@partner.example"]);
  await remove(page, "anna@partner.example").click();
  await expect(chips(page)).toHaveText(["bo@partner.example"]);
  await expect(section(page)).toContainText("anna@partner.example was removed.");
  await expect(remove(page, "bo@partner.example")).toBeFocused();
  await section(page).getByRole("button", { name: "Undo" }).click();
  await expect(chips(page)).toHaveCount(2);
  expect((await ccsOf(page, number)).sort()).toEqual(["anna@partner.example", "bo@partner.example"]);
});

test("everything goes by keyboard", async ({ as }) => {
  const page = await as(CORA);
  const number = await fresh(page, ["anna@partner.example", "bo@partner.example", "chi@partner.example"]);
  await field(page).focus();
  await page.keyboard.type("dee@partner.example");
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveCount(4);
  await page.keyboard.press("Backspace");
  await expect(remove(page, "dee@partner.example")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(remove(page, "bo@partner.example")).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(chips(page)).toHaveCount(3);
  await expect(remove(page, "anna@partner.example")).toBeFocused();
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowRight");
  await expect(field(page)).toBeFocused();
  expect(await ccsOf(page, number)).not.toContain("bo@partner.example");
});

test("two people change them at once: the second sees both lists, and one press makes one of them", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/412 .*\/ccs$/);
  const cora = await as(CORA);
  const number = await newCase(cora, "contoso", { subject: freshSubject("Two at once"), ccs: ["anna@partner.example"] });
  await deafen(cora);
  await openCaseFiles(cora, number);
  const cole = await as(COLE);
  await change(cole, number, ["bo@partner.example"]);
  await field(cora).fill("chi@partner.example");
  await cora.keyboard.press("Enter");
  const conflict = cora.getByRole("region", { name: /Cole .* changed the CC's .*, while you were changing them, too\./ });
  await expect(conflict).toBeVisible();
  await expect(conflict.getByRole("listitem")).toHaveText([
    /bo@partner\.example\s*only here/,
    "bo@partner.example",
    /chi@partner\.example\s*only here/,
  ]);
  await expect(conflict.getByRole("heading", { level: 3 })).toBeFocused();
  await expect(field(cora)).toHaveValue("chi@partner.example");
  expect(await ccsOf(cora, number)).toEqual(["bo@partner.example"]);
  await conflict.getByRole("button", { name: "Save with my change" }).click();
  await expect(conflict).toBeHidden();
  await expect(field(cora)).toHaveValue("");
  expect((await ccsOf(cora, number)).sort()).toEqual(["bo@partner.example", "chi@partner.example"]);
});

test("what was typed survives a reload and a lost answer, and arrives once", async ({ as, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const page = await as(CORA);
  const number = await fresh(page);
  await field(page).fill("anna@partner.example");
  await page.reload();
  await expect(field(page)).toHaveValue("anna@partner.example");
  const address = `**/cases/${number}/ccs`;
  await page.route(address, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await add(page).click();
  await expect(field(page)).toHaveAccessibleDescription(/The CC's were not changed\. .* What you typed is kept\./);
  await page.unroute(address);
  await page.reload();
  await expect(chips(page)).toHaveText(["anna@partner.example"]);
  const { items } = await read(page, `/cases/${number}/history`);
  expect(items.filter((it: { kind: string }) => it.kind === "ccs_added")).toHaveLength(1);
});

test("another's change appears live, and moves nothing that is typed", async ({ as }) => {
  const cora = await as(CORA);
  const number = await newCase(cora, "contoso", { subject: freshSubject("Followed live") });
  const following = cora.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await openCaseFiles(cora, number);
  await following;
  await field(cora).fill("half an addr");
  await change(await as(COLE), number, ["bo@partner.example"]);
  await expect(chips(cora)).toHaveText(["bo@partner.example"], SOON);
  await expect(field(cora)).toHaveValue("half an addr");
  await expect(field(cora)).toBeFocused();
});

test("who may not change them sees them and why; of a closed case nobody may", async ({ as }) => {
  const sara = await as("sara@northwind.example");
  const about = { customer: "contoso", subject: freshSubject("Only to read"), ccs: ["anna@partner.example"] };
  const number = await newCase(sara, "northwind", about);
  const vera = await as("vera@northwind.example");
  await openCaseFiles(vera, number);
  await expect(chips(vera)).toHaveText(["anna@partner.example"]);
  await expect(section(vera).getByRole("button")).toHaveCount(0);
  await expect(section(vera)).toContainText(/It can be granted by: .*Sara Delacroix/);
  // The customer's member may.
  const cole = await as(COLE);
  await openCaseFiles(cole, number);
  await field(cole).fill("dee@contoso.example");
  await cole.keyboard.press("Enter");
  await expect(chips(cole)).toHaveCount(2);
  await closeBeside(sara, number);
  await openCaseFiles(sara, number);
  await expect(field(sara)).toHaveCount(0);
  await expect(section(sara)).toContainText("The case is closed.");
});

test("the section stands every audit", async ({ as }) => {
  const page = await as(CORA);
  const audit = new Audit();
  const number = await fresh(page, ["anna@partner.example", `${"long-".repeat(11)}name@a-very-long-department.partner.example`]);
  await field(page).fill("nobody, bo@gmial.com");
  await audit.look(page, "typed");
  await field(page).fill("");
  await remove(page, "anna@partner.example").click();
  await expect(section(page)).toContainText("was removed.");
  await audit.look(page, "removed");
  expect(audit.findings).toEqual([]);
});
