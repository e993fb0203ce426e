// A host for the examples: the pages of a product's own portal, with a policy as strict as the portal's, and the one thing
// that a host has to add: `POST /token`, which gives the support portal's token for the person that this host has signed in.
//
//   npm run build
//   PORTAL=http://127.0.0.1:8080 npm start react
//
// beside a portal that lets this host in: `caseport-server serve --demo ... --origin http://127.0.0.1:3000`.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** What the examples say in the place of a real address. */
const NAMED = "https://support.example.com";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const TEXTS = [".html", ".js"];

/** What a page that embeds the portal has to allow; everything else may stay shut. */
export function policy(portal) {
  const { origin } = new URL(portal);
  return [
    "default-src 'none'",
    `script-src 'self' ${origin} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    `img-src 'self' data: blob: ${origin}`,
    `connect-src 'self' ${origin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types caseport vue",
  ].join("; ");
}

/** Asks the portal for a token, as this host's own server knows how; here with the password of a demo account. */
export async function tokenOf(portal, { email, password }) {
  const answer = await fetch(new URL("api/v1/auth/token", portal), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`The portal answers ${answer.status}.`);
  return answer.json();
}

/** Serves an example that was built into `dist`; `account` is who is signed in to this host. */
export function host({ example, portal, account, onToken }) {
  const folder = fileURLToPath(new URL(`dist/${example}`, import.meta.url));
  return createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url, "http://host");
      if (pathname === "/token" && request.method === "POST") {
        onToken?.();
        const token = await tokenOf(portal, account);
        response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
        return response.end(JSON.stringify(token));
      }
      const wanted = join(folder, normalize(decodeURIComponent(pathname)));
      const found = await stat(wanted).then((it) => it.isFile(), () => false);
      // Every other address is the page's: it shows what belongs there.
      const file = found ? wanted : join(folder, "index.html");
      if (!found && extname(pathname) !== "") return response.writeHead(404).end();
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-security-policy": policy(portal), "x-content-type-options": "nosniff" });
      if (!TEXTS.includes(extname(file))) return createReadStream(file).pipe(response);
      response.end((await readFile(file, "utf8")).replaceAll(NAMED, new URL(portal).href.replace(/\/$/, "")));
    } catch (error) {
      response.writeHead(502, { "content-type": "text/plain" }).end(String(error));
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const example = process.argv[2] ?? "plain";
  const portal = process.env.PORTAL ?? "http://127.0.0.1:8080";
  const account = { email: process.env.EMAIL ?? "sara@northwind.example", password: process.env.PASSWORD ?? "caseport-demo" };
  const port = Number(process.env.PORT ?? 3000);
  host({ example, portal, account }).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
}
