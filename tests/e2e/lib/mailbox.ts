// A real mail server, and the mailboxes of everybody behind it.
import { createServer } from "node:net";

import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export interface Arrived {
  to: string;
  mail: Email;
}

export class Mailbox {
  readonly port: number;
  readonly arrived: Arrived[] = [];
  /** Called before a mail is taken over; until then the one who sends it waits. */
  before: () => Promise<void> = async () => {};
  #server: SMTPServer | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** A place where there is no mail server yet. */
  static async closed(): Promise<Mailbox> {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    return new Mailbox(port);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** The addresses that a mail came to, each as often as one came. */
  get recipients(): string[] {
    return this.arrived.map(({ to }) => to).sort();
  }

  of(address: string): Email[] {
    return this.arrived.filter(({ to }) => to === address).map(({ mail }) => mail);
  }

  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, session, done) => void this.#take(stream, session.envelope.rcptTo, done),
    });
    // Lines that break are a part of the journeys.
    server.on("error", () => {});
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", () => resolve()));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = undefined;
  }

  async #take(
    stream: AsyncIterable<Buffer>,
    to: { address: string }[],
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece);
    await this.before();
    const mail = await PostalMime.parse(Buffer.concat(pieces));
    for (const { address } of to) this.arrived.push({ to: address, mail });
    done();
  }
}
