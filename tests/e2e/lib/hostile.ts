// What somebody writes who hopes that it will run, and what must be so on a page that shows it.
import { expect, type Page } from "@playwright/test";

export const RUN = "window.ran=1";

export const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"><a xlink:href="javascript:${RUN}">x</a></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}">html link</a>`,
  `<style>body{display:none}</style>`,
  `<form action="https://evil.example"><button>go</button></form>`,
];

/** The same in the 60 characters that a name has, with what would end the element that it stands in. */
export const NAMES = [
  `<script>${RUN}</script>`,
  `"><img src=x onerror="${RUN}">`,
  `'><svg/onload='${RUN}'>`,
  `</td></option></title><script>${RUN}</script>`,
  `<a href="javascript:${RUN}">x</a>`,
  `javascript:${RUN}//`,
  `{{${RUN}}} \${${RUN}} &lt;b&gt;`,
];

/** Turns what stands behind it around, unless somebody sees to it that it does not. */
export const TURNED = "\u202Etropx.exe";

/** Nothing ran, no element came from what was written, and every link leads to the web or into the app. */
export async function expectHarmless(page: Page): Promise<void> {
  const shown = page.locator("header, nav, main, dialog");
  await expect(shown.locator("script, iframe, style, img, form[action], svg a, [onload], [onerror]")).toHaveCount(0);
  for (const target of await shown.locator("a").evaluateAll((links) => links.map((it) => it.getAttribute("href") ?? ""))) {
    expect(target).toMatch(/^(https?:\/\/|mailto:|#|\/(?![/\\]))/i);
    expect(target).not.toContain("logout");
  }
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
}
