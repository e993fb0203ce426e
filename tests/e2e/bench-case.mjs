// What a case of very many comments costs the browser: how soon it can be read and written to, and whether scrolling keeps
// pace. `cargo xtask bench` starts it: `node bench-case.mjs ADDRESS`.
import { randomUUID } from "node:crypto";

import { chromium } from "@playwright/test";

import { browserArguments, executablePath } from "./lib/env.mjs";
import { line, ms, scroll, signIn } from "./lib/measure.mjs";

const [base] = process.argv.slice(2);
const ENTRIES = 2_000;
const AT_ONCE = 20;

const browser = await chromium.launch({ executablePath, args: browserArguments });
try {
  const number = await longCase(await signIn(browser, base, "cora@contoso.example"));
  console.log(`A case of ${ENTRIES} comments in the browser:`);
  for (const order of ["newest last", "newest first"]) await measure(number, order);
} finally {
  await browser.close();
}

async function longCase(context) {
  const data = {
    product: "metadefender-cloud",
    issue_type: "question",
    severity: "s3",
    subject: "A long story",
    description: "It begins here, and goes on for long.",
  };
  const answer = await post(context, "/organizations/contoso/cases", data);
  const { number } = await answer.json();
  for (let begun = 0; begun < ENTRIES; begun += AT_ONCE) {
    const text = (n) => `Comment **${n}** of a long story.\n\n- with a list\n- of two\n\nAnd \`code\` at its end.`;
    const comments = Array.from({ length: AT_ONCE }, (_, n) => post(context, `/cases/${number}/comments`, { text: text(begun + n) }));
    await Promise.all(comments);
  }
  return number;
}

async function post(context, path, data) {
  const headers = { origin: base, "idempotency-key": randomUUID() };
  const answer = await context.request.post(`/api/v1${path}`, { headers, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`);
  return answer;
}

/** As a colleague of the author: what one has written oneself can be changed for some minutes, and is more to draw. */
async function measure(number, order) {
  const context = await signIn(browser, base, "carl@contoso.example");
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.tasks = [];
    const note = (list) => globalThis.tasks.push(...list.getEntries().map((it) => it.duration));
    new PerformanceObserver(note).observe({ entryTypes: ["longtask"] });
  });
  await page.goto(`/cases/${number}`);
  const messages = page.locator(".conversation .message");
  await messages.first().waitFor();
  if (order === "newest first") {
    await page.getByRole("button", { name: "Show newest first" }).click();
    await page.reload();
  }
  const seen = await page.evaluate(
    (all) =>
      new Promise((resolve) => {
        let first = 0;
        const look = () => {
          const count = document.querySelectorAll(".conversation .message").length;
          if (first === 0 && count > 1) first = performance.now();
          if (count > all) resolve({ first, whole: performance.now() });
          else requestAnimationFrame(look);
        };
        look();
      }),
    ENTRIES,
  );
  const tasks = await page.evaluate(() => globalThis.tasks);
  const longest = Math.max(0, ...tasks);
  const said = `first comment ${(seen.first / 1000).toFixed(1)} s, all ${(seen.whole / 1000).toFixed(1)} s, longest task ${longest.toFixed(0)} ms`;
  line(`opened, ${order}`, said);
  const frames = await scroll(page, 300, 300);
  const late = frames.filter((it) => it > 17.7).length;
  line("frames while scrolling", `median ${ms(frames, 0.5)}, p95 ${ms(frames, 0.95)}; ${late} of ${frames.length} late`);
  const typed = await keystrokes(page);
  line("keystroke to frame", `median ${ms(typed, 0.5)}, p95 ${ms(typed, 0.95)}`);
  await context.close();
}

/** Types into the comment box: from each key to the frame after it. */
async function keystrokes(page) {
  const box = page.locator("#comment");
  await box.focus();
  await page.evaluate(() => {
    globalThis.typed = [];
    const note = () => {
      const at = performance.now();
      requestAnimationFrame(() => globalThis.typed.push(performance.now() - at));
    };
    document.querySelector("#comment").addEventListener("input", note, true);
  });
  await box.pressSequentially("Is there any news of this?", { delay: 50 });
  return page.evaluate(() => globalThis.typed);
}
