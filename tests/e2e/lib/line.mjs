// The line between a browser and a server, as bad as a test needs it: it can be cut, stay cut, count what went up, and
// damage a byte, or fall silent. A server that is started again on its port is found again.
import { connect, createServer } from "node:net";

/** Smaller packets are not damaged: they may hold a request's headers. */
const LARGE = 8 * 1024;

export class Line {
  #server;
  #target;
  #open = new Set();
  #isCut = false;
  #isSilent = false;
  #damages = 0;
  #sentUp = 0;
  #rate = Number.POSITIVE_INFINITY;
  #free = 0;

  constructor(target) {
    this.#target = target;
  }

  /** A line to the server that listens on a port of this machine. */
  static async to(target) {
    const line = new Line(target);
    line.#server = createServer((client) => line.#join(client));
    await new Promise((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Bytes that went towards the server, those included that a server which was killed never read. */
  get sentUp() {
    return this.#sentUp;
  }

  /** How many bytes are still to be damaged. */
  get damages() {
    return this.#damages;
  }

  #join(client) {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const server = connect(this.#target, "127.0.0.1");
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      this.#open.add(socket);
      // Cut off is cut off on both sides, whatever the reason.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.#open.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (chunk) => {
      this.#sentUp += chunk.length;
      if (this.#isSilent || !server.write(this.#damaged(chunk))) client.pause();
      else this.#pace(client, chunk.length);
    });
    server.on("drain", () => this.#isSilent || client.resume());
    server.on("data", (chunk) => {
      if (!this.#isSilent) client.write(chunk);
    });
  }

  /** How many bytes go up in a second, over all connections together. */
  limit(rate) {
    this.#rate = rate;
  }

  /** Waits as long as so many bytes take. */
  #pace(client, bytes) {
    const now = performance.now();
    this.#free = Math.max(this.#free, now) + (bytes * 1_000) / this.#rate;
    // Timers are not exact: small debts are paid together.
    if (this.#free - now < 10) return;
    client.pause();
    setTimeout(() => client.resume(), this.#free - now);
  }

  #damaged(chunk) {
    if (this.#damages > 0 && chunk.length >= LARGE) {
      this.#damages -= 1;
      chunk[chunk.length - 1] ^= 1;
    }
    return chunk;
  }

  /** Breaks every connection; new ones are possible at once. */
  break() {
    for (const socket of this.#open) socket.destroy();
  }

  /** Breaks every connection, and lets none through until it is mended. */
  cut() {
    this.#isCut = true;
    this.break();
  }

  /** Lets nothing through any more, and says so to nobody, until it is mended. */
  fallSilent() {
    this.#isSilent = true;
  }

  /** Lets new connections through again. */
  mend() {
    if (this.#isSilent) this.break();
    this.#isCut = false;
    this.#isSilent = false;
  }

  /** Damages a byte of each of the next large packets that go up. */
  damage(count) {
    this.#damages = count;
  }

  async end() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
