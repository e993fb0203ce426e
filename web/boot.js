// Starts the app, and asks for what its first page needs while the wasm is still on its way. The answers wait in
// `caseportPrefetch`, by path; the app takes each once (src/api/transport.rs).
const API = "/api/v1";
const prefetch = (globalThis.caseportPrefetch = {});

function ask(path) {
  const answer = fetch(API + path, { headers: { accept: "application/json" } }).then(async (response) => [
    response.status,
    await response.text(),
  ]);
  // A failed question is asked again by the app, which can say what happened.
  prefetch[path] = answer.catch(() => undefined);
  return answer;
}

async function askAhead() {
  ask("/config");
  // The server's mark that somebody is signed in; the app knows what to do on servers without it.
  if (!/(^|; )caseport_signed_in=/.test(document.cookie)) return;
  const [status, body] = await ask("/session");
  if (status !== 200 || location.pathname !== "/") return;
  const session = JSON.parse(body);
  const organizations = session.organizations.map((organization) => organization.id);
  const remembered = readTab("caseport.organization");
  const here =
    [remembered, session.default_organization, organizations[0]].find((id) => organizations.includes(id)) ?? "personal";
  const root = `/organizations/${encodeURIComponent(here)}`;
  ask(`${root}/access`);
  ask(`${root}/cases/counts`);
  const query = new URLSearchParams(location.search);
  const tab = query.get("tab") ?? "my";
  // The other lists are not everybody's, and a refusal is an error in the console.
  const isWhole = [...query.keys()].every((key) => key === "tab");
  if (isWhole && ["my", "false_detection"].includes(tab)) ask(`${root}/cases?tab=${tab}&limit=10`);
}

function readTab(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

// A trap in the wasm leaves a page that answers no more; it is better to say so.
function crashed(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  document.getElementById("crash").hidden = false;
}
addEventListener("error", (event) => crashed(event.error));
addEventListener("unhandledrejection", (event) => crashed(event.reason));

const script = document.querySelector("script[data-app]");
askAhead().catch(() => {});
try {
  const app = await import(script.dataset.app);
  await app.default({ module_or_path: fetch(script.dataset.wasm) });
} catch (error) {
  // Without its main files there is no app that could say so.
  document.getElementById("crash").hidden = false;
  throw error;
}
