// Answers that are taken away from under a case that is being written: it is said which and why, and the rest stays.
import { NEW_CASE } from "../lib/api";
import { expect, test } from "../lib/test";
import {
  answer,
  confirmedNumber,
  description,
  fillIn,
  freshSubject,
  PLAIN,
  question,
  step,
  subject,
  submit,
} from "../lib/wizard";

const CORA = "cora@contoso.example";
const SARA = "sara@northwind.example";

test("another product says which answers it clears", async ({ as }) => {
  const page = await as(CORA);
  await fillIn(page, PLAIN);
  await step(page, "Product").getByRole("link").click();
  await answer(page, "Product", "MetaDefender Cloud");
  const notice = page.getByText("With the other product, these answers were cleared: License & version.");
  await expect(notice).toBeVisible();
  await expect(question(page, "Issue type")).toBeVisible();
  await step(page, "License & version").getByRole("link").click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(notice).toHaveCount(0);
  await expect(subject(page)).toHaveValue(PLAIN.subject);
});

test("the link to the customer is removed half-way: it is said, and one's own organization is offered", async ({
  as,
  expectConsole,
}) => {
  expectConsole(/403 \(Forbidden\)/);
  const page = await as(SARA);
  const title = freshSubject("Link lost");
  await fillIn(page, { ...PLAIN, organization: "Contoso Energy", license: undefined, subject: title });
  const reason = {
    code: "no_link",
    message: "Your organization is no longer linked with Contoso Energy.",
    granted_by: [],
  };
  const problem = { type: "/problems/forbidden", title: "Forbidden", status: 403, detail: reason.message, reason };
  await page.route("**/organizations/northwind/cases", (route) =>
    route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.route("**/organizations/northwind/customers*", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.items = body.items.filter((it: { name: string }) => it.name !== "Contoso Energy");
    await route.fulfill({ response: answer, json: body });
  });
  await submit(page).click();
  await expect(page.getByText("You can no longer submit cases for Contoso Energy.")).toBeVisible();
  await page.unroute("**/organizations/northwind/cases");
  await expect(question(page, "Choose organization")).toBeVisible();
  await answer(page, "Choose organization", "Northwind Partners");
  await step(page, "License & version").getByRole("link").click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue(title);
  await expect(description(page)).toHaveValue(PLAIN.description);
  await submit(page).click();
  await confirmedNumber(page);
});

test("the only link is removed half-way: one's own organization is left", async ({ as, expectConsole }) => {
  expectConsole(/403 \(Forbidden\)/);
  const page = await as("tina@tailspin.example");
  await page.goto("/submit");
  await answer(page, "Choose organization", "Fabrikam Health");
  await expect(question(page, "Product")).toBeVisible();
  await expect(page.getByText(/^Saved on this device/)).toBeVisible();
  const reason = { code: "no_linked_customer", message: "No customer is linked.", granted_by: [] };
  const problem = { type: "/problems/forbidden", title: "Forbidden", status: 403, detail: reason.message, reason };
  await page.route("**/organizations/tailspin/customers*", (route) =>
    route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.reload();
  await expect(page.getByText("You can no longer submit cases for Fabrikam Health.")).toBeVisible();
  await expect(page.getByText("You can't see this")).toHaveCount(0);
});

test("a product is withdrawn meanwhile: another is asked for, the words stay", async ({ as, expectConsole }) => {
  expectConsole(/422 \(Unprocessable/);
  const page = await as(CORA);
  const title = freshSubject("Withdrawn");
  await fillIn(page, { ...PLAIN, subject: title });
  const errors = [{ field: "product", code: "unknown", message: "Choose a product." }];
  const problem = { type: "/problems/invalid-fields", title: "Invalid", status: 422, detail: "", errors };
  await page.route(NEW_CASE, (route) =>
    route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
  await page.route("**/organizations/contoso/catalog*", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.products = body.products.filter((it: { name: string }) => it.name !== PLAIN.product);
    await route.fulfill({ response: answer, json: body });
  });
  await submit(page).click();
  await expect(question(page, "Product")).toBeVisible();
  await expect(page.getByText("MetaDefender Core can no longer be chosen.")).toBeVisible();
  await page.unroute(NEW_CASE);
  await answer(page, "Product", "MetaDefender Cloud");
  await step(page, "License & version").getByRole("link").click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(subject(page)).toHaveValue(title);
  await submit(page).click();
  await confirmedNumber(page);
});
