// My Organization and Extend Case View.
import { expect, type Locator, type Page } from "@playwright/test";

/** What another browser must have seen. */
export const SOON = { timeout: 2_000 };

/** Opens a page of My Organization, and waits until it follows what happens. */
export async function openAndFollow(page: Page, address: string): Promise<void> {
  const following = page.waitForResponse((answer) => answer.url().endsWith("/stream"));
  await page.goto(address);
  await following;
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole("heading", { level: 1, name });
export const toggle = (page: Page | Locator, name: string): Locator =>
  page.getByRole("switch", { name: `Extend Case View for ${name}` });
/** The row of somebody in a list of people. */
export const person = (page: Page | Locator, name: string): Locator =>
  page.getByRole("row", { name: new RegExp(`^([^@]* )?${name}`) });
/** The levels of a role object in the matrix. */
export const levels = (page: Page, object: string): Locator =>
  page.getByRole("radiogroup", { name: object, exact: true });
export const level = (page: Page, object: string, name: string): Locator =>
  levels(page, object).getByRole("radio", { name, exact: true });

/** Sets a toggle as somebody who may, beside the app. */
export async function setToggle(page: Page, place: string, user: string, enabled: boolean): Promise<void> {
  const path = `/api/v1/organizations/${place}/case-access/${await idOf(page, place, user)}`;
  const answer = await page.request.put(path, { data: { enabled } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** The id of a member, by their address. */
export async function idOf(page: Page, place: string, email: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/organizations/${place}/case-access?q=${encodeURIComponent(email)}`);
  expect(answer.status(), await answer.text()).toBe(200);
  const { items } = await answer.json();
  return items.find((it: any) => it.user.email === email).user.id;
}

/** Gives somebody a role, beside the app. */
export async function giveRole(page: Page, place: string, email: string, role: string): Promise<void> {
  const path = `/api/v1/organizations/${place}/users/${await idOf(page, place, email)}/role`;
  const answer = await page.request.put(path, { data: { role } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A fresh custom role, beside the app. */
export async function newRole(page: Page, place: string, label: string, permissions = {}): Promise<any> {
  const answer = await page.request.post(`/api/v1/organizations/${place}/roles`, {
    headers: { "idempotency-key": crypto.randomUUID() },
    data: { label, description: "", permissions },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return answer.json();
}

/** Everything that the page and its storage hold, as one text. */
export async function everythingKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const parts = [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
      const database: IDBDatabase = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const rows: unknown[] = await new Promise((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        parts.push(JSON.stringify(rows));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) parts.push(request.url);
    }
    return parts.join("\n");
  });
}
