/** A level that a role gives on something. */
export type Level = "none" | "view" | "full";

/** Who is signed in, and what they may do in the organization that they are looking at; frozen. For menus, not for decisions. */
export interface Access {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  /** None in the personal scope. */
  readonly organization: { readonly id: string; readonly name: string; readonly kind: "customer" | "partner" } | null;
  /** None in the personal scope. */
  readonly role: { readonly id: string; readonly label: string } | null;
  /** By the role objects of `GET /api/v1/role-objects`. */
  readonly permissions: Readonly<Record<string, Level>>;
}

/** A page of the app. */
export interface Place {
  /** Its address within the app, such as `/cases/10204117`. */
  readonly route: string;
  /** What the browser's tab would say of it, in the app's language. */
  readonly title: string;
}

export interface Ready extends Place {
  /** Whether somebody is signed in. */
  readonly signedIn: boolean;
}

export interface Submitted {
  /** The case's number. */
  readonly number: string;
  readonly kind: "case" | "false-detection";
}

/** What went wrong; the element shows it, too, with a way on where there is one. */
export interface Failure {
  /**
   * - `config`: `config.json` of the portal could not be read
   * - `load`: code or styles did not come
   * - `unable`: the browser has no WebAssembly
   * - `crash`: the app has stopped
   * - `token`: there is no token that counts; see `reason`
   * - `organization`: the person does not belong to the one that was asked for
   * - `language`: a language's texts did not come
   */
  readonly kind: "config" | "load" | "unable" | "crash" | "token" | "organization" | "language";
  /** Of a token: the provider failed, did not answer in time, or the server did not take what it gave. */
  readonly reason?: "failed" | "late" | "refused";
  readonly message: string;
  /** What was thrown, where something was. */
  readonly error?: unknown;
}

/** A new case's answers, as far as they are known; ids are those of `GET /api/v1/organizations/{org}/catalog`. */
export interface NewCase {
  customer?: string;
  product?: string;
  platform?: string;
  issue_type?: string;
  severity?: "s1" | "s2" | "s3" | "s4";
  license?: string;
  version?: string;
  subject?: string;
  description?: string;
  ccs?: readonly string[];
}

/** The element's events, by type. None of them bubbles. */
export interface CasePortalEventMap {
  ready: CustomEvent<Ready>;
  navigate: CustomEvent<Place>;
  /** None once nobody is signed in any more. */
  access: CustomEvent<Access | null>;
  "case-submitted": CustomEvent<Submitted>;
  "signed-out": CustomEvent<Record<string, never>>;
  error: CustomEvent<Failure>;
}

/** Gives a token for the person that the page has signed in. */
export type TokenProvider = () => string | Promise<string>;

export type Theme = "light" | "dark" | "auto";

/** `<case-portal>` */
export interface CasePortalElement extends HTMLElement {
  /** Gives tokens; without it people sign in within the element. Set it before the element is in the page. */
  tokenProvider: TokenProvider | undefined;
  /** How long it may take, in milliseconds; 10,000 if nothing else is said. */
  tokenTimeout: number;
  /** Who may do what, once that is known. */
  readonly access: Access | null;
  /** Where the app is; setting it goes there. */
  get route(): string | undefined;
  set route(route: string | null | undefined);
  /** Where the API is; none leaves it to the portal's `config.json`. */
  get api(): string | null;
  set api(address: string | null | undefined);
  /** The path below which the app's pages are in this page's address; with none they are not in it. */
  get basePath(): string | null;
  set basePath(path: string | null | undefined);
  /** Which organization is looked at: its id, or `personal`. */
  get organization(): string | null;
  set organization(id: string | null | undefined);
  get theme(): string | null;
  set theme(theme: Theme | null | undefined);

  /** Goes to a page of the app. */
  navigate(route: string): Promise<void>;
  /** Begins a case. */
  submitCase(answers?: NewCase): Promise<void>;
  /** Asks for a token now, and reads anew who is signed in. Rejects where there is none. */
  refreshToken(): Promise<void>;
  /** Ends the session on the server. Rejects where that fails. */
  signOut(): Promise<void>;

  addEventListener<K extends keyof CasePortalEventMap>(
    type: K,
    listener: (this: CasePortalElement, event: CasePortalEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof CasePortalEventMap>(
    type: K,
    listener: (this: CasePortalElement, event: CasePortalEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** Loads `<case-portal>` from where the portal is installed, such as `https://support.example.com/`. */
export function loadCasePortal(portal: string): Promise<new () => CasePortalElement>;

declare global {
  interface HTMLElementTagNameMap {
    "case-portal": CasePortalElement;
  }
}
