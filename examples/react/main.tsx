import "bootstrap/dist/css/bootstrap.css";

import { StrictMode, Suspense, useEffect, useState, type MouseEvent } from "react";
import { createRoot } from "react-dom/client";

import { Support } from "./support";

/** As small a router as there can be: any other does as well, as long as every address below `/support` shows the portal. */
function usePath() {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    event.preventDefault();
    history.pushState({ from: "host" }, "", event.currentTarget.href);
    setPath(location.pathname);
  };
  return { path, go };
}

function App() {
  const { path, go } = usePath();
  const isSupport = path === "/support" || path.startsWith("/support/");
  return (
    <>
      <nav className="navbar navbar-expand bg-body-tertiary" aria-label="Fourth Coffee">
        <div className="container flex-wrap gap-2">
          <a className="navbar-brand" href="/" onClick={go}>
            Fourth Coffee
          </a>
          <div className="navbar-nav">
            <a className="nav-link" href="/machines" onClick={go}>
              Machines
            </a>
            <a className="nav-link" href="/support" onClick={go}>
              Support
            </a>
          </div>
        </div>
      </nav>
      <main className="container py-4">
        <Suspense fallback={<p>Loading…</p>}>{isSupport ? <Support /> : <h1>Machines</h1>}</Suspense>
      </main>
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
