// The texts of every language, as the app is built from them.
import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

type Message = string | Record<string, string>;
type Catalog = Record<string, Message>;

const read = (tag: string): Catalog =>
  JSON.parse(readFileSync(new URL(`../../../locales/${tag}.json`, import.meta.url), "utf8"));

const english = read("en");

const formsOf = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));

/** The text of a message in a language. */
export function text(tag: string, key: string): string {
  const message = read(tag)[key] ?? english[key];
  return formsOf(message).at(-1)!;
}

// Stands for a number while a message becomes a pattern.
const NUMBER = "\u0000";

const escaped = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** English messages that read otherwise in a language, each with what finds it in a text. */
function foreign(tag: string): [string, RegExp][] {
  const catalog = read(tag);
  const found: [string, RegExp][] = [];
  for (const [key, message] of Object.entries(english)) {
    const own = catalog[key] === undefined ? [] : formsOf(catalog[key]);
    for (const form of formsOf(message)) {
      const parts = form.replaceAll("{count}", NUMBER).split(/\{[a-z_]+\}/);
      const words = parts.join(" ").match(/[a-z]{3,}/gi)?.length ?? 0;
      // What has hardly a word of its own, such as "{name} ({email})", could be anything.
      if (own.includes(form) || words < Math.min(parts.length, 2)) continue;
      const pattern = parts.map(escaped).join(".+").replaceAll(NUMBER, "[\\d.,]+");
      found.push([key, new RegExp(`^${pattern}$`)]);
    }
  }
  return found;
}

/** The English messages that a page shows or says, though its language has its own. */
export async function englishIn(page: Page, tag: string): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const said = new Set<string>(document.body.innerText.split("\n"));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const hidden = walker.currentNode.parentElement?.closest("script, noscript, [hidden], bdi, .markdown");
      if (!hidden) said.add(walker.currentNode.textContent ?? "");
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("[hidden]")) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) said.add(element.getAttribute(name) ?? "");
    }
    said.add(document.title);
    return [...said].map((it) => it.replace(/[\u2066-\u2069]/g, "").trim()).filter((it) => it !== "");
  });
  const messages = foreign(tag);
  return texts.flatMap((said) => {
    const key = messages.find(([, pattern]) => pattern.test(said))?.[0];
    return key === undefined ? [] : [`${key}: ${said}`];
  });
}
