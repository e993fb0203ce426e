import { loadCasePortal, type CasePortalElement } from "caseport-embed/react";
import { use, useRef, useState } from "react";

const loading = loadCasePortal("https://support.example.com");

async function token() {
  const answer = await fetch("/token", { method: "POST" });
  if (!answer.ok) throw new Error(`No token: ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

/** The portal, with its pages in this app's address. */
export function Support() {
  // React sets properties of what the browser knows, and attributes of what it does not know yet.
  use(loading);
  const portal = useRef<CasePortalElement>(null);
  const [dark, setDark] = useState(false);
  const [where, setWhere] = useState("");
  return (
    <>
      <div className="d-flex align-items-center gap-3 mb-3">
        <div className="form-check form-switch">
          <input className="form-check-input" id="dark" type="checkbox" checked={dark} onChange={() => setDark(!dark)} />
          <label className="form-check-label" htmlFor="dark">
            Dark
          </label>
        </div>
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => portal.current?.submitCase({ product: "metadefender-core", severity: "s2" })}
        >
          Report a problem
        </button>
        <span className="text-body-secondary" role="status">
          {where}
        </span>
      </div>
      <case-portal
        ref={portal}
        basePath="/support"
        theme={dark ? "dark" : "light"}
        tokenProvider={token}
        onready={(event) => setWhere(event.detail.title)}
        onnavigate={(event) => setWhere(event.detail.title)}
      />
    </>
  );
}
