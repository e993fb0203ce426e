// Following what happens live.
import type { Page } from "@playwright/test";

/** What another browser must have seen. */
export const SOON = { timeout: 2_000 };

/** Opens something, and waits until the page follows what happens there. */
export async function openAndFollow(page: Page, open: () => Promise<unknown>): Promise<void> {
  const following = page.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await open();
  await following;
}
