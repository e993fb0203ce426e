// Somebody is removed from an organization: with a server of the test's own, since the other journeys still need them.
import { read } from "../lib/api";
import { Server } from "../lib/server.mjs";
import { expect, test as base } from "../lib/test";

const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.end();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test("removing somebody says what stays, and takes effect at once in their open page", async ({ as }) => {
  const [sara, paul] = [await as("sara@northwind.example"), await as("paul@northwind.example")];
  const { name } = (await read(sara, "/organizations/northwind/users?q=paul")).items[0];
  const following = paul.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await paul.goto("/?tab=customer");
  await following;
  await sara.goto("/organization/users?q=paul");
  await sara.getByRole("button", { name: `Remove ${name}` }).click();
  const remove = sara.getByRole("dialog", { name: "Remove user" });
  await expect(remove).toContainText("Their cases, comments and files stay.");
  await remove.getByRole("button", { name: "Remove" }).click();
  await expect(remove).toBeHidden();
  await expect(sara.getByText("Nobody fits.")).toBeVisible();
  await expect(paul.getByText("Northwind Partners")).toHaveCount(0, { timeout: 2_000 });
});
