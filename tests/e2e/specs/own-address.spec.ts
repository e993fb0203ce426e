// Whoever submits a case is kept informed of it anyway: their own address is no CC, at submission as on the case's page.
import { newCase, read } from "../lib/api";
import { openCaseFiles } from "../lib/case";
import { text } from "../lib/catalogs";
import { expect, test } from "../lib/test";
import { fillIn, freshSubject, PLAIN, submit } from "../lib/wizard";

const CORA = "cora@contoso.example";
const TOLD = `${CORA} submitted the case and is kept informed already; leave this address out.`;

test("one's own address is refused in the same words when the case is submitted and later", async ({ as }) => {
  const page = await as(CORA);
  const subject = freshSubject("Not to myself");
  await fillIn(page, { ...PLAIN, subject });
  const ccs = page.getByLabel("CC's (optional)");
  await ccs.fill("it@contoso.example, Cora@Contoso.example");
  await submit(page).click();
  await expect(ccs).toHaveAccessibleDescription(new RegExp(TOLD));
  await expect(ccs).toBeFocused();
  await expect(ccs).toHaveValue("it@contoso.example, Cora@Contoso.example");
  await ccs.fill("it@contoso.example");
  await submit(page).click();
  await expect(page.getByRole("heading", { level: 2, name: "Upload files" })).toBeVisible();

  const number = await newCase(page, "contoso", { subject: freshSubject("Later") });
  await openCaseFiles(page, number);
  const field = page.getByLabel("Add e-mail addresses");
  await field.fill("Cora@Contoso.example ");
  await expect(field).toHaveAccessibleDescription(new RegExp(TOLD));
  expect((await read(page, `/cases/${number}`)).ccs).toEqual([]);

  // Whatever app sends it, the server says the same.
  const { etag } = await read(page, `/cases/${number}`);
  const data = { product: "metadefender-cloud", issue_type: "question", severity: "s3", subject, description: "Sent by another app." };
  const answers = [
    await page.request.post("/api/v1/organizations/contoso/cases", { data: { ...data, ccs: [CORA.toUpperCase()] } }),
    await page.request.put(`/api/v1/cases/${number}/ccs`, { headers: { "if-match": etag }, data: { emails: [CORA.toUpperCase()] } }),
  ];
  for (const [at, field] of ["ccs", "emails"].entries()) {
    const { errors } = await answers[at]!.json();
    expect([answers[at]!.status(), errors]).toEqual([422, [{ field, code: "invalid", message: TOLD, value: CORA }]]);
  }
});

test("in another language, too, it is not called a mistake in the address", async ({ as }) => {
  const page = await as(CORA, { locale: "de-DE" });
  await page.goto(`/submit?product=metadefender-cloud&issue_type=question&severity=s3&subject=${freshSubject("Nicht an mich")}`);
  const goOn = page.getByRole("button", { name: text("de", "continue_on"), exact: true });
  const description = page.getByLabel(text("de", "field_description"), { exact: true });
  await expect(goOn.or(description)).toBeVisible();
  // Unless the link has answered all that comes before.
  if (await goOn.isVisible()) await goOn.click();
  await description.fill("Genug Worte, um einen Fall daraus zu machen.");
  const ccs = page.getByLabel(text("de", "field_ccs"));
  await ccs.fill(CORA);
  await page.getByRole("main").getByRole("button", { name: text("de", "submit_case_now"), exact: true }).click();
  await expect(ccs).toHaveAccessibleDescription(new RegExp(text("de", "cc_is_submitter").replace("{address}", CORA)));
});
