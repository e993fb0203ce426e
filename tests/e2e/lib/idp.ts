// A real identity provider (oidc-provider, which is certified) with people of the test's own and a page to sign in on. It can be
// stopped, started again, and given other keys.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";

// @ts-ignore: it comes without types.
import Provider from "oidc-provider";

export const CLIENT = "caseport";
export const SECRET = "a secret of the portal's, for tests";

/** What the provider says of somebody, by their id there. */
export type People = Record<string, Record<string, unknown>>;

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export class Idp {
  readonly id: string;
  readonly port: number;
  readonly people: People;
  #portal: string;
  #provider: any;
  #server: HttpServer | undefined;
  #keys = 0;

  private constructor(id: string, port: number, portal: string, people: People) {
    this.id = id;
    this.port = port;
    this.#portal = portal;
    this.people = people;
    this.rotateKeys();
  }

  /** A provider for the portal at an address. */
  static async start(id: string, portal: string, people: People): Promise<Idp> {
    const idp = new Idp(id, await freePort(), portal, people);
    await idp.open();
    return idp;
  }

  /** Of another site than the portal, which is at 127.0.0.1. */
  get issuer(): string {
    return `http://localhost:${this.port}`;
  }

  /** The portal's settings of it. */
  settings(label: string, more = ""): string {
    return [
      "[[provider]]",
      ...[`id = "${this.id}"`, `label = "${label}"`, `issuer = "${this.issuer}"`, `client_id = "${CLIENT}"`],
      ...['client_secret_file = "secret"', 'scopes = ["openid", "email", "profile", "groups"]', more, ""],
    ].join("\n");
  }

  /** From now on it signs with another key, and publishes only that. */
  rotateKeys(): void {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.#keys += 1;
    const key = { ...privateKey.export({ format: "jwk" }), kid: `${this.id}-${this.#keys}`, use: "sig", alg: "RS256" };
    this.#provider = this.#made(key);
  }

  async open(): Promise<void> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve) => this.#server!.listen(this.port, "localhost", resolve));
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  #made(key: object): any {
    const { people } = this;
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: SECRET,
          redirect_uris: [`${this.#portal}/api/v1/auth/oidc/${this.id}/callback`],
          post_logout_redirect_uris: [`${this.#portal}/`],
        },
      ],
      jwks: { keys: [key] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      scopes: ["openid", "email", "profile", "groups"],
      // Those of several providers on one host would be one.
      cookies: {
        keys: [`${this.id} of the tests`],
        names: Object.fromEntries(["session", "interaction", "resume"].map((name) => [name, `${this.id}_${name}`])),
      },
      ttl: { AccessToken: 300, Grant: 3_600, IdToken: 300, Interaction: 600, Session: 3_600 },
      features: {
        devInteractions: { enabled: false },
        // Its own page fetches a font from elsewhere.
        rpInitiatedLogout: {
          logoutSource: async (context: any, form: string) => {
            const button = '<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>';
            context.body = `<!doctype html><html lang="en"><title>Sign out</title>${form}${button}</html>`;
          },
        },
      },
      findAccount: (_: unknown, sub: string) =>
        sub in people ? { accountId: sub, claims: async () => ({ sub, ...people[sub] }) } : undefined,
      interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
      // The portal is the company's own: nobody is asked whether it may know them.
      loadExistingGrant: async (context: any) => {
        const { client, session } = context.oidc;
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope("openid email profile groups");
        await grant.save();
        return grant;
      },
    });
    return provider;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    if (!request.url!.startsWith("/interaction/")) {
      this.#provider.callback()(request, response);
      return;
    }
    if (request.method === "GET") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><title>${this.id}</title><h1>Sign in to ${this.id}</h1><form method="post">
        <label>Account <input name="account" autofocus></label><button name="do" value="sign-in">Continue</button>
        <button name="do" value="cancel">Cancel</button></form></html>`);
      return;
    }
    let body = "";
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    const result =
      form.get("do") === "cancel"
        ? { error: "access_denied", error_description: "The person did not want to." }
        : { login: { accountId: form.get("account") } };
    await this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}
