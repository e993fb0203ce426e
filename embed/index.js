// The app itself is not in this package: it is the portal's, and always of the same version as the server behind it.

/** What was asked for, by address. */
const loading = new Map();

/** Loads `<case-portal>` from where the portal is installed. It may be called as often as one likes. */
export function loadCasePortal(portal) {
  const base = portal.endsWith("/") ? portal : `${portal}/`;
  const address = new URL("caseport.js", new URL(base, document.baseURI)).href;
  if (!loading.has(address)) {
    const module = import(/* @vite-ignore */ /* webpackIgnore: true */ address);
    loading.set(address, module.then(({ CasePortal }) => CasePortal));
    // Asked for again, it is tried again.
    module.catch(() => loading.delete(address));
  }
  return loading.get(address);
}
