// A conversation of 2,000 entries: the page answers while it is drawn, and everything is there in the end. How long that
// takes, `cargo xtask bench case` says.
import { randomUUID } from "node:crypto";

import { newCase } from "../lib/api";
import { commentBox, openCase } from "../lib/case";
import { openAndFollow } from "../lib/follow";
import { expect, test } from "../lib/test";
import { freshSubject } from "../lib/wizard";

// A trace notes the whole page at each step, which takes longer than all that is tested here.
test.use({ trace: "off" });

const ENTRIES = 2_000;
/** So many lines at the most are drawn at once, with the days between them. */
const AT_ONCE = 60;

test("a case with 2,000 comments is drawn little by little, in either order, and is searched and written to as any other", async ({
  as,
}) => {
  test.setTimeout(240_000);
  const [author, page] = [await as("cora@contoso.example"), await as("carl@contoso.example")];
  const number = await newCase(author, "contoso", { subject: freshSubject("A long story") });
  for (let begun = 0; begun < ENTRIES; begun += 20) {
    const batch = Array.from({ length: 20 }, (_, n) =>
      author.request.post(`/api/v1/cases/${number}/comments`, {
        headers: { "idempotency-key": randomUUID() },
        data: { text: `Comment **${begun + n}** of a long story.\n\n- with a list\n- of two\n\nAnd \`code\` at its end.` },
      }),
    );
    for (const answer of await Promise.all(batch)) expect(answer.ok()).toBe(true);
  }
  await page.addInitScript(() => {
    (window as any).drawn = [];
    new MutationObserver((changes) => {
      const added = changes.flatMap((it) => [...it.addedNodes]).filter((it) => it instanceof Element);
      (window as any).drawn.push(added.flatMap((it) => [it, ...it.querySelectorAll("*")]).filter((it) => it.matches(".conversation > li")).length);
    }).observe(document, { childList: true, subtree: true });
  });
  // By roles, counting them takes longer than drawing them.
  const whole = () => expect(page.locator(".conversation article")).toHaveCount(ENTRIES, { timeout: 60_000 });
  const mostAtOnce = () => page.evaluate(() => Math.max(...(window as any).drawn.splice(0)));

  await openAndFollow(page, () => openCase(page, number));
  await whole();
  expect(await mostAtOnce()).toBeLessThanOrEqual(AT_ONCE);

  await page.getByRole("button", { name: "Show newest first" }).click();
  await whole();
  expect(await mostAtOnce()).toBeLessThanOrEqual(AT_ONCE);
  await page.getByRole("button", { name: "Show newest last" }).click();
  await whole();

  // What a search in the page finds, it scrolls into view.
  const found = page.getByText(`Comment ${ENTRIES - 1} of a long story.`);
  await found.evaluate((it) => it.scrollIntoView({ block: "center" }));
  await expect(found).toBeInViewport();

  // From its beginning to the box is one key.
  await page.keyboard.press("Control+Home");
  await page.getByRole("button", { name: "Go to the comment box" }).press("Enter");
  await expect(commentBox(page)).toBeFocused();
  await expect(commentBox(page)).toBeInViewport();
  await commentBox(page).pressSequentially("Quick as ever");
  await expect(commentBox(page)).toHaveValue("Quick as ever");

  // What comes now comes in its place, at once.
  await author.request.post(`/api/v1/cases/${number}/comments`, {
    headers: { "idempotency-key": randomUUID() },
    data: { text: "And one more." },
  });
  await expect(page.locator(".conversation article").last()).toContainText("And one more.", { timeout: 2_000 });
  await expect(commentBox(page)).toBeInViewport();
});
