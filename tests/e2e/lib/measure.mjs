// What the measurements in a browser share.
import { PASSWORD } from "./env.mjs";

/** Somebody who has signed in, in a window of a usual size. */
export async function signIn(browser, base, email) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1366, height: 900 } });
  const login = { headers: { origin: base }, data: { email, password: PASSWORD } };
  const answer = await context.request.post("/api/v1/auth/login", login);
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
  return context;
}

/** Prints a figure. */
export function line(name, text) {
  console.log(`  ${name.padEnd(28)} ${text}`);
}

/** The time that such a part of all stays below. */
export function ms(times, part) {
  const sorted = [...times].sort((a, b) => a - b);
  return `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1)} ms`;
}

/** Scrolls so many points with each of so many frames, and answers with how long each frame took. */
export async function scroll(page, frames, step) {
  return page.evaluate(
    ([frames, step]) =>
      new Promise((resolve) => {
        const times = [];
        let before = performance.now();
        const next = (now) => {
          times.push(now - before);
          before = now;
          window.scrollBy(0, step);
          if (times.length < frames) requestAnimationFrame(next);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(next);
      }),
    [frames, step],
  );
}
