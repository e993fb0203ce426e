// Listens to everything that a page complains about. A test fails at each complaint that it has not announced,
// and at each that it has announced in vain.
import type { BrowserContext } from "@playwright/test";

import { isCluster } from "./env.mjs";

/** What the browser says of a server that is away: of the connection, or of what a proxy in front of it answers. */
export const GONE = new RegExp(`net::ERR_(CONNECTION|EMPTY|SOCKET|INTERNET|INCOMPLETE)${isCluster ? "|status of 50[24]" : ""}`);

// The loader of the app's chunks reports what it cannot fetch; a page that is left in the middle of it is no failure,
// and any other failure is seen as a failed request as well.
const CHUNK_NOT_FETCHED =
  /^error: (TypeError: Failed to fetch\s+at (\S+ \()?|Fetch API cannot load \S+\/assets\/\S+\.wasm\.\s+@ )\S+\/assets\/app\./;

// The stream of changes is asked for again for as long as there is no server or no session; whatever a person sees of
// that is tested.
const STREAM_NOT_FETCHED = /(net::ERR_|status of (401|50[234])).* @ (GET )?http:\/\/\S+\/organizations\/[^/]+\/stream$/;

export class Watch {
  readonly #complaints: string[] = [];
  readonly #announced: RegExp[] = [];
  readonly #possible: RegExp[] = [];

  /** Listens to every page of a browser window. */
  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI || "inline"}`);
      });
    });
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.#complaints.push(`${message.type()}: ${message.text()} @ ${message.location().url}`);
      }
    });
    context.on("weberror", (error) => this.#complaints.push(`uncaught: ${error.error().stack}`));
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "failed";
      // A page that is left takes its open requests with it.
      if (reason !== "net::ERR_ABORTED") {
        this.#complaints.push(`failed: ${reason} @ ${request.method()} ${request.url()}`);
      }
    });
  }

  /** The test provokes this complaint. */
  announce(pattern: RegExp): void {
    this.#announced.push(pattern);
  }

  /** The test may provoke this complaint, or not: that depends on the moment. */
  allow(pattern: RegExp): void {
    this.#possible.push(pattern);
  }

  /** What nobody announced, and what was announced and did not come. */
  get surprises(): string[] {
    const expected = [CHUNK_NOT_FETCHED, STREAM_NOT_FETCHED, ...this.#announced, ...this.#possible];
    const unexpected = this.#complaints.filter((line) => !expected.some((pattern) => pattern.test(line)));
    const missing = this.#announced.filter((pattern) => !this.#complaints.some((line) => pattern.test(line)));
    return [...unexpected, ...missing.map((pattern) => `announced, but did not come: ${pattern}`)];
  }
}
