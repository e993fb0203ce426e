// A partner's person files a case for a customer: who sees it, who does not, and what the customer's plan promises.
import { ask, newCase } from "../lib/api";
import { failure, openCase } from "../lib/case";
import { openSupport, rows } from "../lib/support";
import { expect, test } from "../lib/test";
import {
  answer,
  answerChoices,
  choice,
  confirmedNumber,
  freshSubject,
  PLAIN,
  question,
  step,
  submit,
  write,
} from "../lib/wizard";

const SARA = "sara@northwind.example";

test("sara submits a case for Contoso Energy, and everybody concerned finds it", async ({ as }) => {
  const sara = await as(SARA);
  const answers = { ...PLAIN, organization: "Contoso Energy", subject: freshSubject("For Contoso") };
  await sara.goto("/submit");
  await answerChoices(sara, answers);
  await expect(sara.getByText("This case is for your customer Contoso Energy.")).toBeVisible();
  await expect(step(sara, "Choose organization")).toContainText("Contoso Energy");
  await write(sara, answers);
  await submit(sara).click();
  const number = await confirmedNumber(sara);
  await expect(sara.getByText(/First response by .+ \(1 hour\)\./)).toBeVisible();

  for (const tab of ["My Cases", "Customer Cases"]) {
    await openSupport(sara);
    await sara.getByRole("tab", { name: tab }).click();
    await expect(rows(sara).first()).toContainText(number);
    await expect(rows(sara).first()).toContainText("Contoso Energy");
  }
  await sara.getByRole("tab", { name: "Organization Cases" }).click();
  await expect(rows(sara).filter({ hasText: number })).toHaveCount(0);

  // A colleague whose role covers customer cases.
  const adam = await as("adam@northwind.example");
  await openSupport(adam, "customer");
  await expect(rows(adam).first()).toContainText(number);
  await expect(rows(adam).first()).toContainText("Sara Delacroix");

  // The customer's own people, with Extend Case View and without.
  const cole = await as("cole@contoso.example");
  await openSupport(cole, "partner");
  await expect(rows(cole).first()).toContainText(number);
  await rows(cole).first().getByRole("link", { name: number }).click();
  const facts = cole.getByRole("complementary", { name: "Case information" });
  await expect(facts).toContainText("Northwind Partners");
  await expect(cole.getByRole("button", { name: "Close Case" })).toBeDisabled();
  const cora = await as("cora@contoso.example");
  expect((await ask(cora, `/cases/${number}`)).status).toBe(404);
});

test("uma, whose role does not cover customers, has no such tab and no such case", async ({ as, expectConsole }) => {
  expectConsole(/status of 40[34]/);
  const sara = await as(SARA);
  const number = await newCase(sara, "northwind", { customer: "contoso", subject: freshSubject("Not for uma") });
  const uma = await as("uma@northwind.example");
  await openSupport(uma);
  await expect(uma.getByRole("tab", { name: "False Detection Submissions" })).toBeVisible();
  await expect(uma.getByRole("tab", { name: "Customer Cases" })).toHaveCount(0);
  await openSupport(uma, "customer");
  await expect(failure(uma)).toContainText("You can't see this.");
  await openCase(uma, number);
  await expect(failure(uma)).toContainText("There is nothing here");
});

test("tina of another partner cannot tell the case from one that does not exist", async ({ as, expectConsole }) => {
  expectConsole(/status of 404/);
  const sara = await as(SARA);
  const number = await newCase(sara, "northwind", { customer: "fabrikam", subject: freshSubject("Not for tina") });
  const unknown = "99999999";
  const tina = await as("tina@tailspin.example");

  const shown: string[] = [];
  for (const address of [number, unknown]) {
    await openCase(tina, address);
    await expect(failure(tina)).toContainText("There is nothing here, or you may not see it.");
    shown.push((await tina.getByRole("main").innerText()).replace(address, "NUMBER"));
  }
  expect(shown[0]).toBe(shown[1]);

  for (const path of ["", "/history", "/files"]) {
    const [foreign, none] = [await ask(tina, `/cases/${number}${path}`), await ask(tina, `/cases/${unknown}${path}`)];
    expect(foreign.status).toBe(404);
    expect(Object.keys(foreign.body)).toEqual(Object.keys(none.body));
    expect({ ...foreign.body, request_id: "" }).toEqual({ ...none.body, request_id: "" });
  }
});

for (const [customer, plan, high, low] of [
  ["Contoso Energy", "Platinum", "1 hour", "4 business hours"],
  ["Fabrikam Health", "Silver", "4 hours", "1 business day"],
  ["Adatum Bank", "Emerald - US", "1 hour", "4 business hours"],
  ["Northwind Partners", "Gold", "2 hours", "8 business hours"],
]) {
  test(`the severities for ${customer} promise what its plan ${plan} promises`, async ({ as }) => {
    const page = await as(SARA);
    await page.goto("/submit");
    await answer(page, "Choose organization", customer);
    await answer(page, "Product", "MetaDefender Cloud");
    await answer(page, "Issue type", "Question");
    await expect(question(page, "Severity")).toBeVisible();
    for (const [severity, target] of [["S1 Critical", high], ["S2 High", high], ["S3 Medium", low], ["S4 Low", low]]) {
      await expect(choice(page, severity)).toHaveText(new RegExp(`Estimated first response: ${target}$`));
    }
  });
}

test("licenses belong to the customer: another customer offers its own, and the answer is asked again", async ({ as }) => {
  const page = await as(SARA);
  await page.goto("/submit");
  await answerChoices(page, { ...PLAIN, organization: "Contoso Energy" });
  await step(page, "Choose organization").getByRole("link").click();
  await answer(page, "Choose organization", "Fabrikam Health");
  await expect(page.getByText("This case is for your customer Fabrikam Health.")).toBeVisible();
  await expect(step(page, "License & version")).not.toContainText("16 engines");
  await step(page, "License & version").getByRole("link").click();
  const license = page.getByLabel("License", { exact: true });
  await expect(license.getByRole("option")).toContainText(["I don't know", "12 engines, production", "Type it by hand"]);
});
