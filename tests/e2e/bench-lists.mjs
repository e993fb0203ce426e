// What a list of very many cases costs the browser: how soon a search shows, whether scrolling keeps pace, and how much the
// page holds. `cargo xtask bench` starts it: `node bench-lists.mjs ADDRESS`.
import { chromium } from "@playwright/test";

import { browserArguments, executablePath } from "./lib/env.mjs";
import { line, ms, scroll, signIn } from "./lib/measure.mjs";

const [base] = process.argv.slice(2);
const EMAIL = "sara@northwind.example";
const WORDS = ["update", "engine", "kiosk", "license", "sandbox", "timeout", "proxy", "cluster", "archive", "upgrade"];
const SCROLLED_FRAMES = 300;
const PER_FRAME = 120;

const browser = await chromium.launch({ executablePath, args: browserArguments });
try {
  const context = await signIn(browser, base, EMAIL);
  await context.addInitScript(keepWasmMemory);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto("/cases?tab=customer");
  await page.locator("tbody tr[data-case]").first().waitFor();
  const count = await page.locator(".list-count").innerText();
  console.log(`A list of ${count} in the browser:`);
  await report(page, devtools, "first page");

  const typed = await keystrokes(page);
  line("keystroke to painted rows", `median ${ms(typed, 0.5)}, p95 ${ms(typed, 0.95)} of ${typed.length}  (target: p95 under 100 ms)`);

  await page.goto("/cases?tab=customer");
  await page.locator("tbody tr[data-case]").first().waitFor();
  const frames = await scroll(page, SCROLLED_FRAMES, PER_FRAME);
  const late = frames.filter((it) => it > 17.7).length;
  line("frames while scrolling", `median ${ms(frames, 0.5)}, p95 ${ms(frames, 0.95)}; ${late} of ${frames.length} late  (target: 60 a second, 16.7 ms)`);
  await report(page, devtools, `after ${Math.round((SCROLLED_FRAMES * PER_FRAME) / 41)} rows`);

  await page.locator("tbody tr[data-case] a").first().focus();
  const began = Date.now();
  await page.keyboard.press("End");
  const last = Number((await page.locator("table.cases").getAttribute("aria-rowcount")) ?? 0) - 2;
  await page.locator(`[data-index="${last}"][data-case]`).waitFor({ timeout: 600_000 });
  line("End, to the last row", `${((Date.now() - began) / 1000).toFixed(1)} s`);
  await report(page, devtools, "with every row read");
} finally {
  await browser.close();
}

/** Notes the memory of the app's WebAssembly, which nothing else shows. */
function keepWasmMemory() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...of) => {
      const made = await original(...of);
      globalThis.wasmMemory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
}

/** Types words letter by letter: from each keystroke to the frame that shows the rows of the answer to it. */
async function keystrokes(page) {
  const box = page.getByRole("searchbox");
  const times = [];
  for (const word of WORDS) {
    for (let end = 1; end <= word.length; end += 1) {
      const text = word.slice(0, end);
      // Measured in the page: the rows are those of the answer once what is marked is the text.
      const shown = page.evaluate(
        (text) =>
          new Promise((resolve) => {
            let typed = 0;
            const input = document.querySelector("input[type=search]");
            const at = () => {
              if (input.value === text) typed = performance.now();
              input.removeEventListener("input", at, true);
            };
            input.addEventListener("input", at, true);
            const look = () => {
              const mark = document.querySelector("tbody tr[data-case] mark, .empty");
              const isThere = mark !== null && (mark.matches(".empty") || mark.textContent.toLowerCase().startsWith(text));
              const isAsked = new URLSearchParams(location.search).get("q") === text;
              if (typed > 0 && isAsked && isThere) requestAnimationFrame(() => resolve(performance.now() - typed));
              else requestAnimationFrame(look);
            };
            look();
          }),
        text,
      );
      await box.focus();
      await page.keyboard.press("End");
      await page.keyboard.type(word[end - 1]);
      times.push(await shown);
      await page.waitForTimeout(60);
    }
    await box.fill("");
    await page.locator("tbody tr[data-case]").nth(20).waitFor();
    await page.waitForTimeout(300);
  }
  return times;
}

/** The elements, and the memory after a collection: of JavaScript, and of the app's WebAssembly. */
async function report(page, devtools, when) {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => globalThis.wasmMemory?.buffer.byteLength ?? 0);
  const nodes = await page.evaluate(() => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let count = 0;
    while (walker.nextNode()) count += 1;
    return [count, document.querySelectorAll("*").length];
  });
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  line(when, `${nodes[1]} elements, ${nodes[0]} nodes; heap ${mb(usedSize)} and wasm ${mb(wasm)}  (targets: 1,500 and 60 MB)`);
}
