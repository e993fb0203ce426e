// The wizard, the reports of false detections, and My Organization, screen by screen.
import { goTo } from "./steps.mjs";

const choose = (page, name) => page.locator(".question").getByRole("button", { name }).first().click();

async function describe(page) {
  await page.getByLabel("Subject", { exact: true }).fill("Archives are blocked after the upgrade to 5.16.1");
  await page
    .getByLabel("Description", { exact: true })
    .fill("Since the upgrade **every** ZIP archive is blocked.\n\n1. Upload a ZIP\n2. See `Failed`\n\nWhat can we do?");
}

// Each step leads from the screen before it to its own.
export const WIZARD = [
  ["step-organization", (page) => page.goto("/submit")],
  ["step-product", (page) => choose(page, "Contoso Energy")],
  ["step-product-more", (page) => page.getByRole("button", { name: "More" }).click()],
  ["step-platform", (page) => choose(page, "MetaDefender Core")],
  ["step-issue-type", (page) => choose(page, "Linux")],
  ["step-severity", (page) => choose(page, "Unexpected")],
  ["step-license", (page) => choose(page, "S2 High")],
  ["step-description", (page) => page.getByRole("button", { name: "Continue" }).click()],
  ["step-description-errors", (page) => page.getByRole("button", { name: "Submit case" }).click()],
  [
    "step-description-filled",
    async (page) => {
      await describe(page);
      await page.getByRole("button", { name: "Preview" }).click();
    },
  ],
  ["suggested-articles", (page) => page.getByRole("button", { name: /^(Continue|Submit case)$/ }).click()],
  ["suggested-article-open", (page) => page.getByRole("button", { name: /^Read/ }).first().click()],
  [
    "upload-files",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Continue and submit case" }).click();
      await page.getByRole("heading", { name: "Upload files" }).waitFor();
    },
  ],
  ["upload-files-going", addFiles],
  ["confirmation", (page) => page.getByRole("link", { name: "Continue" }).click()],
];

/** A file that arrives, one that is paused on its way, and one that is refused. */
async function addFiles(page) {
  const line = await page.context().newCDPSession(page);
  const file = (name, size) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(size, "x") });
  const input = page.getByLabel("Choose files");
  await input.setInputFiles([file("core.log", 4_000), file("empty.log", 0)]);
  await page.getByText("Arrived").first().waitFor();
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };
  await line.send("Network.emulateNetworkConditions", slow);
  await input.setInputFiles([file("support-package.zip", 30_000_000), file("empty.log", 0)]);
  await page.waitForTimeout(3_000);
  await page.getByRole("button", { name: "Pause support-package.zip" }).click();
  await line.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
}

/** False detections: their lists, the reports of the demo, and reporting one. */
export function detections() {
  return [
    ["support-detections", goTo("/?tab=false_detection")],
    ["list-detections", goTo("/cases?tab=false_detection")],
    ["detection-judged", openDetection((it) => it.verdict.startsWith("confirmed"))],
    ["detection-waiting", openDetection((it) => it.verdict.startsWith("in"))],
    ["detection-case", (page) => page.getByRole("link", { name: "Open the case" }).click()],
    ["detection-unknown", goTo("/cases/99999999/detection")],
    ["report-detection", goTo("/false-detections/new")],
    ["report-detection-errors", (page) => page.getByRole("button", { name: "Send report" }).click()],
    [
      "report-detection-going",
      async (page) => {
        await page.getByRole("radio", { name: "False positive" }).check();
        await page.getByRole("checkbox", { name: "MetaDefender Core" }).check();
        await page.getByLabel("Description (optional)").fill("Our own installer, signed with our certificate.");
        const line = await page.context().newCDPSession(page);
        const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };
        await line.send("Network.emulateNetworkConditions", slow);
        const buffer = Buffer.alloc(30_000_000, "x");
        await page
          .getByLabel("Choose a file")
          .setInputFiles({ name: "energy-suite-setup.exe", mimeType: "application/octet-stream", buffer });
        await page.waitForTimeout(3_000);
        await page.getByRole("button", { name: "Send report" }).click();
      },
    ],
    ["report-detection-elsewhere", goTo("/?tab=false_detection")],
  ];
}

function openDetection(fits) {
  return async (page) => {
    const read = async (path) => (await page.request.get(`/api/v1${path}`)).json();
    const { items } = await read("/organizations/contoso/cases?tab=false_detection&limit=200");
    const reports = await Promise.all(items.map(({ number }) => read(`/cases/${number}/detection`)));
    await page.goto(`/cases/${reports.find(fits).case}/detection`);
  };
}

/** My Organization and Extend Case View, as a Super Admin sees them. */
export const ORGANIZATION = [
  ["organization-case-access", (page) => page.goto("/organization/case-access")],
  [
    "organization-case-access-dialog",
    async (page) => {
      await page.goto("/");
      await page.getByRole("main").getByRole("button", { name: "Extend Case View" }).click();
      await page.getByRole("switch").first().waitFor();
    },
  ],
  ["organization-roles", (page) => page.goto("/organization/roles")],
  ["organization-role-built-in", (page) => page.goto("/organization/roles/partner_user")],
  [
    "organization-role-changed",
    async (page) => {
      const { items } = await (await page.request.get("/api/v1/organizations/northwind/roles")).json();
      await page.goto(`/organization/roles/${items.find((it) => it.label === "Case Viewer").id}`);
      const level = (object, name) =>
        page.getByRole("radiogroup", { name: object, exact: true }).getByRole("radio", { name, exact: true });
      await level("Support Service", "Full Access").check();
      await level("Support Service - Customer Cases", "None").check();
      await level("License Management", "View Only").check();
    },
  ],
  [
    "organization-role-new-errors",
    async (page) => {
      await page.goto("/organization/roles/new?copy=partner_user");
      await page.getByLabel("Name", { exact: true }).fill("");
      await page.getByRole("button", { name: "Add Role" }).click();
    },
  ],
  ["organization-users", (page) => page.goto("/organization/users")],
  [
    "organization-change-role",
    async (page) => {
      await page.getByRole("button", { name: /^Change role Uma/ }).click();
      await page.getByRole("dialog").getByRole("radio", { name: /^Admin / }).check();
    },
  ],
  [
    "organization-invite",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Invite User" }).click();
    },
  ],
  [
    "organization-view-as",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: /^View as Vera/ }).click();
    },
  ],
  ["organization-events", (page) => page.goto("/organization/event-history")],
];
