// E-mail through a real mail server: who gets what, once, whatever happens on the way.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, request, test as base } from "@playwright/test";

import { serviceToken } from "../lib/detections";
import { PASSWORD, serverBin } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox";
import { Server } from "../lib/server.mjs";

const CORA = "cora@contoso.example";
const SUBJECT = "スキャンできません – لا يعمل الفحص";
const WORDS = [
  "Try *version 5*, **Cora**.",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "[here](javascript:alert(1)) or [there](https://docs.example/?a=1&b=2)",
  "見積もり مرحبا",
].join("\n\n");

/** A server that sends its mails to a mailbox of its own. */
const test = base.extend<{ mailbox: Mailbox; server: Server }>({
  mailbox: async ({}, use) => {
    const mailbox = await Mailbox.closed();
    await use(mailbox);
    await mailbox.close();
  },
  server: async ({ mailbox }, use) => {
    const server = await Server.start(0, [
      ...["--smtp-url", mailbox.url, "--mail-from", "OPSWAT Support <support@opswat.example>"],
      ...["--mail-reply-to", "desk@opswat.example", "--public-url", "http://portal.example"],
    ]);
    await use(server);
    await server.end();
  },
});

async function outbox(server: Server, ...command: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(serverBin, ["outbox", ...command, ...server.place]);
  return stdout.split("\n").filter((line) => line !== "");
}

async function retryAll(server: Server): Promise<void> {
  for (const line of await outbox(server, "list")) await outbox(server, "retry", line.split(" ")[0]!);
}

async function newCase(server: Server, ccs: string[] = []): Promise<string> {
  const api = await request.newContext({ baseURL: server.url });
  const signedIn = await api.post("/api/v1/auth/login", { data: { email: CORA, password: PASSWORD } });
  expect(signedIn.status()).toBe(204);
  const answer = await api.post("/api/v1/organizations/contoso/cases", {
    data: {
      ...{ product: "metadefender-cloud", issue_type: "question", severity: "s3", subject: SUBJECT, ccs },
      description: "Made by a journey so that there is something to write about.",
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { number } = await answer.json();
  await api.dispose();
  return String(number);
}

/** The vendor's answer, by its own system. */
async function reply(server: Server, number: string, text: string): Promise<void> {
  const authorization = `Bearer ${await serviceToken(server, "Desk")}`;
  const api = await request.newContext({ baseURL: server.url, extraHTTPHeaders: { authorization } });
  const answer = await api.post(`/api/v1/vendor/cases/${number}/comments`, { data: { text, by: "Priya" } });
  expect(answer.status(), await answer.text()).toBe(201);
  await api.dispose();
}

test("a reply is in everybody's mailbox at once, and once", async ({ mailbox, server }) => {
  await mailbox.open();
  const ccs = ["dora@elsewhere.example", "eve@elsewhere.example"];
  const number = await newCase(server, ccs);
  await expect.poll(() => mailbox.recipients).toEqual(ccs);
  const sent = Date.now();
  await reply(server, number, WORDS);
  await expect.poll(() => mailbox.recipients.length, { intervals: [20] }).toBe(5);
  expect(Date.now() - sent, "milliseconds until all three had it").toBeLessThan(2_000);
  const [mail] = mailbox.of(CORA);
  expect(mail!.subject).toBe(`[${number}] ${SUBJECT}`);
  expect(mail!.from).toEqual({ address: "support@opswat.example", name: "OPSWAT Support" });
  expect(mail!.replyTo).toEqual([{ address: "desk@opswat.example", name: "" }]);
  expect(mail!.to).toEqual([{ address: CORA, name: "" }]);
  expect(mail!.cc).toBeUndefined();
  expect(mail!.text).toContain("Priya of OPSWAT replied");
  for (const line of WORDS.split("\n")) expect(mail!.text).toContain(`> ${line}`.trim());
  expect(mail!.text).toContain(`Open the case: http://portal.example/cases/${number}`);
  expect(mail!.html).toContain("<p>Try <em>version 5</em>, <strong>Cora</strong>.</p>");
  expect(mail!.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(mail!.html).not.toMatch(/<script|<img|javascript:/);
  expect(mail!.html).toContain('<a href="https://docs.example/?a=1&amp;b=2">there</a>');
  expect(mail!.html).toContain("見積もり مرحبا");
  for (const cc of ccs) {
    const [welcome, news] = mailbox.of(cc);
    expect(welcome!.text).toContain(`added you to the CC's of support case ${number}`);
    expect(news!.text).toContain("> Try *version 5*, **Cora**.");
    for (const part of [news!.text, news!.html]) expect(part).not.toMatch(/portal\.example|cora@|Hello/);
    expect(news!.references, "one conversation").toBe(mail!.references);
    expect(news!.messageId).not.toBe(mail!.messageId);
  }
});

test("what is written while the mail server is away arrives when it is back, once for each of 20 CC's", async ({
  mailbox,
  server,
}) => {
  const ccs = Array.from({ length: 20 }, (_, n) => `cc${n + 10}@elsewhere.example`);
  const number = await newCase(server, ccs);
  await reply(server, number, WORDS);
  // Each says what it waits for.
  await expect.poll(async () => (await outbox(server, "list")).filter((line) => line.includes("(attempts: 1)")).length).toBe(41);
  const [first] = await outbox(server, "list");
  expect((await outbox(server, "show", first!.split(" ")[0]!)).join("\n")).toMatch(/Last error: .*onnection/);
  await mailbox.open();
  await retryAll(server);
  await expect.poll(() => mailbox.recipients.length, { timeout: 30_000 }).toBe(41);
  expect(mailbox.recipients).toEqual([...ccs, ...ccs, CORA].sort());
  for (const { to, mail } of mailbox.arrived) expect(mail.to).toEqual([{ address: to, name: "" }]);
  expect(await outbox(server, "list")).toEqual([]);
  expect((await outbox(server, "list", "--all")).filter((line) => line.includes("  sent 20"))).toHaveLength(41);
});

test("a server that is killed while it sends goes on when it is back", async ({ mailbox, server }) => {
  await mailbox.open();
  const number = await newCase(server);
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  mailbox.before = async () => {
    begin();
    await new Promise(() => {});
  };
  await reply(server, number, "Please try.");
  await begun;
  await server.kill();
  expect(mailbox.arrived).toEqual([]);
  mailbox.before = async () => {};
  await server.start();
  await retryAll(server);
  await expect.poll(() => mailbox.recipients, { timeout: 30_000 }).toEqual([CORA]);
});

test("without a mail server mails wait, and can be read", async () => {
  const server = await Server.start();
  try {
    const number = await newCase(server, ["dora@elsewhere.example"]);
    await reply(server, number, WORDS);
    const lines = await outbox(server, "list");
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^\d+ {2}20\S+Z {2}comment {2}dora@elsewhere\.example {2}waiting {2}\[\d{8}\] スキャン/);
    const id = lines[1]!.split(" ")[0]!;
    expect((await outbox(server, "show", id)).slice(0, 3)).toEqual([
      `To: ${CORA}`,
      `Subject: [${number}] ${SUBJECT}`,
      "Kind: comment",
    ]);
    expect((await outbox(server, "show", id, "--html"))[0]).toBe("<!doctype html>");
  } finally {
    await server.end();
  }
});
