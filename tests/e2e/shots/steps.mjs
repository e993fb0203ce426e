// Ways to a screen, for the pictures of all of them.

export const goTo = (address) => (page) => page.goto(address);
export const openCase = (fits) => async (page) => page.goto(`/cases/${await findCase(page, fits)}`);
export const isActive = ({ escalation }) => ["requested", "acknowledged"].includes(escalation?.state);

/** The newest case of a tab. */
export function openFirst(tab, narrowed = "&status=open") {
  return async (page) => {
    const { default_organization: here } = await (await page.request.get("/api/v1/session")).json();
    const answer = await page.request.get(`/api/v1/organizations/${here}/cases?tab=${tab}&limit=1${narrowed}`);
    await page.goto(`/cases/${(await answer.json()).items[0].number}`);
  };
}

/** A fresh case of Contoso's. */
export async function newCase(page, about) {
  const description = "Since the upgrade every archive is blocked; nothing in the log says why.";
  const data = { product: "metadefender-core", platform: "linux", issue_type: "question", severity: "s2", description, ...about };
  return (await (await page.request.post("/api/v1/organizations/contoso/cases", { data })).json()).number;
}

async function findCase(page, fits) {
  const read = async (path) => (await page.request.get(`/api/v1${path}`)).json();
  const { default_organization: here } = await read("/session");
  const { items } = await read(`/organizations/${here}/cases?tab=my&limit=200`);
  for (const { number } of items) {
    if (fits(await read(`/cases/${number}`))) return number;
  }
  throw new Error("no such case");
}
