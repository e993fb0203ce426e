// What can be found out about accessibility without a person: axe's rules, and whether a page fits a narrow screen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, type Page } from "@playwright/test";

import { settled } from "./settled.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What axe is to look for: everything, or what depends on colours alone. */
const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

export const SCHEMES = ["light", "dark"] as const;
export const SIZES = {
  desktop: { width: 1366, height: 900 },
  phone: { width: 375, height: 812 },
  narrow: { width: 320, height: 640 },
};

/** Until nothing is loading or moving any more. */
export async function settle(page: Page): Promise<void> {
  await settled(page);
  await still(page);
}

/** Until nothing is moving any more: enough where nothing was asked for. */
async function still(page: Page): Promise<void> {
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((it) => it.finished.catch(() => {}))));
  // What stands beside something else follows it with the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** What was found on the screens of a test, each thing once with the screens that have it. */
export class Audit {
  readonly #found = new Map<string, string[]>();

  /** Looks at a screen in light and dark and in every size. */
  async look(page: Page, screen: string): Promise<void> {
    await settle(page);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await still(page);
      // The schemes are the same page in other colours.
      const of = colorScheme === "light" ? ALL : COLOURS;
      this.#note(await violations(page, of), `${screen}, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
    for (const [name, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      await still(page);
      this.#note(await tooWide(page), `${screen}, ${name}`);
    }
    await page.setViewportSize(SIZES.desktop);
  }

  #note(findings: string[], screen: string): void {
    for (const finding of findings) this.#found.set(finding, [...(this.#found.get(finding) ?? []), screen]);
  }

  get findings(): string[] {
    return [...this.#found].map(([finding, screens]) => `${finding} [${screens.join("; ")}]`);
  }
}

async function violations(page: Page, runOnly: typeof ALL): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    // `region` does not know our skip link, since the link of index.html's crash notice comes before it.
    const rules = runOnly.type === "tag" ? { region: { enabled: false } } : {};
    const { violations: found } = await (window as any).axe.run({ runOnly, rules, resultTypes: ["violations"] });
    return found.flatMap((rule: any) =>
      rule.nodes.map((node: any) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
    );
  }, runOnly);
}

/** The elements that make the page wider than the screen. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const clipped = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX !== "visible" || clipped(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const { right } = element.getBoundingClientRect();
      return right > root.clientWidth + 0.5 && !clipped(element.parentElement);
    });
    const innermost = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    return [`wider than the screen: ${innermost.slice(0, 3).map((it) => it.outerHTML.slice(0, 100)).join(" ")}`];
  });
}
