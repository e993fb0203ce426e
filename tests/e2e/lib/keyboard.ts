// Moving through a page by keyboard.
import { expect, type Locator, type Page } from "@playwright/test";

/** Presses Tab until the element has the focus; whatever has it meanwhile must show it. */
export async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    await expectVisibleFocus(page);
  }
  throw new Error(`${key} does not reach ${target}`);
}

/** The focused element is outlined, or its visible stand-in is. */
export async function expectVisibleFocus(page: Page): Promise<void> {
  const focused = page.locator(":focus");
  if ((await focused.count()) === 0) return;
  const shown = await focused.evaluate((element) => {
    const around = [element, element.parentElement, element.closest("label"), element.nextElementSibling];
    return around.some((it) => {
      if (it === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    });
  });
  expect(shown, `focus is visible on ${await focused.evaluate((it) => it.outerHTML.slice(0, 150))}`).toBe(true);
}
