// The stream of changes never ends, so that the network is never idle.

/** Until a page has what it asked for: nothing has arrived for a quarter of a second. */
export async function settled(page) {
  let before = -1;
  for (;;) {
    const now = await page.evaluate(() => performance.getEntriesByType("resource").length);
    if (now === before) return;
    before = now;
    await page.waitForTimeout(250);
  }
}
