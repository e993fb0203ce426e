// What every spec begins with: a server per worker, browser windows that are watched, and people signed in.
import { type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";

import { PASSWORD } from "./env.mjs";
import { Server } from "./server.mjs";
import { Watch } from "./watch";

interface Fixtures {
  /** A page of its own browser window where the person is signed in already. */
  as: (email: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Announces a complaint of the browser's that the test provokes. */
  expectConsole: (pattern: RegExp) => void;
  watch: Watch;
}

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.end();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  watch: [
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      expect(watch.surprises, "complaints of the browser that the test does not expect").toEqual([]);
    },
    { auto: true },
  ],
  expectConsole: async ({ watch }, use) => {
    await use((pattern) => watch.announce(pattern));
  },
  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },
  as: async ({ browser, server, watch }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (email, options = {}) => {
      const context = await browser.newContext({ baseURL: server.url, ...options });
      contexts.push(context);
      await watch.over(context);
      const answer = await context.request.post("/api/v1/auth/login", { data: { email, password: PASSWORD } });
      expect(answer.status(), `sign-in of ${email}`).toBe(204);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Signs in through the form of the page that is open. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export { expect };
