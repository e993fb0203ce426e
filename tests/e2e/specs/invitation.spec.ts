// An invitation from one end to the other: through a real mail server, by the link as it stands in the mail.
import type { BrowserContext, Page } from "@playwright/test";

import { ask, read } from "../lib/api";
import { Mailbox } from "../lib/mailbox";
import { freePort } from "../lib/nginx";
import { heading, person } from "../lib/organization";
import { Server } from "../lib/server.mjs";
import { expect, signIn, test as base } from "../lib/test";

const SARA = "sara@northwind.example";
const INES = "ines@elsewhere.example";
const PASSWORD = "quite a long password";

/** A server whose mails go to a mailbox, and lead back to it. */
const test = base.extend<{ fresh: () => Promise<Page> }, { mailbox: Mailbox; server: Server }>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.closed();
      await mailbox.open();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ mailbox }, use) => {
      const port = await freePort();
      const server = await Server.start(0, ["--smtp-url", mailbox.url, "--mail-from", "support@opswat.example", "--public-url", `http://127.0.0.1:${port}`], port);
      await use(server);
      await server.end();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  /** The browser of somebody who was never here. */
  fresh: async ({ browser, server, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      await watch.over(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Sara invites somebody in the app; the link that is in their mail. */
async function invited(sara: Page, mailbox: Mailbox, email: string, role: string): Promise<string> {
  await sara.goto("/organization/users");
  await sara.getByRole("button", { name: "Invite User" }).click();
  const invite = sara.getByRole("dialog", { name: "Invite User" });
  await invite.getByLabel("E-mail").fill(email);
  await invite.getByRole("radio", { name: new RegExp(`^${role} `) }).check();
  await invite.getByRole("button", { name: "Send invitation" }).click();
  await expect(invite).toBeHidden();
  await expect.poll(() => mailbox.of(email).length).toBe(1);
  const [mail] = mailbox.of(email);
  expect(mail!.subject).toBe("Sara Delacroix invites you to Northwind Partners");
  expect(mail!.text).toContain(`Sara Delacroix invites you to Northwind Partners in the support portal of OPSWAT, with the role "${role}".`);
  const link = /Accept the invitation: (\S+)/.exec(mail!.text ?? "")?.[1] ?? "";
  expect(mail!.html).toContain(`href="${link}"`);
  return link;
}

test("the link of the mail makes an account, and leads in", async ({ as, fresh, mailbox, server, expectConsole }) => {
  expectConsole(/404 \(Not Found\).*\/invitations\/[^/]+$/);
  const sara = await as(SARA);
  const link = await invited(sara, mailbox, INES, "Partner User");
  expect(link).toMatch(new RegExp(`^${server.url}/invitations/[\\w-]{43}$`));
  const row = person(sara, INES);
  await expect(row).toContainText("Invited");

  const ines = await fresh();
  await ines.goto(link);
  await expect(ines.getByText("Sara Delacroix invites you to Northwind Partners as Partner User.")).toBeVisible();
  await expect(ines.getByText(INES)).toBeVisible();
  await ines.getByLabel("Your name").fill("Ines Calderón");
  await ines.getByLabel("Choose a password").fill(PASSWORD);
  await ines.getByRole("button", { name: "Accept invitation" }).click();
  await expect(heading(ines, "Support")).toBeVisible();
  const session = await read(ines, "/session");
  expect(session.user).toMatchObject({ name: "Ines Calderón", email: INES });
  expect(session.organizations).toEqual([
    { id: "northwind", name: "Northwind Partners", kind: "partner", role: { id: "partner_user", label: "Partner User" } },
  ]);
  expect(session.default_organization).toBe("northwind");
  // What a Partner User has, and no more.
  expect((await ask(ines, "/organizations/northwind/users")).status).toBe(200);
  await ines.getByRole("link", { name: "My Organization" }).click();
  await expect(ines.getByRole("button", { name: "Invite User" })).toBeDisabled();
  await sara.reload();
  await expect(person(sara, "Ines Calderón")).toContainText("Active");

  // Once: whoever opens the link again is told what became of it, and its owner where to go.
  const again = await fresh();
  await again.goto(link);
  const over = again.getByRole("main").getByRole("alert").filter({ hasText: "no longer valid" });
  await expect(over).toBeVisible();
  await expect(again.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
  const secret = link.split("/").pop();
  const answer = await again.request.post(`/api/v1/invitations/${secret}/accept`, { data: { name: "Eve", password: PASSWORD } });
  expect([answer.status(), (await answer.json()).detail]).toEqual([404, expect.stringContaining("accepted already")]);
  await over.getByRole("link").click();
  await signIn(again, INES, PASSWORD);
  await expect(heading(again, "Support")).toBeVisible();
  await ines.goto(link);
  await expect(ines.getByRole("main").getByRole("alert").filter({ hasText: "no longer valid" })).toBeVisible();
  const users = await read(sara, "/organizations/northwind/users?q=elsewhere.example");
  expect(users.items.map((it: any) => [it.name, it.state])).toEqual([["Ines Calderón", "active"]]);
});

test("of two who open one link at once the second is told, and what they typed is not lost", async ({ as, fresh, mailbox, expectConsole }) => {
  expectConsole(/404 \(Not Found\).*\/accept$/);
  const link = await invited(await as(SARA), mailbox, "twice@elsewhere.example", "User");
  const pages = [await fresh(), await fresh()];
  for (const [at, page] of pages.entries()) {
    await page.goto(link);
    await page.getByLabel("Your name").fill(`Twice ${at}`);
    await page.getByLabel("Choose a password").fill(PASSWORD);
  }
  const [first, second] = pages as [Page, Page];
  await first.getByRole("button", { name: "Accept invitation" }).click();
  await expect(heading(first, "Support")).toBeVisible();
  await second.getByRole("button", { name: "Accept invitation" }).click();
  await expect(second.getByRole("alert").filter({ hasText: "no longer valid" })).toBeVisible();
  await expect(second.getByLabel("Your name")).toHaveValue("Twice 1");
  expect((await ask(second, "/session")).status).toBe(401);
});
