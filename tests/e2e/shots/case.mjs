// A case, screen by screen: its conversation, what can be done with it, its files.
import { newCase, openCase } from "./steps.mjs";

/** A conversation with everything in it: long texts, comments on their way, one being changed, a preview. */
export function conversation() {
  const comments = "**/comments";
  return [
    [
      "conversation",
      async (page) => {
        const answer = await page.request.post("/api/v1/organizations/contoso/cases", {
          data: {
            product: "metadefender-cloud",
            issue_type: "question",
            severity: "s2",
            subject: "Archives are blocked after the upgrade",
            description: "Since the upgrade **every** ZIP archive is blocked.\n\n1. Upload a ZIP\n2. See `Failed`\n\nWhat can we do?",
          },
        });
        const { number } = await answer.json();
        const log = Array.from({ length: 40 }, (_, n) => `2026-11-26 10:${10 + n} core[312]: archive ${n} blocked`).join("\n");
        await page.request.post(`/api/v1/cases/${number}/comments`, { data: { text: `The log:\n\n\`\`\`\n${log}\n\`\`\`` } });
        await page.goto(`/cases/${number}`);
        await page.getByRole("article").first().waitFor();
      },
    ],
    ["conversation-unfolded", (page) => page.getByRole("button", { name: "Show more" }).click()],
    [
      "conversation-sending",
      async (page) => {
        await page.route(comments, () => {});
        await page.getByLabel("Comment", { exact: true }).fill("Does it help to **raise** the limit?");
        await page.getByRole("button", { name: "Add comment" }).click();
      },
    ],
    [
      "conversation-failed",
      async (page) => {
        await page.unroute(comments);
        await page.route(comments, (route) => route.abort());
        await page.reload();
        await page.getByText("Not sent.").waitFor();
      },
    ],
    [
      "conversation-preview",
      async (page) => {
        await page.getByLabel("Comment", { exact: true }).fill("It **does**:\n\n- before: 5\n- after: 50");
        await page.getByRole("button", { name: "Preview", exact: true }).click();
      },
    ],
    [
      "conversation-edit",
      async (page) => {
        await page.getByRole("button", { name: "Edit", exact: true }).first().click();
      },
    ],
  ];
}

/** What can be done with a case: its dialogs, and how it looks afterwards. */
export function caseActions() {
  const press = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
  const cancelAnd = (next) => async (page) => {
    await page.keyboard.press("Escape");
    await next(page);
  };
  return [
    ["action-requested", async (page) => {
      const number = await newCase(page, { subject: "The scan engine restarts every ten minutes" });
      const reason = "Production stands still since this morning; we need a way around it today.";
      await page.request.post(`/api/v1/cases/${number}/escalation`, { data: { reason } });
      await page.goto(`/cases/${number}`);
    }],
    ["action-withdraw", press("Withdraw")],
    ["action-withdrawn", press("Withdraw escalation")],
    ["action-close", async (page) => {
      await press("Close Case")(page);
      await page.getByRole("group", { name: "overall" }).locator("label").nth(3).click();
    }],
    ["action-closed", async (page) => {
      await page.getByRole("dialog").getByRole("button", { name: "Close Case" }).click();
      await page.getByRole("button", { name: "Reopen" }).waitFor();
    }],
    ["action-update-rating", press("Update rating")],
    ["action-reopen", cancelAnd(press("Reopen"))],
    ["action-acknowledged", openCase((it) => it.escalation?.state === "acknowledged" && it.status !== "closed")],
    ["action-long-closed", openCase((it) => it.actions.reopen.reason?.code === "reopen_window_over" && it.rating)],
    ["action-follow-up", (page) => page.getByRole("link", { name: "Submit a follow-up case" }).click()],
  ];
}

/** The tab "Files & CC's". */
export function caseFiles() {
  const field = (page) => page.getByLabel("Add e-mail addresses");
  const file = (name, size) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(size, name) });
  return [
    ["case-files-empty", async (page) => page.goto(`/cases/${await newCase(page, { subject: "Nothing there yet" })}/files`)],
    ["case-files-some", async (page) => {
      const ccs = ["anna.miller@partner.example", "operations@contoso.example", "bo@gmail.com"];
      const number = await newCase(page, { subject: "Archives are blocked after the upgrade", ccs });
      await page.goto(`/cases/${number}/files`);
      const input = page.getByLabel("Choose files");
      for (const files of [[file("core.log", 4_000), file("support-package.zip", 900_000)], [file("core.log", 5_000), file("screen.png", 70_000)]]) {
        const count = (await page.locator(".case-files li").count()) + files.length;
        await input.setInputFiles(files);
        await page.locator(".case-files li").nth(count - 1).waitFor();
      }
      await input.setInputFiles([file("empty.log", 0)]);
    }],
    ["case-files-slip", (page) => field(page).fill("nobody, cora@gmial.con")],
    ["case-files-removed", async (page) => {
      await field(page).fill("");
      await page.getByRole("button", { name: "Remove bo@gmail.com" }).click();
      await page.getByText("was removed").waitFor();
    }],
    ["case-files-detection", async (page) => {
      const { items } = await (await page.request.get("/api/v1/organizations/contoso/cases?tab=false_detection&limit=1")).json();
      await page.goto(`/cases/${items[0].number}/files`);
    }],
    ["case-files-closed", async (page) => {
      const number = await newCase(page, { subject: "Over and done", ccs: ["bo@gmail.com"] });
      await page.request.post(`/api/v1/cases/${number}/close`, { data: {} });
      await page.goto(`/cases/${number}/files`);
    }],
  ];
}
